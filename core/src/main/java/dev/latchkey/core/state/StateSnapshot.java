package dev.latchkey.core.state;

import dev.latchkey.core.StateLimits;
import dev.latchkey.core.bytes.Piece;
import java.nio.ByteBuffer;

/**
 * The state of one moment as bytes, handed out in pieces while commands go on: docs/format/state.md, section "The state as bytes".
 * The same state gives the same bytes, however they are cut into pieces.
 *
 * <p>Nothing is copied when it is taken but the floors. What a later command overwrites or deletes is kept aside until it has been
 * handed out, so an open snapshot takes memory in the measure of the writes that have come since, at most as much as the state
 * itself: see {@link #heldBytes}.
 *
 * <p>Not safe for use by several threads at once: used under the lock under which its machine is used. The bytes that {@link
 * #next} returns are the caller's.
 */
public final class StateSnapshot implements AutoCloseable {

    /** The most entries and tombstones that are looked at in one call, and the most removed ones that are passed over. */
    static final int LOOKS_MAX = 2_048;

    /** What something kept aside costs beside its bytes; roughly. */
    private static final int KEPT_COST_BYTES = 96;

    private final OpenSnapshots snapshots;
    private final long revision;
    private final StateLimits limits;
    private final FloorPieces floors;
    private final TombstonePieces tombstones;
    private final EntryPieces entries;
    private final int looksMax;
    private boolean begun;
    private boolean closed;

    /** Of the moment at which this is called; heard of in {@code snapshots} until it is done or closed. */
    StateSnapshot(
            OpenSnapshots snapshots,
            long revision,
            StateLimits limits,
            Tombstones tombstones,
            EntryPieces entries,
            int looksMax) {
        this.snapshots = snapshots;
        this.revision = revision;
        this.limits = limits;
        this.floors = new FloorPieces(tombstones);
        this.tombstones = new TombstonePieces(tombstones);
        this.entries = entries;
        this.looksMax = looksMax;
        snapshots.add(this);
    }

    /** The revision of the store at that moment. */
    public long revision() {
        return revision;
    }

    /**
     * The next bytes: about {@code bytesMax}, one entry more at most. The work of a call is bounded in bytes and in what it looks
     * at, about 2,000 entries and as many removed ones, so there may be fewer bytes, or none, though it is not done.
     *
     * @param bytesMax 1 or more
     * @throws IllegalStateException if it was closed
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
            putHeader(piece.grow(StateFormat.HEADER_BYTES));
        }
        floors.next(piece);
        tombstones.next(piece);
        if (entries.left() > 0 && piece.hasRoom()) {
            entries.next(piece, looksMax);
        }
        if (isDone()) {
            snapshots.forget(this);
        }
        return piece.toBytes();
    }

    private void putHeader(ByteBuffer target) {
        target.putInt(StateFormat.VERSION);
        StateFormat.putLimits(limits, target);
        target.putLong(revision);
        target.putInt(floors.left()).putInt(tombstones.left()).putInt(entries.left());
    }

    /** Whether all bytes have been handed out. */
    public boolean isDone() {
        return begun && floors.left() == 0 && tombstones.left() == 0 && entries.left() == 0;
    }

    /** About how much memory is held by what is kept aside for this snapshot alone. */
    public long heldBytes() {
        return entries.keptBytes() + (long) KEPT_COST_BYTES * (entries.kept() + tombstones.kept());
    }

    /** Called before {@code entry} changes or goes. */
    void keep(Entry entry) {
        entries.keep(entry);
    }

    /** Called before {@code tombstone} goes. */
    void keep(Tombstone tombstone) {
        tombstones.keep(tombstone);
    }

    /** Gives it up, done or not: the machine keeps nothing aside for it any more. Closing again does nothing. */
    @Override
    public void close() {
        closed = true;
        snapshots.forget(this);
    }
}
