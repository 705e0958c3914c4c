package dev.latchkey.core.state;

import java.util.Arrays;

/**
 * Some thousand entries by key: in the order in which they came, until they are sorted because somebody asks or there is no more
 * room. Entries whose key has been removed stay where they are and are passed over.
 */
final class KeyRun {

    /** The low bits of a number say whose it is; the others are the first six bytes of the key's head. */
    private static final int INDEX_BITS = 16;

    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

    /** The most entries of a run: as many as the low bits can tell apart. */
    static final int SIZE_MAX = 1 << INDEX_BITS;

    private static final int SIZE_INITIAL = 256;

    /** Removed entries are thrown out when they are more than this part of a run, and at least so many. */
    private static final int REMOVED_PART = 8;

    private static final int REMOVED_MIN = 64;

    private final int sizeMax;
    private Entry[] entries;
    private int size;

    /** So many entries at the beginning are in order. */
    private int sorted;

    private int removed;

    /** The least revision that an entry had when it was added. */
    private long oldest = Long.MAX_VALUE;

    /** @param sizeMax the most entries, 1 to {@value #SIZE_MAX} */
    KeyRun(int sizeMax) {
        if (sizeMax < 1 || sizeMax > SIZE_MAX) {
            throw new IllegalArgumentException("sizeMax " + sizeMax + " is not one of 1 to " + SIZE_MAX);
        }
        this.sizeMax = sizeMax;
        this.entries = new Entry[Math.min(SIZE_INITIAL, sizeMax)];
    }

    /** Adds an entry whose key is not there; there must be room. */
    void add(Entry entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Math.min(2 * size, sizeMax));
        }
        entry.movedTo(this);
        entries[size++] = entry;
        oldest = Math.min(oldest, entry.revision());
    }

    /** The entry added last comes behind all others, which are in order. */
    void countSorted() {
        sorted = size;
    }

    boolean isFull() {
        return size == sizeMax;
    }

    /** Too few entries to be worth a run of its own. */
    boolean isSmall() {
        return size < sizeMax / 2;
    }

    int size() {
        return size;
    }

    /** Whether none of the entries has been there since {@code revision} or before. */
    boolean allCameAfter(long revision) {
        return oldest > revision;
    }

    /** How many entries at the beginning are in order. */
    int sorted() {
        return sorted;
    }

    /** The entry at {@code index}, which may be removed; below {@link #size}. */
    Entry at(int index) {
        return entries[index];
    }

    /** Makes room when one more of the entries has been removed; seldom, so that it costs each of them little. */
    void countRemoved() {
        removed++;
        if (removed >= REMOVED_MIN && removed > size / REMOVED_PART) {
            compact();
        }
    }

    @SuppressWarnings("NullAway") // behind its size a run holds nothing
    private void compact() {
        int kept = 0;
        int keptSorted = 0;
        for (int i = 0; i < size; i++) {
            if (!entries[i].isRemoved()) {
                entries[kept++] = entries[i];
            }
            if (i + 1 == sorted) {
                keptSorted = kept;
            }
        }
        Arrays.fill(entries, kept, size, null);
        size = kept;
        sorted = keptSorted;
        removed = 0;
    }

    /** Brings the entries in order. */
    void sort() {
        if (sorted == size) {
            return;
        }
        Entry[] added = Arrays.copyOfRange(entries, sorted, size);
        sort(added);
        // why the greatest first: each entry moves once
        int above = sorted;
        for (int i = added.length - 1; i >= 0; i--) {
            int at = firstFrom(added[i].key, above);
            System.arraycopy(entries, at, entries, at + i + 1, above - at);
            entries[at + i] = added[i];
            above = at;
        }
        sorted = size;
    }

    /**
     * Sorts first by a number for each entry, made of the bytes behind those that all keys have in common, and then, where these
     * numbers agree, by the keys themselves. Numbers sort several times as fast.
     */
    private static void sort(Entry[] entries) {
        int common = commonBytes(entries);
        long[] numbers = new long[entries.length];
        for (int i = 0; i < entries.length; i++) {
            // why: with the first bit turned over, the order of signed numbers is that of unsigned bytes
            numbers[i] = ((entries[i].head(common) & ~INDEX_MASK) | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(numbers);
        Entry[] unsorted = entries.clone();
        for (int i = 0; i < entries.length; i++) {
            entries[i] = unsorted[(int) (numbers[i] & INDEX_MASK)];
        }
        sortTies(entries, numbers);
    }

    /** How many first bytes all keys have in common. */
    private static int commonBytes(Entry[] entries) {
        byte[] first = entries[0].key;
        int common = first.length;
        for (int i = 1; i < entries.length && common > 0; i++) {
            byte[] other = entries[i].key;
            int end = Math.min(common, other.length);
            int mismatch = Arrays.mismatch(first, 0, end, other, 0, end);
            common = mismatch < 0 ? end : mismatch;
        }
        return common;
    }

    private static void sortTies(Entry[] entries, long[] numbers) {
        int from = 0;
        for (int i = 1; i <= entries.length; i++) {
            if (i == entries.length || (numbers[i] ^ numbers[from]) >>> INDEX_BITS != 0) {
                if (i - from > 1) {
                    Arrays.sort(entries, from, i, Entry.BY_KEY);
                }
                from = i;
            }
        }
    }

    /** The index of the first entry, removed or not, from {@code key} on, among those in order. */
    int firstFrom(byte[] key) {
        return firstFrom(key, sorted);
    }

    /** The same among the first {@code end} entries, which must be sorted. */
    private int firstFrom(byte[] key, int end) {
        int low = 0;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries[middle].compareKey(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
