package dev.latchkey.wire.commands;

import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.Keys;
import dev.latchkey.wire.verbs.Verb;
import java.util.ArrayList;
import java.util.List;

/** The reply to COMMAND GETKEYS: which arguments of a request are keys, by the positions that COMMAND INFO has. */
public final class CommandKeys {

    private static final RespValue UNKNOWN = error("Invalid command specified");
    private static final RespValue WRONG_COUNT = error("Invalid number of arguments specified for command");
    private static final RespValue NO_KEYS = error("The command has no key arguments");

    private CommandKeys() {}

    /** The keys of {@code request}, which has at least its name; an error in the words of Redis if it is wrong or has none. */
    public static RespValue of(List<byte[]> request) {
        Verb verb = Verb.find(request.get(0));
        if (verb == null) {
            return UNKNOWN;
        }
        if (!verb.acceptsCount(request.size())) {
            return WRONG_COUNT;
        }
        Keys keys = verb.keys();
        if (keys.equals(Keys.NONE)) {
            return NO_KEYS;
        }
        int last = keys.last() < 0 ? request.size() + keys.last() : keys.last();
        List<RespValue> found = new ArrayList<>();
        for (int at = keys.first(); at <= last; at += keys.step()) {
            found.add(new RespValue.Bulk(request.get(at)));
        }
        return new RespValue.Array(found);
    }

    private static RespValue error(String sentence) {
        return new RespValue.ErrorLine("ERR " + sentence);
    }
}
