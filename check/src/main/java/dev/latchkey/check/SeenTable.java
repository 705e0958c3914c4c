package dev.latchkey.check;

import java.util.Arrays;

/**
 * The pairs of (set of placed operations, state) that the search has visited. A hash set with open addressing, without boxing.
 */
final class SeenTable {

    private long[] copies = new long[64];
    private int copied;
    private long[] hashes = new long[16];
    private int[] states = new int[16];
    private int[] starts = new int[16];
    private int[] slots = new int[32];
    private int count;

    SeenTable() {
        Arrays.fill(slots, -1);
    }

    /** Adds the pair; returns false if it was already present. */
    boolean add(PlacedSet placed, int state) {
        long hash = Mixing.mixed(placed.hash() ^ Mixing.mixed(~(long) state));
        int slot = (int) hash & (slots.length - 1);
        while (slots[slot] >= 0) {
            int known = slots[slot];
            if (hashes[known] == hash && states[known] == state && placed.sameAs(copies, starts[known])) {
                return false;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        ensureCapacity(placed.length());
        slots[slot] = count;
        hashes[count] = hash;
        states[count] = state;
        starts[count] = copied;
        placed.copyTo(copies, copied);
        copied += placed.length();
        count++;
        if (2 * count > slots.length) {
            rehash();
        }
        return true;
    }

    private void ensureCapacity(int words) {
        if (copied + words > copies.length) {
            copies = Arrays.copyOf(copies, Math.max(2 * copies.length, copied + words));
        }
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            states = Arrays.copyOf(states, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
        }
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, -1);
        for (int known = 0; known < count; known++) {
            int slot = (int) hashes[known] & (slots.length - 1);
            while (slots[slot] >= 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = known;
        }
    }

    /** The memory in use, plus what the next resize will need. */
    long bytes() {
        return 3L * copies.length * Long.BYTES + 3L * hashes.length * 16 + 3L * slots.length * Integer.BYTES;
    }
}
