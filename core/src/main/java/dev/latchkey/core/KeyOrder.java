package dev.latchkey.core;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are there, in byte order: a tree of two levels. A directory leads to blocks of sorted keys, each for the keys
 * from its lower bound up to the next block's.
 *
 * <p>New keys wait in no order until there are many, or somebody asks. Then they are sorted and go to their blocks together, so
 * that several share the cost of reaching a block, which is what costs; their number, and so the pause, is bounded.
 *
 * <p>Two bounds that begin with the same bytes leave room between them only for keys that begin so too. A block knows how many
 * these are and keeps, beside each key, the eight bytes behind them: its head. Most keys of a block differ in their heads, so a
 * search reads one small array instead of keys that lie scattered over the memory. That, and one object fewer for each key, is
 * why this is not a {@link java.util.TreeSet}: new keys among a million cost more there.
 */
final class KeyOrder {

    static final int BLOCK_KEYS_MAX = 256;

    private static final Key SMALLEST = Key.owning(new byte[1]);

    private final int blockKeysMax;

    /** By lower bound. There is always one for the smallest key. */
    private final TreeMap<Key, Block> blocks = new TreeMap<>();

    /** The new keys that are not in their blocks yet. */
    private final KeyBatch recent;

    /**
     * @param blockKeysMax a block of so many keys is cut in two; at least 4
     * @param recentMax so many new keys wait at most; 1 to {@value KeyBatch#SIZE_MAX}
     */
    KeyOrder(int blockKeysMax, int recentMax) {
        this.blockKeysMax = blockKeysMax;
        this.recent = new KeyBatch(recentMax);
        blocks.put(SMALLEST, new Block(blockKeysMax));
    }

    /** Adds a key that is not there. */
    void add(Key key) {
        recent.add(key);
        if (recent.isFull()) {
            settle();
        }
    }

    /** Puts the new keys into their blocks. */
    private void settle() {
        Key[] sorted = recent.takeSorted();
        int at = 0;
        while (at < sorted.length) {
            Map.Entry<Key, Block> place = blocks.floorEntry(sorted[at]);
            Key next = blocks.higherKey(place.getKey());
            int room = blockKeysMax - place.getValue().size;
            int end = at + 1;
            while (end < sorted.length && end - at < room && (next == null || sorted[end].compareTo(next) < 0)) {
                end++;
            }
            place.getValue().addAll(sorted, at, end);
            if (place.getValue().size == blockKeysMax) {
                cut(place);
            }
            at = end;
        }
    }

    private void cut(Map.Entry<Key, Block> place) {
        Block upper = place.getValue().cutUpperHalf();
        Key bound = upper.keys[0];
        blocks.put(bound, upper);
        upper.skip(commonAhead(bound));
        place.getValue().skip(commonAhead(place.getKey()));
    }

    /** Removes a key that is there. */
    void remove(Key key) {
        settle();
        Map.Entry<Key, Block> place = blocks.floorEntry(key);
        place.getValue().remove(key);
        if (place.getValue().size < blockKeysMax / 4) {
            joinNext(place);
            Map.Entry<Key, Block> previous = blocks.lowerEntry(place.getKey());
            if (previous != null) {
                joinNext(previous);
            }
        }
    }

    /** Makes one block of two that together are half full; so two neighbours always hold a quarter, and few blocks many keys. */
    private void joinNext(Map.Entry<Key, Block> place) {
        Block block = place.getValue();
        Map.Entry<Key, Block> next = blocks.higherEntry(place.getKey());
        if (next != null && block.size + next.getValue().size <= blockKeysMax / 2) {
            block.append(next.getValue());
            blocks.remove(next.getKey());
            block.skip(commonAhead(place.getKey()));
        }
    }

    /** How many first bytes every key of the block from {@code bound} on must have in common. */
    private int commonAhead(Key bound) {
        Key next = blocks.higherKey(bound);
        return next == null ? 0 : Arrays.mismatch(bound.bytes, next.bytes);
    }

