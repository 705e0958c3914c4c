package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Requester;
import dev.latchkey.wire.Words;
import org.jspecify.annotations.Nullable;

/**
 * Makes writes of the arguments of requests, with their options OWNER and GUARD: in either order, each at most once. The commands keep
 * the arrays. An {@link IllegalArgumentException} says what is wrong with an argument.
 */
final class WriteArguments {

    private static final String PUT_OPTIONS = "; the options are [OWNER session] [GUARD key version]";
    private static final String DEL_OPTIONS = "; the option is [GUARD key version]";

    private final byte[][] arguments;
    private Command.@Nullable Owner owner;
    private Command.@Nullable Guard guard;

    private WriteArguments(byte[][] arguments) {
        this.arguments = arguments;
    }

    static Command.Put put(byte[][] arguments, Requester requester) {
        Key key = Key.owning(arguments[1]);
        Value value = Value.owning(arguments[2]);
        Version version = StoreArguments.version(arguments[3]);
        if (arguments.length == 4) {
            return new Command.Put(key, value, version);
        }
        WriteArguments options = new WriteArguments(arguments);
        for (int at = 4; at < arguments.length; ) {
            at = Words.matches(arguments[at], "OWNER") ? options.owner(at, requester) : options.guard(at, PUT_OPTIONS);
        }
        return new Command.Put(key, value, version, options.owner, options.guard);
    }

    static Command.Delete delete(byte[][] arguments) {
        Key key = Key.owning(arguments[1]);
        Version version = StoreArguments.version(arguments[2]);
        if (arguments.length == 3) {
            return new Command.Delete(key, version);
        }
        WriteArguments options = new WriteArguments(arguments);
        for (int at = 3; at < arguments.length; ) {
            at = options.guard(at, DEL_OPTIONS);
        }
        return new Command.Delete(key, version, options.guard);
    }

    /** Reads OWNER session, and returns the index after it. */
    private int owner(int at, Requester requester) {
        StoreArguments.requireFirst("OWNER", owner);
        if (arguments.length - at < 2) {
            throw new IllegalArgumentException("OWNER needs a session" + PUT_OPTIONS);
        }
        owner = new Command.Owner(SessionArguments.id(arguments[at + 1]), requester.user());
        return at + 2;
    }

    /** Reads GUARD key version, and returns the index after it. */
    private int guard(int at, String options) {
        if (!Words.matches(arguments[at], "GUARD")) {
            throw new IllegalArgumentException(
                    "'" + CommandDecoder.shown(arguments[at]) + "' is not an option" + options);
        }
        StoreArguments.requireFirst("GUARD", guard);
        if (arguments.length - at < 3) {
            throw new IllegalArgumentException("GUARD needs a key and a version" + options);
        }
        guard = new Command.Guard(Key.owning(arguments[at + 1]), StoreArguments.version(arguments[at + 2]));
        return at + 3;
    }
}
