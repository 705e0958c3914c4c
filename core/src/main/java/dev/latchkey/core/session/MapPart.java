package dev.latchkey.core.session;

import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Piece;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The items of a sorted map as of the time of a snapshot, in order of their keys. An item that is about to change or to be removed
 * before it was handed out is kept as bytes; one that was added later is recognized by its order.
 *
 * @param <K> the keys
 * @param <T> the items
 */
final class MapPart<K extends Comparable<K>, T extends MapPart.Item<K>> implements OpenParts.Keeping<T> {

    /** An item of the map. */
    interface Item<K> {

        /** Returns the key of the item in the map. */
        K key();

        /** Returns the number of items that had been added when this one was, itself included. */
        long order();

        /** Appends the item in the format of docs/format/state.md. */
        void writeTo(Piece piece);
    }

    /** The approximate memory that one kept item takes in addition to its bytes. */
    static final int KEPT_COST_BYTES = 96;

    private final NavigableMap<K, T> live;
    private final long lastOrder;
    private int left;

    /** All items up to this key have been handed out; null at first. */
    private @Nullable K position;

    private final TreeMap<K, byte[]> kept = new TreeMap<>();
    private long keptBytes;

    /**
     * @param live the map, all of whose items belong to the snapshot
     * @param lastOrder the order of the item that was added last
     */
    MapPart(NavigableMap<K, T> live, long lastOrder) {
        this.live = live;
        this.lastOrder = lastOrder;
        this.left = live.size();
    }

    @Override
    public int left() {
        return left;
    }

    @Override
    public long heldBytes() {
        return keptBytes + (long) KEPT_COST_BYTES * kept.size();
    }

    @Override
    public void keep(T item) {
        K key = item.key();
        boolean isHandedOut = position != null && key.compareTo(position) <= 0;
        if (isHandedOut || item.order() > lastOrder || kept.containsKey(key)) {
            return;
        }
        Piece copy = new Piece(1, 1);
        item.writeTo(copy);
        byte[] bytes = copy.toBytes();
        kept.put(key, bytes);
        keptBytes += bytes.length;
    }

    @Override
    public void next(Piece piece) {
        while (left > 0 && piece.hasRoom()) {
            piece.look();
            Map.Entry<K, byte[]> aside = kept.firstEntry();
            Map.Entry<K, T> ahead = position == null ? live.firstEntry() : live.higherEntry(position);
            if (aside != null && (ahead == null || aside.getKey().compareTo(ahead.getKey()) <= 0)) {
                handOut(aside, piece);
            } else if (ahead != null) {
                pass(ahead, piece);
            } else {
                throw new IllegalStateException("a snapshot lacks " + left + " items");
            }
        }
    }

    private void handOut(Map.Entry<K, byte[]> aside, Piece piece) {
        byte[] bytes = aside.getValue();
        piece.grow(bytes.length).put(bytes);
        kept.pollFirstEntry();
        keptBytes -= bytes.length;
        position = aside.getKey();
        left--;
    }

    private void pass(Map.Entry<K, T> ahead, Piece piece) {
        if (ahead.getValue().order() <= lastOrder) {
            ahead.getValue().writeTo(piece);
            left--;
        }
        position = ahead.getKey();
    }

    @Override
    public void close() {
        left = 0;
        kept.clear();
        keptBytes = 0;
    }
}
