package dev.latchkey.core.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import org.jspecify.annotations.Nullable;

/** Computes the lengths of the records of writes, in bytes. */
final class WriteLengths implements Command.Cases<Integer> {

    static final WriteLengths INSTANCE = new WriteLengths();

    static final int PUT_FRAME = 1 + 2 + 4 + 8;
    static final int DELETE_FRAME = 1 + 2 + 8;
    static final int GUARD_FRAME = 2 + 8;
    private static final int OPCODE_AND_SESSION = 1 + SessionId.LENGTH;
    private static final int NAME_LENGTH = 1;
    private static final int TTL = 4;
    private static final int ONCE_NUMBERS = 8 + 8;
    private static final int FLAGS = 1;
    private static final int STAMP_FRAME = 1 + NAME_LENGTH + 8;
    private static final int USER_MAX = NAME_LENGTH + Command.OpenSession.USER_BYTES_MAX;

    private static final int TRANSACTION_FRAME = 1 + 1;
    private static final int CHECK_FRAME = 1 + 2 + 8;
    private static final int READ_FRAME = 1 + 2;
    private static final int OWNER_MAX = SessionId.LENGTH + USER_MAX;

    /** What a stamped step of a session has in addition to the step. */
    private static final int STAMPED_STEP_FRAME_MAX =
            STAMP_FRAME + Origin.BY_BYTES_MAX + OPCODE_AND_SESSION + USER_MAX + ONCE_NUMBERS;

    /** What a put has in addition to its keys and its value. */
    private static final int LONGEST_PUT_FRAME = PUT_FRAME + FLAGS + OWNER_MAX + GUARD_FRAME;

    /** The longest record: a stamped step of a session, a transaction of puts with owners and guards. */
    static final int MAX = STAMPED_STEP_FRAME_MAX
            + TRANSACTION_FRAME
            + Command.Transaction.BYTES_MAX
            + Command.Transaction.OPERATIONS_MAX * (LONGEST_PUT_FRAME - Command.Transaction.FRAME_BYTES);

    private WriteLengths() {}

    static int ofStamp(Origin origin) {
        return origin.equals(Origin.UNKNOWN) ? 0 : STAMP_FRAME + lengthOf(origin.by());
    }

    static boolean isPlain(Command.Put command) {
        return command.owner() == null && command.guard() == null;
    }

    private static int lengthOf(String text) {
        return text.getBytes(UTF_8).length;
    }

    private static int ofUser(String user) {
        return NAME_LENGTH + lengthOf(user);
    }

    private static int ofGuard(Command.@Nullable Guard guard) {
        return guard == null ? 0 : GUARD_FRAME + guard.key().length();
    }

    @Override
    public Integer put(Command.Put command) {
        int plain = PUT_FRAME + command.key().length() + command.value().length();
        if (isPlain(command)) {
            return plain;
        }
        Command.Owner owner = command.owner();
        int ofOwner = owner == null ? 0 : SessionId.LENGTH + ofUser(owner.user());
        return plain + FLAGS + ofOwner + ofGuard(command.guard());
    }

    @Override
    public Integer delete(Command.Delete command) {
        return DELETE_FRAME + command.key().length() + ofGuard(command.guard());
    }

    @Override
    public Integer transaction(Command.Transaction command) {
        int length = TRANSACTION_FRAME;
        for (Command.Operation operation : command.operations()) {
            length += operation.matchOperation(operations);
        }
        return length;
    }

    private final Command.OperationCases<Integer> operations = new Command.OperationCases<>() {
        @Override
        public Integer check(Command.Check check) {
            return CHECK_FRAME + check.key().length();
        }

        @Override
        public Integer observe(Command.Observe observe) {
            return READ_FRAME + observe.key().length();
        }

        @Override
        public Integer unchanged(Command.Unchanged unchanged) {
            return CHECK_FRAME + unchanged.key().length();
        }

        @Override
        public Integer read(Command.Read read) {
            return READ_FRAME + read.key().length();
        }

        @Override
        public Integer put(Command.Put put) {
            return WriteLengths.this.put(put);
        }

        @Override
        public Integer delete(Command.Delete delete) {
            return WriteLengths.this.delete(delete);
        }
    };

    @Override
    public Integer openSession(Command.OpenSession command) {
        return OPCODE_AND_SESSION + TTL + ofUser(command.user());
    }

    @Override
    public Integer keepSession(Command.KeepSession command) {
        return OPCODE_AND_SESSION + TTL + ofUser(command.user());
    }

    @Override
    public Integer closeSession(Command.CloseSession command) {
        return OPCODE_AND_SESSION + ofUser(command.user());
    }

    @Override
    public Integer endSession(Command.EndSession command) {
        return OPCODE_AND_SESSION;
    }

    @Override
    public Integer once(Command.Once command) {
        return OPCODE_AND_SESSION
                + ofUser(command.user())
                + ONCE_NUMBERS
                + command.step().match(this);
    }

    @Override
    public Integer cancel(Command.Cancel command) {
        return 1;
    }

    @Override
    public Integer get(Command.Get command) {
        throw notLogged(command);
    }

    @Override
    public Integer renewSession(Command.RenewSession command) {
        throw notLogged(command);
    }

    @Override
    public Integer history(HistoryRead command) {
        throw notLogged(command);
    }

    @Override
    public Integer listKeys(Command.ListKeys command) {
        throw notLogged(command);
    }

    static IllegalStateException notLogged(Command command) {
        return new IllegalStateException("a read is never logged: " + command);
    }
}
