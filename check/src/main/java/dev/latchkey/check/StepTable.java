package dev.latchkey.check;

import java.util.Arrays;

/** A cache of model steps: the state that results from an operation in a state. A hash table with open addressing. */
final class StepTable {

    /** Returned instead of a state: the operation is not possible. */
    static final int IMPOSSIBLE = -1;

    /** Returned instead of a state: the step is not in the cache. */
    static final int NOT_COMPUTED = -2;

    private static final long FREE = -1;

    private long[] steps = new long[64];
    private int[] after = new int[64];
    private int count;

    StepTable() {
        Arrays.fill(steps, FREE);
    }

    int get(int state, int operation) {
        int slot = slot(step(state, operation));
        return steps[slot] == FREE ? NOT_COMPUTED : after[slot];
    }

    void put(int state, int operation, int next) {
        int slot = slot(step(state, operation));
        steps[slot] = step(state, operation);
        after[slot] = next;
        count++;
        if (2 * count > steps.length) {
            grow();
        }
    }

    private void grow() {
        long[] oldSteps = steps;
        int[] oldAfter = after;
        steps = new long[2 * oldSteps.length];
        after = new int[2 * oldAfter.length];
        Arrays.fill(steps, FREE);
        for (int i = 0; i < oldSteps.length; i++) {
            if (oldSteps[i] != FREE) {
                int slot = slot(oldSteps[i]);
                steps[slot] = oldSteps[i];
                after[slot] = oldAfter[i];
            }
        }
    }

    private static long step(int state, int operation) {
        return (long) state << 32 | operation;
    }

    /** Returns the slot of a step, or the free slot where it belongs. */
    private int slot(long step) {
        int slot = (int) Mixing.mixed(step) & (steps.length - 1);
        while (steps[slot] != FREE && steps[slot] != step) {
            slot = (slot + 1) & (steps.length - 1);
        }
        return slot;
    }

    /** The memory in use, plus what the next resize will need. */
    long bytes() {
        return 3L * steps.length * (Long.BYTES + Integer.BYTES);
    }
}
