package dev.latchkey.core.state;

import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Piece;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tombstones of one snapshot, in order of deletion. A tombstone that is removed before it was handed out is kept; one that
 * was added later is recognized by its order.
 */
final class TombstonePart implements OpenParts.Keeping<Tombstone> {

    /** The approximate memory that one kept tombstone takes in addition to its key. */
    private static final int KEPT_COST_BYTES = 112;

    private final long lastOrder;
    private int left;

    /** The oldest tombstone that is still in the list and was not handed out; possibly newer than the snapshot. */
    private @Nullable Tombstone ahead;

    private final TreeMap<Long, Tombstone> kept = new TreeMap<>();

    private long keptKeyBytes;

    /**
     * @param oldest the first of the list; null if it is empty
     * @param size the number of tombstones in the list
     * @param lastOrder the order of the newest tombstone ever added
     */
    TombstonePart(@Nullable Tombstone oldest, int size, long lastOrder) {
        this.ahead = oldest;
        this.left = size;
        this.lastOrder = lastOrder;
    }

    @Override
    public int left() {
        return left;
    }

    @Override
    public long heldBytes() {
        return keptKeyBytes + (long) KEPT_COST_BYTES * kept.size();
    }

    @Override
    public void keep(Tombstone tombstone) {
        if (ahead == null || tombstone.order < ahead.order || tombstone.order > lastOrder) {
            return; // why: it has been handed out, or is newer than the snapshot
        }
        kept.put(tombstone.order, tombstone);
        keptKeyBytes += tombstone.key.length;
        if (tombstone == ahead) {
            ahead = tombstone.after;
        }
    }

    @Override
    public void next(Piece piece) {
        while (left > 0 && piece.hasRoom()) {
            piece.look();
            poll().writeTo(piece);
            left--;
        }
    }

    private Tombstone poll() {
        Map.Entry<Long, Tombstone> first = kept.firstEntry();
        Tombstone listed = ahead;
        if (first != null && (listed == null || first.getKey() < listed.order)) {
            kept.pollFirstEntry();
            keptKeyBytes -= first.getValue().key.length;
            return first.getValue();
        }
        if (listed == null || listed.order > lastOrder) {
            throw new IllegalStateException("a snapshot lacks " + left + " of its tombstones");
        }
        ahead = listed.after;
        return listed;
    }

    @Override
    public void close() {
        left = 0;
        ahead = null;
        kept.clear();
        keptKeyBytes = 0;
    }
}
