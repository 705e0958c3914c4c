package dev.latchkey.core.state;

import dev.latchkey.core.bytes.Piece;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one moment in byte order of their keys, in pieces, while keys come and go and are written. An entry that is
 * about to change, or to go, before it was handed out is kept aside as it is; one written after the moment is told by its revision.
 */
final class EntryPieces {

    private final KeyOrder order;
    private final long revision;
    private int left;

    /** All entries with lesser keys are handed out, and none with this key or a greater one. */
    private byte[] position = {};

    /** Copies of entries as they were; their arrays are those that the store had. */
    private final TreeMap<byte[], Entry> kept = new TreeMap<>(Arrays::compareUnsigned);

    private long keptBytes;

    /** The entries of the moment are in order. */
    private boolean settled;

    /** Of the moment of {@code revision}, which is when this is called, with {@code size} entries in {@code order}. */
    EntryPieces(KeyOrder order, int size, long revision) {
        this.order = order;
        this.left = size;
        this.revision = revision;
    }

    /** How many are yet to come. */
    int left() {
        return left;
    }

    /** How many are kept aside. */
    int kept() {
        return kept.size();
    }

    /** The bytes of the keys and the values that are kept aside. */
    long keptBytes() {
        return keptBytes;
    }

    /** Called before {@code entry} changes or goes. */
    void keep(Entry entry) {
        if (isOfMoment(entry) && entry.compareKey(position) >= 0) {
            kept.put(entry.key, entry.copy());
            keptBytes += entry.key.length + entry.valueLength();
        }
    }

    private boolean isOfMoment(Entry entry) {
        return entry.revision() <= revision;
    }

    /** Hands out a piece; with {@code passedMax} removed entries passed over, and all those of one key. */
    void next(Piece piece, int passedMax) {
        byte[] start = position;
        if (!settled) {
            order.settle();
            settled = true;
        }
        KeyOrder.Walk walk = order.settled(start, passedMax, revision);
        while (left > 0 && (piece.hasRoom() || position == start)) {
            piece.look();
            Entry ahead = walk.peek();
            Entry aside = firstKept(ahead);
            if (aside != null) {
                kept.pollFirstEntry();
                keptBytes -= aside.key.length + aside.valueLength();
                handOut(aside, piece);
            } else if (ahead != null) {
                walk.next();
                pass(ahead, piece);
            } else {
                throw new IllegalStateException("a snapshot lacks " + left + " entries of revision " + revision);
            }
        }
    }

    /** The first that is kept aside, unless {@code ahead} comes before it. */
    private @Nullable Entry firstKept(@Nullable Entry ahead) {
        Map.Entry<byte[], Entry> first = kept.firstEntry();
        return first == null || (ahead != null && ahead.compareKey(first.getKey()) < 0) ? null : first.getValue();
    }

    private void pass(Entry entry, Piece piece) {
        if (entry.isRemoved()) {
            // why: another entry of this key may be there and come next
            reach(entry.key);
        } else if (isOfMoment(entry)) {
            handOut(entry, piece);
        } else {
            reach(behind(entry.key));
        }
    }

    private void handOut(Entry entry, Piece piece) {
        StateFormat.putEntry(entry, piece.grow(StateFormat.lengthOf(entry)));
        left--;
        reach(behind(entry.key));
    }

    private void reach(byte[] key) {
        if (Arrays.compareUnsigned(key, position) > 0) {
            position = key;
        }
    }

    /** The least key that is greater than {@code key}. */
    private static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
