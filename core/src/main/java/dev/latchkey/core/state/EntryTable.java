package dev.latchkey.core.state;

import dev.latchkey.core.SipHash;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of entries or tombstones: open addressing with linear probing (Knuth, The Art of Computer Programming 3, section
 * 6.4, algorithms L and R). The hashes are stored in an array of their own, so a lookup reads adjacent numbers and dereferences
 * an entry only to confirm it, and growing the table dereferences none.
 *
 * <p>Why not a {@link java.util.HashMap}: it takes one more object per key, and modifies old objects when a key is added, which
 * makes the garbage collector scan the memory around them.
 */
final class EntryTable<E extends Keyed> {

    private static final int SLOTS_MIN = 16;

    /** The hash of a free slot; no key has it. */
    private static final int FREE = 0;

    private final SipHash hash;
    private int[] hashes = new int[SLOTS_MIN];
    private @Nullable Keyed[] entries = new Keyed[SLOTS_MIN];
    private int size;

    /** @param hash with a key that clients do not know, so that they cannot choose keys that collide */
    EntryTable(SipHash hash) {
        this.hash = hash;
    }

    int size() {
        return size;
    }

    /** Returns the hash that the methods below take together with a key. */
    int hashOf(byte[] key) {
        int folded = (int) hash.of(key);
        return folded == FREE ? 1 : folded;
    }

    @SuppressWarnings("unchecked") // only objects of type E are added
    @Nullable
    E get(byte[] key, int keyHash) {
        return (E) entries[find(key, keyHash)];
    }

    /** Adds an entry whose key is absent. */
    void add(E entry, int keyHash) {
        place(entry, keyHash);
        size++;
        if (size > hashes.length / 3 * 2) {
            grow();
        }
    }

    /** Removes the entry of a key that is present. */
    void remove(byte[] key, int keyHash) {
        int hole = find(key, keyHash);
        for (int slot = after(hole); hashes[slot] != FREE; slot = after(slot)) {
            // why: an entry can move back to the hole unless the hole is before its home slot
            if (distance(home(hashes[slot]), slot) >= distance(hole, slot)) {
                hashes[hole] = hashes[slot];
                entries[hole] = entries[slot];
                hole = slot;
            }
        }
        hashes[hole] = FREE;
        entries[hole] = null;
        size--;
    }

    /** Returns the slot of the key, or the free slot where it belongs. The table is never full, so one of the two exists. */
    private int find(byte[] key, int keyHash) {
        int slot = home(keyHash);
        while (hashes[slot] != FREE) {
            if (hashes[slot] == keyHash) {
                Keyed entry = entries[slot];
                if (entry != null && entry.compareKey(key) == 0) {
                    return slot;
                }
            }
            slot = after(slot);
        }
        return slot;
    }

    private void place(@Nullable Keyed entry, int keyHash) {
        int slot = home(keyHash);
        while (hashes[slot] != FREE) {
            slot = after(slot);
        }
        hashes[slot] = keyHash;
        entries[slot] = entry;
    }

    private void grow() {
        if (hashes.length == 1 << 30) {
            throw new IllegalStateException("a table of " + size + " keys cannot grow");
        }
        int[] oldHashes = hashes;
        @Nullable Keyed[] oldEntries = entries;
        hashes = new int[2 * oldHashes.length];
        entries = new Keyed[2 * oldHashes.length];
        for (int slot = 0; slot < oldHashes.length; slot++) {
            if (oldHashes[slot] != FREE) {
                place(oldEntries[slot], oldHashes[slot]);
            }
        }
    }

    /** Returns the greatest distance of an entry from the first slot where a lookup of its key searches. */
    int displacementMax() {
        int max = 0;
        for (int slot = 0; slot < hashes.length; slot++) {
            if (hashes[slot] != FREE) {
                max = Math.max(max, distance(home(hashes[slot]), slot));
            }
        }
        return max;
    }

    /** Returns the high bits, so that growing keeps the order of the slots and accesses memory sequentially. */
    private int home(int keyHash) {
        return keyHash >>> (Integer.numberOfLeadingZeros(hashes.length) + 1);
    }

    private int after(int slot) {
        return (slot + 1) & (hashes.length - 1);
    }

    private int distance(int from, int to) {
        return (to - from) & (hashes.length - 1);
    }
}
