package dev.latchkey.core.state;

import dev.latchkey.core.bytes.Piece;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tombstones of one moment in order of their deletes, in pieces, while others come and some go. Those that go before they were
 * handed out are kept aside.
 */
final class TombstonePieces {

    private final long lastOrder;
    private int left;

    /** The first that is still in its place and not handed out; perhaps one that came after the moment. */
    private @Nullable Tombstone ahead;

    private final TreeMap<Long, Tombstone> kept = new TreeMap<>();

    /** Of that moment at which this is called. */
    TombstonePieces(Tombstones tombstones) {
        lastOrder = tombstones.lastOrder();
        left = tombstones.size();
        ahead = tombstones.oldest();
    }

    /** How many are yet to come. */
    int left() {
        return left;
    }

    /** How many are kept aside. */
    int kept() {
        return kept.size();
    }

    /** Called before {@code tombstone} goes. */
    void keep(Tombstone tombstone) {
        if (ahead == null || tombstone.order < ahead.order || tombstone.order > lastOrder) {
            return; // why: it was handed out before, or is none of that moment
        }
        kept.put(tombstone.order, tombstone);
        if (tombstone == ahead) {
            ahead = tombstone.after;
        }
    }

    void next(Piece piece) {
        while (left > 0 && piece.hasRoom()) {
            piece.look();
            Tombstone next = poll();
            StateFormat.putTombstone(next, piece.grow(StateFormat.lengthOf(next)));
            left--;
        }
    }

    private Tombstone poll() {
        Map.Entry<Long, Tombstone> first = kept.firstEntry();
        Tombstone standing = ahead;
        if (first != null && (standing == null || first.getKey() < standing.order)) {
            kept.pollFirstEntry();
            return first.getValue();
        }
        if (standing == null || standing.order > lastOrder) {
            throw new IllegalStateException("a snapshot lacks " + left + " tombstones of its moment");
        }
        ahead = standing.after;
        return standing;
    }
}
