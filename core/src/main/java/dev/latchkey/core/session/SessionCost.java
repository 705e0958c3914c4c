package dev.latchkey.core.session;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import java.util.function.IntToLongFunction;

/**
 * The estimated memory of sessions. Measured with compressed references are 140 bytes for an idle session and 110 for its deadline in
 * the engine, 76 for a recorded reply, and 160 for an owned key in addition to its bytes.
 *
 * @param extraBytes what each session, record and owned key takes in addition, if the JVM needs more for an object
 * @param valueBytes the memory of a value of a length, in addition to that of its object
 */
public record SessionCost(int extraBytes, IntToLongFunction valueBytes) {

    private static final int SESSION_BYTES = 272;
    private static final int RECORD_BYTES = 80;
    private static final int CANCELLATIONS_BYTES = 176;
    private static final int OWNED_KEY_BYTES = 160;

    /** Returns the memory of so many sessions without records and keys. */
    long ofSessions(int sessions) {
        return (long) (SESSION_BYTES + extraBytes) * sessions;
    }

    /** Returns the memory of so many recorded replies. */
    long ofRecords(long records) {
        return (RECORD_BYTES + extraBytes) * records;
    }

    /** Returns what a recorded reply takes in addition to {@link #ofRecords}: the results of a transaction. */
    long ofResults(Reply reply) {
        if (reply instanceof Reply.TransactionRefused) {
            return Command.Transaction.RESULT_BYTES;
        }
        return reply instanceof Reply.Transacted transacted ? ofResults(transacted) : 0;
    }

    private long ofResults(Reply.Transacted transacted) {
        long bytes = 0;
        for (Reply.Result result : transacted.results()) {
            bytes += Command.Transaction.RESULT_BYTES;
            if (result instanceof Reply.Result.Read read && read.found() != null) {
                bytes += valueBytes.applyAsLong(read.found().value().length());
            }
        }
        return bytes;
    }

    /** Returns the memory of so many sessions' cancelled steps. */
    long ofCancellations(int sessions) {
        return (long) (CANCELLATIONS_BYTES + extraBytes) * sessions;
    }

    /** Returns the memory of so many owned keys, which have so many bytes. */
    long ofOwnedKeys(int keys, long keyBytes) {
        return (long) (OWNED_KEY_BYTES + extraBytes) * keys + keyBytes;
    }

    /** Returns by how much the growth of one write of {@code keys} keys can exceed what its payload says. */
    public long extraBytesMax(int keys) {
        return (2L + keys) * extraBytes;
    }
}
