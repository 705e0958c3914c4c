package dev.latchkey.check.zones;

import dev.latchkey.check.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Operations that are grouped into <em>zones</em>, after Gibbons and Korach ("Testing shared memories", 1997). The operations of
 * a zone must be adjacent in every order, such as a write and the reads of its value, and the zones may be in any order that
 * their times allow. Inside a zone the order is given: it consists of slots, and the operations of a slot precede those of the
 * next one. The first zone precedes all others. docs/checking.md contains the argument why this class is right.
 */
final class Zones<I, O> {

    private static final int NONE = -1;

    private final List<Operation<I, O>> history;

    /** The slot of each operation; NONE if it is left out. */
    private final int[] slotOf;

    /** For each slot: the operation that ended first, the one that was called last, and one that proves the place of the slot. */
    private int[] firstEnded = new int[16];

    private int[] lastCalled = new int[16];
    private int[] proof = new int[16];
    private int slots;

    /** The first slot of each zone, and the first one after the last zone. */
    private int[] starts = new int[16];

    private int zones;

    private final Set<Integer> support = new LinkedHashSet<>();

    private List<Operation<I, O>> clash = List.of();

    private boolean ambiguous;

    Zones(List<Operation<I, O>> history) {
        this.history = history;
        slotOf = new int[history.size()];
        Arrays.fill(slotOf, NONE);
    }

    /** Adds a zone of some slots. Returns the first of them; the others have the following numbers. */
    int addZone(int length) {
        if (zones + 1 == starts.length) {
            starts = Arrays.copyOf(starts, 2 * zones + 2);
        }
        ensureCapacity(slots + length);
        for (int slot = slots; slot < slots + length; slot++) {
            firstEnded[slot] = NONE;
            lastCalled[slot] = NONE;
            proof[slot] = NONE;
        }
        starts[zones++] = slots;
        slots += length;
        starts[zones] = slots;
        return slots - length;
    }

    /** Adds slots to the last zone. Returns the first of them. */
    int extendZone(int length) {
        zones--;
        int start = starts[zones];
        int first = addZone(length);
        starts[zones - 1] = start;
        return first;
    }

    private void ensureCapacity(int size) {
        if (size > firstEnded.length) {
            int larger = Math.max(size, 2 * firstEnded.length);
            firstEnded = Arrays.copyOf(firstEnded, larger);
            lastCalled = Arrays.copyOf(lastCalled, larger);
            proof = Arrays.copyOf(proof, larger);
        }
    }

    /** Puts an operation of the history into a slot. */
    void place(int operation, int slot) {
        slotOf[operation] = slot;
        firstEnded[slot] = earlier(firstEnded[slot], operation);
        lastCalled[slot] = later(lastCalled[slot], operation);
    }

    /** Names an operation without which the slot would not be in this place of its zone. */
    void prove(int slot, int operation) {
        proof[slot] = operation;
    }

    /** Names an operation without which it would not be clear which zones the others belong to. */
    void support(int operation) {
        support.add(operation);
    }

    private int earlier(int one, int other) {
        return one == NONE || (other != NONE && end(other) < end(one)) ? other : one;
    }

    private int later(int one, int other) {
        return one == NONE || (other != NONE && call(other) > call(one)) ? other : one;
    }

    private long end(int operation) {
        return history.get(operation).end();
    }

    private long call(int operation) {
        return history.get(operation).call();
    }

    /** Records that the results of these operations contradict each other at any time. */
    void refuse(int... operations) {
        if (clash.isEmpty()) {
            Set<Integer> numbers = new LinkedHashSet<>();
            Arrays.stream(operations).filter(operation -> operation != NONE).forEach(numbers::add);
            numbers.addAll(support);
            clash = numbers.stream().map(history::get).toList();
        }
    }

    /** Records that the operations cannot be grouped, so that a search is needed. */
    void leaveToTheSearch() {
        ambiguous = true;
    }

    /** Returns whether {@link #clash} and {@link #order} cannot be used. */
    boolean isAmbiguous() {
        return ambiguous && clash.isEmpty();
    }

