package dev.latchkey.core.session;

import dev.latchkey.core.Reply;
import dev.latchkey.core.bytes.Piece;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;

/**
 * The recorded reply of one step of a session.
 *
 * @param seq the number of the step
 * @param fingerprint that of the command, by which a retry is told from another command; 0 if the step was cancelled
 */
record Recorded(long seq, long fingerprint, Reply reply) {

    private static final Reply CANCELLED = new Reply.Cancelled(false);

    /** The bytes of a record, without the results of a transaction. */
    static final int BYTES = 8 + 8 + RecordedReply.BYTES;

    /** Returns the record of a step that has been cancelled. */
    static Recorded cancelled(long seq) {
        return new Recorded(seq, 0, CANCELLED);
    }

    boolean isCancelled() {
        return reply.equals(CANCELLED);
    }

    /** Returns the bytes of the record in addition to {@link #BYTES}. */
    int variableBytes() {
        return RecordedReply.variableBytes(reply);
    }

    void writeTo(Piece piece) {
        piece.grow(8 + 8).putLong(seq).putLong(fingerprint);
        RecordedReply.write(reply, piece);
    }

    static Recorded read(StateReader in) {
        Recorded record = new Recorded(in.u64(), in.u64(), RecordedReply.read(in));
        if (record.isCancelled() != (record.fingerprint == 0)) {
            throw new UnreadableException("step " + record.seq + " has the fingerprint "
                    + Long.toHexString(record.fingerprint) + " and the reply " + record.reply);
        }
        return record;
    }
}
