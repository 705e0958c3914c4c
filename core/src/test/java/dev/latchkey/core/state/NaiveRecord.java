package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The recorded steps of the {@link NaiveStore} as bytes, written from docs/format/state.md. */
final class NaiveRecord {

    /** The bytes of a recorded step. */
    static final int BYTES = 8 + 8 + 1 + 8;

    private NaiveRecord() {}

    static void writeReply(Reply reply, DataOutputStream out) throws IOException {
        if (reply instanceof Reply.Written written) {
            write(1, written.version().number(), out);
        } else if (reply instanceof Reply.Conflict conflict) {
            write(2, conflict.current().number(), out);
        } else if (reply instanceof Reply.NoKey) {
            write(3, 0, out);
        } else if (reply instanceof Reply.GuardFailed failed) {
            write(4, failed.current().number(), out);
        } else if (reply.equals(new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP))) {
            write(5, 0, out);
        } else if (reply instanceof Reply.NoSession) {
            write(6, 0, out);
        } else if (reply instanceof Reply.Kept kept) {
            write(7, kept.ttlMillis(), out);
        } else if (reply.equals(new Reply.Cancelled(false))) {
            write(8, 0, out);
        } else if (reply instanceof Reply.Transacted transacted) {
            write(9, transacted.results().size(), out);
            for (Reply.Result result : transacted.results()) {
                writeResult(result, out);
            }
        } else if (reply instanceof Reply.TransactionRefused refused) {
            write(10, refused.operation(), out);
            writeReply(refused.reason(), out);
        } else if (reply.equals(new Reply.Refused(Reply.Refusal.REPLY_TOO_LARGE))) {
            write(11, 0, out);
        } else {
            throw new IllegalStateException("recorded " + reply);
        }
    }

    private static void writeResult(Reply.Result result, DataOutputStream out) throws IOException {
        if (result instanceof Reply.Result.Checked) {
            out.writeByte(1);
        } else if (result instanceof Reply.Result.Written written) {
            out.writeByte(2);
            out.writeLong(written.version().number());
        } else if (result instanceof Reply.Result.Observed observed) {
            out.writeByte(observed.isPresent() ? 5 : 6);
            out.writeLong(observed.version().number());
        } else {
            Reply.Result.Read read = (Reply.Result.Read) result;
            out.writeByte(read.found() == null ? 3 : 4);
            out.writeBoolean(read.withVersion());
            if (read.found() != null) {
                out.writeInt(read.found().value().length());
                out.writeLong(read.found().version().number());
                out.writeLong(read.found().revision());
                out.write(read.found().value().toBytes());
            }
        }
    }

    /** Returns the bytes of a recorded step with that reply. */
    static int bytes(Reply reply) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeReply(reply, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 8 + 8 + bytes.size();
    }

    /** Returns whether a reply says only that this attempt was refused. */
    static boolean isUnrecorded(Reply reply) {
        Reply reason = reply instanceof Reply.TransactionRefused refused ? refused.reason() : reply;
        return reason.equals(new Reply.Refused(Reply.Refusal.OWNED_KEYS_FULL))
                || reason.equals(new Reply.Refused(Reply.Refusal.RECORDS_FULL));
    }

    private static void write(int kind, long number, DataOutputStream out) throws IOException {
        out.writeByte(kind);
        out.writeLong(number);
    }

    static long fingerprint(Command.Write step) {
        if (step instanceof Command.Cancel) {
            return 0;
        }
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(fields)) {
            if (step instanceof Command.Operation operation) {
                writeOperation(operation, out);
            } else if (step instanceof Command.Transaction transaction) {
                out.writeLong(15);
                for (Command.Operation operation : transaction.operations()) {
                    writeOperation(operation, out);
                }
            } else {
                long ttlMillis = ((Command.KeepSession) step).ttlMillis();
                writeFields(6, hash(new byte[0]), hash(new byte[0]), ttlMillis, out);
                writeOwner(null, out);
                writeGuard(null, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hash(fields.toByteArray());
    }

    private static void writeOperation(Command.Operation operation, DataOutputStream out) throws IOException {
        long key = hash(operation.key().toBytes());
        if (operation instanceof Command.Put put) {
            writeFields(2, key, hash(put.value().toBytes()), put.expected().number(), out);
            writeOwner(put.owner(), out);
            writeGuard(put.guard(), out);
            return;
        }
        if (operation instanceof Command.Delete delete) {
            writeFields(3, key, hash(new byte[0]), delete.expected().number(), out);
            writeOwner(null, out);
            writeGuard(delete.guard(), out);
            return;
        }
        if (operation instanceof Command.Unchanged unchanged) {
            writeFields(
                    unchanged.isPresent() ? 20 : 21,
                    key,
                    hash(new byte[0]),
                    unchanged.version().number(),
                    out);
        } else if (operation instanceof Command.Observe) {
            writeFields(19, key, hash(new byte[0]), 0, out);
        } else if (operation instanceof Command.Check check) {
            writeFields(16, key, hash(new byte[0]), check.version().number(), out);
        } else {
            writeFields(17, key, hash(new byte[0]), ((Command.Read) operation).withVersion() ? 1 : 0, out);
        }
        writeOwner(null, out);
        writeGuard(null, out);
    }

    private static void writeFields(long verb, long key, long value, long number, DataOutputStream out)
            throws IOException {
        for (long field : new long[] {verb, key, value, number}) {
            out.writeLong(field);
        }
    }

    private static void writeOwner(Command.@Nullable Owner owner, DataOutputStream out) throws IOException {
        out.writeLong(owner == null ? 0 : 1);
        out.write(HexFormat.of()
                .parseHex(owner == null ? "00".repeat(16) : owner.session().toString()));
    }

    private static void writeGuard(Command.@Nullable Guard guard, DataOutputStream out) throws IOException {
        out.writeLong(guard == null ? 0 : hash(guard.key().toBytes()));
        out.writeLong(guard == null ? -1 : guard.version().number());
    }

    private static long hash(byte[] bytes) {
        return new SipHash(0, 0).of(bytes);
    }
}
