package dev.latchkey.core.bytes;

import dev.latchkey.core.StateLimits;
import java.util.List;

/**
 * A snapshot: the state as of one revision in the binary format of docs/format/state.md, section "The state as bytes", handed out
 * in pieces while commands go on. Equal states give equal bytes, whatever the sizes of the pieces.
 *
 * <p>Taking a snapshot copies almost nothing. Later commands copy what they overwrite or delete until it has been handed out, so
 * an open snapshot takes memory in proportion to the writes since it was taken, at most about the size of the state: see {@link
 * #heldBytes}.
 *
 * <p>Not thread-safe: use it under the lock that guards its state machine. The arrays that {@link #next} returns belong to the
 * caller.
 */
public final class StateSnapshot implements AutoCloseable {

    /** The default for the most items that one call examines, and for the most removed entries that it skips. */
    public static final int LOOKS_MAX = 2_048;

    private final StateLimits limits;
    private final long revision;
    private final int looksMax;
    private List<Part> parts;
    private boolean begun;
    private boolean done;
    private boolean closed;

    /**
     * @param revision the revision of the store now
     * @param parts one for each section, as of that revision
     * @param looksMax the most items that one call of {@link #next} examines
     */
    public StateSnapshot(StateLimits limits, long revision, List<Part> parts, int looksMax) {
        this.limits = limits;
        this.revision = revision;
        this.parts = List.copyOf(parts);
        this.looksMax = looksMax;
    }

    /** Returns the revision of the store when the snapshot was taken. */
    public long revision() {
        return revision;
    }

    /**
     * Returns the next piece: about {@code bytesMax} bytes, exceeded by at most one item. The work of a call is bounded in bytes
     * and in the number of items that it examines, about 2,000 entries and as many removed ones, so a piece can be shorter, or
     * empty, although the snapshot is not done.
     *
     * @param bytesMax 1 or more
     * @throws IllegalStateException if the snapshot is closed
     */
    public byte[] next(int bytesMax) {
        if (closed) {
            throw new IllegalStateException("the snapshot of revision " + revision + " is closed");
        }
        if (bytesMax < 1) {
            throw new IllegalArgumentException("bytesMax " + bytesMax + " is less than 1");
        }
        Piece piece = new Piece(bytesMax, looksMax);
        if (!begun) {
            begun = true;
            StateFormat.putHeader(limits, revision, parts, piece.grow(StateFormat.headerBytes(parts.size())));
        }
        fill(piece);
        return piece.toBytes();
    }

    private void fill(Piece piece) {
        boolean left = false;
        for (Part part : parts) {
            if (part.left() > 0 && piece.hasRoom()) {
                part.next(piece);
            }
            left |= part.left() > 0;
        }
        if (!left) {
            done = true;
            release();
        }
    }

    /** Returns whether all bytes have been handed out. */
    public boolean isDone() {
        return done;
    }

    /** Returns whether the snapshot is neither done nor closed. Only an open one takes memory. */
    public boolean isOpen() {
        return !done && !closed;
    }

    /** Returns about how many bytes of memory are held by copies that are kept for this snapshot alone. */
    public long heldBytes() {
        long held = 0;
        for (Part part : parts) {
            held += part.heldBytes();
        }
        return held;
    }

    /** Gives the snapshot up, done or not, and releases the memory that it holds. Idempotent: closing again does nothing. */
    @Override
    public void close() {
        closed = true;
        release();
    }

    private void release() {
        parts.forEach(Part::close);
        parts = List.of();
    }
}
