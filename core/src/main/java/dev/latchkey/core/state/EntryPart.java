package dev.latchkey.core.state;

import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Piece;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one snapshot, in byte order of their keys, while keys are created, written and deleted. An entry that is about
 * to change before it was handed out is copied; one that was written later is recognized by its revision.
 */
final class EntryPart implements OpenParts.Keeping<Entry> {

    /** The approximate memory that one kept entry takes in addition to its key and value. */
    static final int KEPT_COST_BYTES = 96;

    private final KeyOrder order;
    private final long revision;
    private final HeapLayout layout;
    private int left;

    /** All entries with lesser keys have been handed out, and none with this key or a greater one. */
    private byte[] position = {};

    /** Copies of entries as of the snapshot; they share their arrays with the store. */
    private final TreeMap<byte[], Entry> kept = new TreeMap<>(Arrays::compareUnsigned);

    private long keptBytes;

    /** Whether the entries of the snapshot have been sorted. */
    private boolean settled;

    /** @param size the number of entries in {@code order}, all of which belong to the snapshot */
    EntryPart(KeyOrder order, int size, long revision, HeapLayout layout) {
        this.layout = layout;
        this.order = order;
        this.left = size;
        this.revision = revision;
    }

    @Override
    public int left() {
        return left;
    }

    @Override
    public long heldBytes() {
        return keptBytes + (long) (KEPT_COST_BYTES + layout.extraBytes()) * kept.size();
    }

    @Override
    public void keep(Entry entry) {
        if (isOfSnapshot(entry) && entry.compareKey(position) >= 0) {
            kept.put(entry.key, entry.copy());
            keptBytes += payloadOf(entry);
        }
    }

    private long payloadOf(Entry entry) {
        return entry.key.length + layout.valueBytes(entry.valueLength());
    }

    private boolean isOfSnapshot(Entry entry) {
        return entry.revision() <= revision;
    }

    /** Also hands out all entries of one key at least, removed ones included, so that every call makes progress. */
    @Override
    public void next(Piece piece) {
        byte[] start = position;
        if (!settled) {
            order.settle();
            settled = true;
        }
        KeyOrder.Walk walk = order.settled(start, piece.looksMax(), revision);
        while (left > 0 && (piece.hasRoom() || position == start)) {
            piece.look();
            Entry ahead = walk.peek();
            Entry aside = firstKept(ahead);
            if (aside != null) {
                kept.pollFirstEntry();
                keptBytes -= payloadOf(aside);
                handOut(aside, piece);
            } else if (ahead != null) {
                walk.next();
                pass(ahead, piece);
            } else {
                throw new IllegalStateException("a snapshot lacks " + left + " entries of revision " + revision);
            }
        }
    }

    /** Returns the first kept entry; null if {@code ahead} comes before it. */
    private @Nullable Entry firstKept(@Nullable Entry ahead) {
        Map.Entry<byte[], Entry> first = kept.firstEntry();
        return first == null || (ahead != null && ahead.compareKey(first.getKey()) < 0) ? null : first.getValue();
    }

    private void pass(Entry entry, Piece piece) {
        if (entry.isRemoved()) {
            // why: the next entry can have the same key
            reach(entry.key);
        } else if (isOfSnapshot(entry)) {
            handOut(entry, piece);
        } else {
            reach(after(entry.key));
        }
    }

    private void handOut(Entry entry, Piece piece) {
        entry.writeTo(piece);
        left--;
        reach(after(entry.key));
    }

    private void reach(byte[] key) {
        if (Arrays.compareUnsigned(key, position) > 0) {
            position = key;
        }
    }

    /** Returns the least key that is greater than {@code key}. */
    private static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    @Override
    public void close() {
        left = 0;
        kept.clear();
        keptBytes = 0;
    }
}
