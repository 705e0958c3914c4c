package dev.latchkey.core.session;

import dev.latchkey.core.Reply;
import dev.latchkey.core.bytes.Piece;
import dev.latchkey.core.bytes.StateReader;

/**
 * The recorded reply of one step of a session.
 *
 * @param seq the number of the step
 * @param fingerprint that of the command, by which a retry is told from another command; 0 if the step was cancelled
 */
record Recorded(long seq, long fingerprint, Reply reply) {

    static final int BYTES = 8 + 8 + RecordedReply.BYTES;

    void writeTo(Piece piece) {
        piece.grow(8 + 8).putLong(seq).putLong(fingerprint);
        RecordedReply.write(reply, piece);
    }

    static Recorded read(StateReader in) {
        return new Recorded(in.u64(), in.u64(), RecordedReply.read(in));
    }
}
