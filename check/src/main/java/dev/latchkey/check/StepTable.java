package dev.latchkey.check;

import java.util.Arrays;

/** Remembers what the model said: which state follows on which by which operation. Open addressing. */
final class StepTable {

    /** Instead of a state: the operation is not possible. */
    static final int IMPOSSIBLE = -1;

    /** Instead of a state: the model was not asked. */
    static final int NOT_ASKED = -2;

    private static final long FREE = -1;

    private long[] steps = new long[64];
    private int[] after = new int[64];
    private int count;

    StepTable() {
        Arrays.fill(steps, FREE);
    }

    int get(int state, int operation) {
        int slot = slot(step(state, operation));
        return steps[slot] == FREE ? NOT_ASKED : after[slot];
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

    /** The slot of a step, or a free one for it. */
    private int slot(long step) {
        int slot = (int) Mixing.mixed(step) & (steps.length - 1);
        while (steps[slot] != FREE && steps[slot] != step) {
            slot = (slot + 1) & (steps.length - 1);
        }
        return slot;
    }

    /** What is used, and what the next growth will need on top. */
    long bytes() {
        return 3L * steps.length * (Long.BYTES + Integer.BYTES);
    }
}
