package dev.latchkey.app.disk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a logged write, as {@code latchkey log inspect --records} prints them.
 *
 * @param value null for a delete
 */
record LoggedWrite(
        String kind, Key key, Version expected, @Nullable Value value) {

    private static final Fields FIELDS = new Fields();

    static LoggedWrite of(Command command) {
        return command.match(FIELDS);
    }

    private static final class Fields implements Command.Cases<LoggedWrite> {

        @Override
        public LoggedWrite put(Command.Put command) {
            return new LoggedWrite("put", command.key(), command.expected(), command.value());
        }

        @Override
        public LoggedWrite delete(Command.Delete command) {
            return new LoggedWrite("delete", command.key(), command.expected(), null);
        }

        @Override
        public LoggedWrite get(Command.Get command) {
            throw notLogged(command);
        }

        @Override
        public LoggedWrite listKeys(Command.ListKeys command) {
            throw notLogged(command);
        }

        private static IllegalStateException notLogged(Command command) {
            return new IllegalStateException("a log holds only writes, not " + command);
        }
    }
}
