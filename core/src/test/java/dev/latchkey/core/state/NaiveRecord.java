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
        } else {
            throw new IllegalStateException("recorded " + reply);
        }
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
            if (step instanceof Command.Put put) {
                writeFields(
                        2,
                        hash(put.key().toBytes()),
                        hash(put.value().toBytes()),
                        put.expected().number(),
                        out);
                writeOwner(put.owner(), out);
                writeGuard(put.guard(), out);
            } else if (step instanceof Command.Delete delete) {
                writeFields(
                        3,
                        hash(delete.key().toBytes()),
                        hash(new byte[0]),
                        delete.expected().number(),
                        out);
                writeOwner(null, out);
                writeGuard(delete.guard(), out);
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
