package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Words;
import org.jspecify.annotations.Nullable;

/** Makes writes of the arguments of requests, with their options OWNER and GUARD. The commands keep the arrays. */
final class WriteArguments {

    private Command.@Nullable Owner owner;
    private Command.@Nullable Guard guard;

    private WriteArguments() {}

    static Command put(byte[][] arguments, Requester requester) {
        Key key = Key.owning(arguments[1]);
        Value value = Value.owning(arguments[2]);
        Version version = StoreArguments.version(arguments[3]);
        if (arguments.length == 4) {
            return new Command.Put(key, value, version);
        }
        WriteArguments options = new WriteArguments();
        options.read(arguments, 4, requester);
        return new Command.Put(key, value, version, options.owner, options.guard);
    }

    static Command delete(byte[][] arguments) {
        Key key = Key.owning(arguments[1]);
        Version version = StoreArguments.version(arguments[2]);
        if (arguments.length == 3) {
            return new Command.Delete(key, version);
        }
        WriteArguments options = new WriteArguments();
        options.read(arguments, 3, null);
        return new Command.Delete(key, version, options.guard);
    }

    /** Reads [OWNER session] [GUARD key version], in either order and each at most once; without a requester GUARD only. */
    private void read(byte[][] arguments, int from, @Nullable Requester requester) {
        int at = from;
        while (at < arguments.length) {
            int left = arguments.length - at;
            if (requester != null && owner == null && left >= 2 && Words.matches(arguments[at], "OWNER")) {
                owner = new Command.Owner(SessionArguments.id(arguments[at + 1]), requester.user());
                at += 2;
            } else if (guard == null && left >= 3 && Words.matches(arguments[at], "GUARD")) {
                guard = new Command.Guard(Key.owning(arguments[at + 1]), StoreArguments.version(arguments[at + 2]));
                at += 3;
            } else {
                throw new IllegalArgumentException("syntax error");
            }
        }
    }
}
