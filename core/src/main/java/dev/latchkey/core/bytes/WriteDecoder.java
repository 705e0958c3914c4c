package dev.latchkey.core.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes the records of writes, and validates every field. */
final class WriteDecoder {

    private final RecordReader in;

    /** @param in positioned after the opcode */
    WriteDecoder(RecordReader in) {
        this.in = in;
    }

    /** Reads the rest of a record that begins with {@code opcode}. */
    LogRecord record(Opcode opcode) {
        if (opcode != Opcode.STAMPED) {
            return new LogRecord.Write(write(opcode));
        }
        String by = text("name of the origin", Origin.BY_BYTES_MAX);
        Origin origin = new Origin(by, in.u64("time of the origin"));
        if (origin.equals(Origin.UNKNOWN)) {
            throw new UnreadableException("the record has a stamp that says nothing");
        }
        return new LogRecord.Write(write(Opcode.of(in.u8("opcode of the stamped record"))), origin);
    }

    private Command.Write write(Opcode opcode) {
        return switch (opcode) {
            case PUT -> put(null, null);
            case PUT_WITH -> putWith();
            case DELETE -> delete(null);
            case GUARDED_DELETE -> delete(guard());
            case OPEN_SESSION -> new Command.OpenSession(session(), ttl(), user());
            case KEEP_SESSION -> new Command.KeepSession(session(), ttl(), user());
            case CLOSE_SESSION -> new Command.CloseSession(session(), user());
            case END_SESSION -> new Command.EndSession(session());
            case ONCE -> once();
            case TRANSACTION -> logged(transaction());
            case BEGIN, BEGIN_WITH_HISTORY, HISTORY_BOUNDS, CANCEL, STAMPED -> throw misplaced(opcode);
            case CHECK, READ, READ_WITH_VERSION, OBSERVE, UNCHANGED_PRESENT, UNCHANGED_ABSENT ->
                throw misplaced(opcode);
        };
    }

    private static UnreadableException misplaced(Opcode opcode) {
        return new UnreadableException("opcode " + opcode.number + " cannot stand at this place of a record");
    }

    private Command.Write once() {
        SessionId session = session();
        String user = user();
        long seq = Bounds.between("number of a step", in.u64("number of a step"), 1, Long.MAX_VALUE);
        long acked = Bounds.between("acknowledged number", in.u64("acknowledged number"), 0, Long.MAX_VALUE);
        return new Command.Once(session, user, seq, acked, step(session, user));
    }

    private Command.Write step(SessionId session, String user) {
        Opcode opcode = Opcode.of(in.u8("opcode of a step"));
        return switch (opcode) {
            case PUT, PUT_WITH, DELETE, GUARDED_DELETE -> write(opcode);
            case TRANSACTION -> transaction();
            case CANCEL -> Command.Cancel.INSTANCE;
            case KEEP_SESSION -> stepOf(session, user, write(opcode));
            default -> throw misplaced(opcode);
        };
    }

    private static Command.Write stepOf(SessionId session, String user, Command.Write step) {
        if (!step.canBeStepOf(session, user)) {
            throw new UnreadableException("not a step of session " + session + ": " + step);
        }
        return step;
    }

    private static Command.Write logged(Command.Write transaction) {
        if (transaction.asWrite() == null) {
            throw new UnreadableException("the transaction writes nothing, so it is not logged");
        }
        return transaction;
    }

    private Command.Write transaction() {
        int count = (int) Bounds.between(
                "number of operations", in.u8("number of operations") & 0xff, 1, Command.Transaction.OPERATIONS_MAX);
        List<Command.Operation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            operations.add(operation());
        }
        try {
            return new Command.Transaction(operations);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("invalid transaction: " + e.getMessage(), e);
        }
    }

    private Command.Operation operation() {
        Opcode opcode = Opcode.of(in.u8("opcode of an operation"));
        return switch (opcode) {
            case PUT -> put(null, null);
            case PUT_WITH -> putWith();
            case DELETE -> delete(null);
            case GUARDED_DELETE -> delete(guard());
            case CHECK -> check();
            case READ -> new Command.Read(key(), false);
            case READ_WITH_VERSION -> new Command.Read(key(), true);
            case OBSERVE -> new Command.Observe(key());
            case UNCHANGED_PRESENT -> unchanged(true);
            case UNCHANGED_ABSENT -> unchanged(false);
            default -> throw misplaced(opcode);
        };
    }

    private Command.Check check() {
        int keyLength = Bounds.keyLength(in.u16("length of the checked key"));
        Version version = Version.of(Bounds.version(in.u64("version of the check"), 0, Long.MAX_VALUE));
        return new Command.Check(Key.owning(in.bytes(keyLength, "checked key")), version);
    }

    private Command.Unchanged unchanged(boolean isPresent) {
        Command.Check check = check();
        if (isPresent && check.version().isNone()) {
            throw new UnreadableException("a present key has no version 0");
        }
        return new Command.Unchanged(check.key(), isPresent, check.version());
    }

    private Key key() {
        int keyLength = Bounds.keyLength(in.u16("length of the key"));
        return Key.owning(in.bytes(keyLength, "key"));
    }

    private Command.Put putWith() {
        int flags = in.u8("options of a put") & 0xff;
        Bounds.between("options of a put", flags, 1, WriteEncoder.HAS_OWNER | WriteEncoder.HAS_GUARD);
        Command.Owner owner = (flags & WriteEncoder.HAS_OWNER) == 0 ? null : new Command.Owner(session(), user());
        Command.Guard guard = (flags & WriteEncoder.HAS_GUARD) == 0 ? null : guard();
        return put(owner, guard);
    }

    private Command.Put put(Command.@Nullable Owner owner, Command.@Nullable Guard guard) {
        int keyLength = Bounds.keyLength(in.u16("length of the key"));
        int valueLength = Bounds.valueLength(in.u32("length of the value"));
        Version expected = Version.of(Bounds.version(in.u64("expected version"), 0, Long.MAX_VALUE));
        return new Command.Put(
                Key.owning(in.bytes(keyLength, "key")),
                Value.owning(in.bytes(valueLength, "value")),
                expected,
                owner,
                guard);
    }

    private Command.Delete delete(Command.@Nullable Guard guard) {
        int keyLength = Bounds.keyLength(in.u16("length of the key"));
        Version expected = Version.of(Bounds.version(in.u64("expected version"), 1, Long.MAX_VALUE));
        return new Command.Delete(Key.owning(in.bytes(keyLength, "key")), expected, guard);
    }

    private Command.Guard guard() {
        int keyLength = Bounds.keyLength(in.u16("length of the guarding key"));
        Version version = Version.of(Bounds.version(in.u64("version of the guard"), 0, Long.MAX_VALUE));
        return new Command.Guard(Key.owning(in.bytes(keyLength, "guarding key")), version);
    }

    private SessionId session() {
        return SessionId.read(ByteBuffer.wrap(in.bytes(SessionId.LENGTH, "session id")));
    }

    private int ttl() {
        return (int) Bounds.between("time to live", in.u32("time to live"), 1, Command.OpenSession.TTL_MILLIS_MAX);
    }

    private String user() {
        return text("name of the user", Command.OpenSession.USER_BYTES_MAX);
    }

    private String text(String field, int bytesMax) {
        int length =
                (int) Bounds.between("length of the " + field, in.u8("length of the " + field) & 0xff, 0, bytesMax);
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(in.bytes(length, field)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException("the " + field + " is not UTF-8", e);
        }
    }
}
