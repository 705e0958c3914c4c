package dev.latchkey.app.disk;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a logged write, as {@code latchkey log inspect --records} prints them. Fields that a kind of write does not have are
 * null.
 *
 * @param session the session that is opened, kept or ended, or that executes the write once
 * @param seq the number of the write in the session that executes it once
 * @param owner the session that owns the key from now on
 */
record LoggedWrite(
        String kind,
        @Nullable Key key,
        @Nullable Version expected,
        @Nullable Value value,
        @Nullable SessionId owner,
        Command.@Nullable Guard guard,
        @Nullable SessionId session,
        @Nullable Integer ttlMillis,
        @Nullable Long seq) {

    private static final Fields FIELDS = new Fields();

    static LoggedWrite of(Command command) {
        return command.match(FIELDS);
    }

    private static LoggedWrite ofSession(String kind, SessionId session, @Nullable Integer ttlMillis) {
        return new LoggedWrite(kind, null, null, null, null, null, session, ttlMillis, null);
    }

    private LoggedWrite once(SessionId executing, long number) {
        return new LoggedWrite(kind, key, expected, value, owner, guard, executing, ttlMillis, number);
    }

    private static final class Fields implements Command.Cases<LoggedWrite> {

        @Override
        public LoggedWrite put(Command.Put command) {
            SessionId owner = command.owner() == null ? null : command.owner().session();
            return new LoggedWrite(
                    "put",
                    command.key(),
                    command.expected(),
                    command.value(),
                    owner,
                    command.guard(),
                    null,
                    null,
                    null);
        }

        @Override
        public LoggedWrite delete(Command.Delete command) {
            return new LoggedWrite(
                    "delete", command.key(), command.expected(), null, null, command.guard(), null, null, null);
        }

        @Override
        public LoggedWrite openSession(Command.OpenSession command) {
            return ofSession("open", command.session(), command.ttlMillis());
        }

        @Override
        public LoggedWrite keepSession(Command.KeepSession command) {
            return ofSession("keep", command.session(), command.ttlMillis());
        }

        @Override
        public LoggedWrite closeSession(Command.CloseSession command) {
            return ofSession("close", command.session(), null);
        }

        @Override
        public LoggedWrite endSession(Command.EndSession command) {
            return ofSession("expire", command.session(), null);
        }

        @Override
        public LoggedWrite once(Command.Once command) {
            return command.step().match(this).once(command.session(), command.seq());
        }

        @Override
        public LoggedWrite cancel(Command.Cancel command) {
            return new LoggedWrite("cancel", null, null, null, null, null, null, null, null);
        }

        @Override
        public LoggedWrite get(Command.Get command) {
            throw notLogged(command);
        }

        @Override
        public LoggedWrite history(HistoryRead command) {
            throw notLogged(command);
        }

        @Override
        public LoggedWrite renewSession(Command.RenewSession command) {
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