    /** All keys in order. Good until the next change. */
    Iterator<Key> iterator() {
        settle();
        return new Walk(blocks.firstEntry(), 0);
    }

    /** The keys from {@code first} on, with it or without. Good until the next change. */
    Iterator<Key> from(Key first, boolean inclusive) {
        settle();
        Map.Entry<Key, Block> place = blocks.floorEntry(first);
        int at = place.getValue().find(first);
        return new Walk(place, at < 0 ? ~at : inclusive ? at : at + 1);
    }

    int blocks() {
        settle();
        return blocks.size();
    }

    private final class Walk implements Iterator<Key> {

        private Map.@Nullable Entry<Key, Block> place;
        private int at;

        Walk(Map.Entry<Key, Block> place, int at) {
            this.place = place;
            this.at = at;
        }

        @Override
        public boolean hasNext() {
            while (place != null && at == place.getValue().size) {
                place = blocks.higherEntry(place.getKey());
                at = 0;
            }
            return place != null;
        }

        @Override
        public Key next() {
            if (!hasNext() || place == null) {
                throw new NoSuchElementException();
            }
            return place.getValue().keys[at++];
        }
    }

    private static final class Block {

        private final Key[] keys;
        private final long[] heads;
        private int size;

        /** How many first bytes all keys that can ever come here have in common. */
        private int skip;

        Block(int keysMax) {
            keys = new Key[keysMax];
            heads = new long[keysMax];
        }

        /** The place of {@code key}, or the complement of where it would stand. */
        int find(Key key) {
            return find(key, size);
        }

        /** The same among the first {@code end} keys. */
        private int find(Key key, int end) {
            long head = key.head(skip);
            int low = 0;
            int high = end - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = Long.compareUnsigned(heads[middle], head);
                if (order == 0) {
                    order = keys[middle].compareTo(key);
                }
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return ~low;
        }

        /** Adds keys that are in order and not here; there must be room. The greatest first, so that each key moves once. */
        void addAll(Key[] sorted, int from, int to) {
            int above = size;
            for (int i = to - 1; i >= from; i--) {
                int at = ~find(sorted[i], above);
                if (at < 0) {
                    throw new IllegalStateException("key " + sorted[i] + " stands in the order already");
                }
                int shift = i - from + 1;
                System.arraycopy(keys, at, keys, at + shift, above - at);
                System.arraycopy(heads, at, heads, at + shift, above - at);
                keys[at + shift - 1] = sorted[i];
                heads[at + shift - 1] = sorted[i].head(skip);
                above = at;
            }
            size += to - from;
        }

        void remove(Key key) {
            int at = find(key);
            if (at < 0) {
                throw new IllegalStateException("key " + key + " does not stand in the order");
            }
            size--;
            System.arraycopy(keys, at + 1, keys, at, size - at);
            System.arraycopy(heads, at + 1, heads, at, size - at);
            forgetFrom(size, size + 1);
        }

        Block cutUpperHalf() {
            Block upper = new Block(keys.length);
            int kept = size / 2;
            upper.size = size - kept;
            System.arraycopy(keys, kept, upper.keys, 0, upper.size);
            forgetFrom(kept, size);
            size = kept;
            return upper;
        }

        /** Puts the keys of {@code next} behind these. Their heads, and perhaps all, are wrong until {@link #skip}. */
        void append(Block next) {
            System.arraycopy(next.keys, 0, keys, size, next.size);
            size += next.size;
        }

        void skip(int common) {
            skip = common;
            for (int i = 0; i < size; i++) {
                heads[i] = keys[i].head(common);
            }
        }

        @SuppressWarnings("NullAway") // behind its size a block holds nothing
        private void forgetFrom(int from, int to) {
            Arrays.fill(keys, from, to, null);
        }
    }
}
