package dev.latchkey.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Numbers distinct states, from 0. A hash table with open addressing. */
final class StateTable<S> {

    private final Model<S, ?, ?> model;
    private @Nullable Object[] states = new Object[16];
    private int[] hashes = new int[16];
    private int[] slots = new int[32];
    private int count;

    StateTable(Model<S, ?, ?> model) {
        this.model = model;
        Arrays.fill(slots, -1);
    }

    int number(S state) {
        int hash = model.hash(state);
        int slot = slot(hash);
        while (slots[slot] >= 0) {
            int number = slots[slot];
            if (hashes[number] == hash && model.same(get(number), state)) {
                return number;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = count;
        if (count == states.length) {
            grow();
        }
        states[count] = state;
        hashes[count] = hash;
        if (slots.length < 2 * states.length) {
            rehash();
        }
        return count++;
    }

    @SuppressWarnings("unchecked") // The array contains only states.
    S get(int number) {
        return (S) states[number];
    }

    long bytes() {
        return (long) states.length * (Budget.BYTES_OF_A_STATE + Integer.BYTES) + (long) slots.length * Integer.BYTES;
    }

    private void grow() {
        states = Arrays.copyOf(states, 2 * count);
        hashes = Arrays.copyOf(hashes, 2 * count);
    }

    /** Includes the state that is being added, which {@code count} does not cover yet. */
    private void rehash() {
        slots = new int[2 * states.length];
        Arrays.fill(slots, -1);
        for (int number = 0; number <= count; number++) {
            int slot = slot(hashes[number]);
            while (slots[slot] >= 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = number;
        }
    }

    private int slot(int hash) {
        return (int) Mixing.mixed(hash) & (slots.length - 1);
    }
}
