package dev.latchkey.core.state;

import java.util.Arrays;

/**
 * A run of up to some thousand entries: in order of arrival until it is sorted, which happens when it is full or read. Removed
 * entries stay in place and are skipped.
 */
final class KeyRun {

    /** The low bits of a sort number are the index of its entry; the others are the first six bytes of the head of its key. */
    private static final int INDEX_BITS = 16;

    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

    /** The maximum size of a run: the number of different low bits. */
    static final int SIZE_MAX = 1 << INDEX_BITS;

    private static final int SIZE_INITIAL = 256;

    /** Removed entries are discarded once they are more than one part in this many of a run, and at least {@link #REMOVED_MIN}. */
    private static final int REMOVED_PART = 8;

    private static final int REMOVED_MIN = 64;

    private final int sizeMax;
    private Entry[] entries;
    private int size;

    /** The number of entries at the start of the run that are sorted. */
    private int sorted;

    private int removed;

    /** The lowest revision that any entry had when it was added. */
    private long oldest = Long.MAX_VALUE;

    /** @param sizeMax the maximum size, 1 to {@value #SIZE_MAX} */
    KeyRun(int sizeMax) {
        if (sizeMax < 1 || sizeMax > SIZE_MAX) {
            throw new IllegalArgumentException("sizeMax " + sizeMax + " is not one of 1 to " + SIZE_MAX);
        }
        this.sizeMax = sizeMax;
        this.entries = new Entry[Math.min(SIZE_INITIAL, sizeMax)];
    }

    /** Adds an entry whose key is absent; the run must not be full. */
    void add(Entry entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Math.min(2 * size, sizeMax));
        }
        entry.movedTo(this);
        entries[size++] = entry;
        oldest = Math.min(oldest, entry.revision());
    }

    /** Marks the run as sorted: the last entry added has the greatest key, and the others are sorted. */
    void countSorted() {
        sorted = size;
    }

    boolean isFull() {
        return size == sizeMax;
    }

    /** Returns whether the run has too few entries to be kept. */
    boolean isSmall() {
        return size < sizeMax / 2;
    }

    int size() {
        return size;
    }

    /** Returns whether all entries were added after {@code revision}. */
    boolean allCameAfter(long revision) {
        return oldest > revision;
    }

    /** Returns the number of entries at the start of the run that are sorted. */
    int sorted() {
        return sorted;
    }

    /** Returns the entry at {@code index}, below {@link #size}. It can be a removed one. */
    Entry at(int index) {
        return entries[index];
    }

    /** Counts a removed entry. Compacts the run only when many have been removed, so that the cost per entry stays low. */
    void countRemoved() {
        removed++;
        if (removed >= REMOVED_MIN && removed > size / REMOVED_PART) {
            compact();
        }
    }

    @SuppressWarnings("NullAway") // elements at and after size are null
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

    /** Sorts the entries. */
    void sort() {
        if (sorted == size) {
            return;
        }
        Entry[] added = Arrays.copyOfRange(entries, sorted, size);
        sort(added);
        // why the greatest first: every entry moves once
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
     * Sorts first by one number per entry, which holds the key bytes after the prefix that all keys have in common, and then, where
     * numbers are equal, by the whole keys. Sorting numbers is several times as fast.
     */
    private static void sort(Entry[] entries) {
        int common = commonBytes(entries);
        long[] numbers = new long[entries.length];
        for (int i = 0; i < entries.length; i++) {
            // why: with the sign bit flipped, the order of signed numbers is that of unsigned bytes
            numbers[i] = ((entries[i].head(common) & ~INDEX_MASK) | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(numbers);
        Entry[] unsorted = entries.clone();
        for (int i = 0; i < entries.length; i++) {
            entries[i] = unsorted[(int) (numbers[i] & INDEX_MASK)];
        }
        sortTies(entries, numbers);
    }

    /** Returns the length of the longest common prefix of all keys. */
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

    /** Returns the index of the first sorted entry, removed or not, whose key is {@code key} or greater. */
    int firstFrom(byte[] key) {
        return firstFrom(key, sorted);
    }

    /** The same for the first {@code end} entries, which must be sorted. */
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