    /** Returns a few operations that contradict each other; empty if the history is linearizable. */
    List<Operation<I, O>> clash() {
        for (int zone = 0; zone < zones && clash.isEmpty(); zone++) {
            clashInside(zone);
        }
        if (clash.isEmpty() && zones > 0) {
            Extent extent = new Extent();
            clashBetween(extent, extent.order());
        }
        return clash;
    }

    /** An operation must not end before the call of one that precedes it in its zone. */
    private void clashInside(int zone) {
        int latest = starts[zone];
        for (int slot = starts[zone] + 1; slot < starts[zone + 1]; slot++) {
            int before = lastCalled[latest];
            if (before != NONE && firstEnded[slot] != NONE && end(firstEnded[slot]) < call(before)) {
                refuse(before, firstEnded[slot], proof[latest], proof[slot]);
                return;
            }
            latest = later(before, lastCalled[slot]) == before ? latest : slot;
        }
    }

    /** A zone must not contain an operation that ended before the call of one of a zone that precedes it. */
    private void clashBetween(Extent extent, int[] order) {
        int latest = order[0];
        for (int i = 1; i < order.length; i++) {
            int zone = order[i];
            int before = extent.last[latest];
            int ended = extent.first[zone];
            if (before != NONE && ended != NONE && end(ended) < call(before)) {
                refuse(
                        before,
                        ended,
                        extent.first[latest],
                        extent.last[zone],
                        proof[slotOf[before]],
                        proof[slotOf[ended]],
                        proof[slotOf[extent.first[latest]]],
                        proof[slotOf[extent.last[zone]]]);
                return;
            }
            latest = later(before, extent.last[zone]) == before ? latest : zone;
        }
    }

    /** For each zone, the operation that ended first and the one that was called last. */
    private final class Extent {

        final int[] first = new int[zones];
        final int[] last = new int[zones];

        Extent() {
            Arrays.fill(first, NONE);
            Arrays.fill(last, NONE);
            for (int zone = 0; zone < zones; zone++) {
                for (int slot = starts[zone]; slot < starts[zone + 1]; slot++) {
                    first[zone] = earlier(first[zone], firstEnded[slot]);
                    last[zone] = later(last[zone], lastCalled[slot]);
                }
            }
        }

        /** A forward zone ends first before its last call, so it covers the time from that end to that call. */
        private boolean isForward(int zone) {
            return first[zone] != NONE && end(first[zone]) < call(last[zone]);
        }

        /**
         * Returns the zones by the beginning of the time that they cover. If any order of them is possible, this one is. At equal
         * times a backward zone comes first, since it may precede a forward zone that begins where it does.
         */
        int[] order() {
            int[] others = SortedNumbers.by(
                    zones,
                    zone -> zone == 0 || first[zone] == NONE
                            ? Long.MIN_VALUE
                            : Math.min(end(first[zone]), call(last[zone])),
                    this::isForward);
            int[] order = new int[zones];
            int next = 1;
            for (int zone : others) {
                if (zone != 0) {
                    order[next++] = zone;
                }
            }
            return order;
        }
    }

    /** Returns an order of all operations that are in a slot. Call it only if there is no clash. */
    List<Operation<I, O>> order() {
        if (zones == 0) {
            return List.of();
        }
        int[] position = new int[slots];
        int next = 0;
        for (int zone : new Extent().order()) {
            for (int slot = starts[zone]; slot < starts[zone + 1]; slot++) {
                position[slot] = next++;
            }
        }
        int[] byCall = SortedNumbers.by(history.size(), this::call);
        long[] places = new long[byCall.length];
        Arrays.setAll(places, i -> slotOf[byCall[i]] == NONE ? NONE : (long) position[slotOf[byCall[i]]] << 32 | i);
        Arrays.sort(places);
        List<Operation<I, O>> order = new ArrayList<>(places.length);
        for (long place : places) {
            if (place >= 0) {
                order.add(history.get(byCall[(int) place]));
            }
        }
        return order;
    }
}
