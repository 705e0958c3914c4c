package dev.latchkey.core.state;

import dev.latchkey.core.SipHash;
import org.jspecify.annotations.Nullable;

/**
 * Entries, or tombstones, by key: open addressing with linear probing (Knuth, The Art of Computer Programming 3, section 6.4, algorithms L
 * and R). Beside each entry stands its hash, so a search reads neighbouring numbers and touches an entry only to confirm it, and
 * growing touches none.
 *
 * <p>Why not a {@link java.util.HashMap}: it has one object more for each key, and writes into old ones when a new key comes,
 * for which the garbage collector then looks through the memory around them.
 */
final class EntryTable<E extends Keyed> {

    private static final int SLOTS_MIN = 16;

    /** Stands beside a free slot; no key has this hash. */
    private static final int FREE = 0;

    private final SipHash hash;
    private int[] hashes = new int[SLOTS_MIN];
    private @Nullable Keyed[] entries = new Keyed[SLOTS_MIN];
    private int size;

    /** @param hash unknown to those who choose keys, so that they cannot choose some that collide */
    EntryTable(SipHash hash) {
        this.hash = hash;
    }

    int size() {
        return size;
    }

    /** What the methods below want beside a key. */
    int hashOf(byte[] key) {
        int folded = (int) hash.of(key);
        return folded == FREE ? 1 : folded;
    }

    @SuppressWarnings("unchecked") // only what is an E comes in
    @Nullable
    E get(byte[] key, int keyHash) {
        return (E) entries[find(key, keyHash)];
    }

    /** Adds an entry whose key is not there. */
    void add(E entry, int keyHash) {
        place(entry, keyHash);
        size++;
        if (size > hashes.length / 3 * 2) {
            grow();
        }
    }

    /** Removes the entry of a key that is there. */
    void remove(byte[] key, int keyHash) {
        int hole = find(key, keyHash);
        for (int slot = behind(hole); hashes[slot] != FREE; slot = behind(slot)) {
            // why: an entry may move forward to the hole unless that lies ahead of its home
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

    /** The slot of the key, or the free one where it would go. There always is one: the table is never full. */
    private int find(byte[] key, int keyHash) {
        int slot = home(keyHash);
        while (hashes[slot] != FREE) {
            if (hashes[slot] == keyHash) {
                Keyed entry = entries[slot];
                if (entry != null && entry.compareKey(key) == 0) {
                    return slot;
                }
            }
            slot = behind(slot);
        }
        return slot;
    }

    private void place(@Nullable Keyed entry, int keyHash) {
        int slot = home(keyHash);
        while (hashes[slot] != FREE) {
            slot = behind(slot);
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

    /** The high bits, so that growing keeps the order of slots and goes through the memory from end to end. */
    private int home(int keyHash) {
        return keyHash >>> (Integer.numberOfLeadingZeros(hashes.length) + 1);
    }

    private int behind(int slot) {
        return (slot + 1) & (hashes.length - 1);
    }

    private int distance(int from, int to) {
        return (to - from) & (hashes.length - 1);
    }
}
