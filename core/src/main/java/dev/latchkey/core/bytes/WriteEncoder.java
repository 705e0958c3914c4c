package dev.latchkey.core.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Version;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the records of writes.
 *
 * @param target big-endian, with enough capacity
 */
record WriteEncoder(ByteBuffer target) implements Command.Cases<ByteBuffer>, Command.OperationCases<ByteBuffer> {

    static final int HAS_OWNER = 1;
    static final int HAS_GUARD = 2;

    /** Encodes who sent a command, and when; nothing if that is unknown. */
    void stamp(Origin origin) {
        if (!origin.equals(Origin.UNKNOWN)) {
            target.put(Opcode.STAMPED.number);
            text(origin.by());
            target.putLong(origin.wallMillis());
        }
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        target.put((byte) bytes.length).put(bytes);
    }

    private void session(Opcode opcode, SessionId session) {
        session.writeTo(target.put(opcode.number));
    }

    private void guard(Command.Guard guard) {
        target.putShort((short) guard.key().length())
                .putLong(guard.version().number())
                .put(guard.key().bytes);
    }

    @Override
    public ByteBuffer put(Command.Put command) {
        if (WriteLengths.isPlain(command)) {
            target.put(Opcode.PUT.number);
        } else {
            options(command.owner(), command.guard());
        }
        return target.putShort((short) command.key().length())
                .putInt(command.value().length())
                .putLong(command.expected().number())
                .put(command.key().bytes)
                .put(command.value().bytes);
    }

    private void options(Command.@Nullable Owner owner, Command.@Nullable Guard guard) {
        int flags = (owner == null ? 0 : HAS_OWNER) | (guard == null ? 0 : HAS_GUARD);
        target.put(Opcode.PUT_WITH.number).put((byte) flags);
        if (owner != null) {
            owner.session().writeTo(target);
            text(owner.user());
        }
        if (guard != null) {
            guard(guard);
        }
    }

    @Override
    public ByteBuffer delete(Command.Delete command) {
        if (command.guard() == null) {
            target.put(Opcode.DELETE.number);
        } else {
            target.put(Opcode.GUARDED_DELETE.number);
            guard(command.guard());
        }
        return target.putShort((short) command.key().length())
                .putLong(command.expected().number())
                .put(command.key().bytes);
    }

    @Override
    public ByteBuffer transaction(Command.Transaction command) {
        target.put(Opcode.TRANSACTION.number).put((byte) command.operations().size());
        command.operations().forEach(operation -> operation.matchOperation(this));
        return target;
    }

    @Override
    public ByteBuffer check(Command.Check check) {
        return check(Opcode.CHECK, check.key(), check.version());
    }

    private ByteBuffer check(Opcode opcode, Key key, Version version) {
        return target.put(opcode.number)
                .putShort((short) key.length())
                .putLong(version.number())
                .put(key.bytes);
    }

    @Override
    public ByteBuffer unchanged(Command.Unchanged unchanged) {
        Opcode opcode = unchanged.isPresent() ? Opcode.UNCHANGED_PRESENT : Opcode.UNCHANGED_ABSENT;
        return check(opcode, unchanged.key(), unchanged.version());
    }

    @Override
    public ByteBuffer observe(Command.Observe observe) {
        return read(Opcode.OBSERVE, observe.key());
    }

    @Override
    public ByteBuffer read(Command.Read read) {
        return read(read.withVersion() ? Opcode.READ_WITH_VERSION : Opcode.READ, read.key());
    }

    private ByteBuffer read(Opcode opcode, Key key) {
        return target.put(opcode.number).putShort((short) key.length()).put(key.bytes);
    }

    @Override
    public ByteBuffer openSession(Command.OpenSession command) {
        session(Opcode.OPEN_SESSION, command.session());
        target.putInt(command.ttlMillis());
        text(command.user());
        return target;
    }

    @Override
    public ByteBuffer keepSession(Command.KeepSession command) {
        session(Opcode.KEEP_SESSION, command.session());
        target.putInt(command.ttlMillis());
        text(command.user());
        return target;
    }

    @Override
    public ByteBuffer closeSession(Command.CloseSession command) {
        session(Opcode.CLOSE_SESSION, command.session());
        text(command.user());
        return target;
    }

    @Override
    public ByteBuffer endSession(Command.EndSession command) {
        session(Opcode.END_SESSION, command.session());
        return target;
    }

    @Override
    public ByteBuffer once(Command.Once command) {
        session(Opcode.ONCE, command.session());
        text(command.user());
        target.putLong(command.seq()).putLong(command.acked());
        return command.step().match(this);
    }

    @Override
    public ByteBuffer cancel(Command.Cancel command) {
        return target.put(Opcode.CANCEL.number);
    }

    @Override
    public ByteBuffer get(Command.Get command) {
        throw WriteLengths.notLogged(command);
    }

    @Override
    public ByteBuffer renewSession(Command.RenewSession command) {
        throw WriteLengths.notLogged(command);
    }

    @Override
    public ByteBuffer history(HistoryRead command) {
        throw WriteLengths.notLogged(command);
    }

    @Override
    public ByteBuffer listKeys(Command.ListKeys command) {
        throw WriteLengths.notLogged(command);
    }
}
