package dev.latchkey.check;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The calls and ends of a history in time order, as a doubly linked list from which operations can be removed and put back. At
 * equal times, calls come before ends: an operation may take effect at the very time of its call or its end, so an operation that
 * is called when another one ends may still precede it. Operations are numbered: closed ones (with an end) first, by their call,
 * then open ones.
 */
final class EntryList<I, O> {

    private final Operation<I, O>[] operations;
    private final int closed;
    private final int[] next;
    private final int[] previous;

    EntryList(List<Operation<I, O>> history) {
        operations = numbered(history);
        int ends = 0;
        while (ends < operations.length && operations[ends].end() != Operation.OPEN) {
            ends++;
        }
        closed = ends;
        int head = operations.length + closed;
        next = new int[head + 1];
        previous = new int[head + 1];
        link(head);
    }

    private static <I, O> Operation<I, O>[] numbered(List<Operation<I, O>> history) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
        Operation<I, O>[] sorted = history.toArray(new Operation[0]);
        Arrays.sort(
                sorted,
                Comparator.<Operation<I, O>>comparingInt(o -> o.end() == Operation.OPEN ? 1 : 0)
                        .thenComparingLong(Operation::call));
        return sorted;
    }

    private void link(int head) {
        int[] byEnd = byEnd();
        int last = head;
        int call = 0;
        int open = closed;
        int end = 0;
        while (call < closed || open < operations.length || end < closed) {
            boolean openFirst =
                    open < operations.length && (call == closed || operations[open].call() < operations[call].call());
            int first = openFirst ? open : call;
            boolean isCall = first < (openFirst ? operations.length : closed)
                    && (end == closed || operations[first].call() <= operations[byEnd[end]].end());
            int entry = isCall ? first : operations.length + byEnd[end];
            next[last] = entry;
            previous[entry] = last;
            last = entry;
            open += isCall && openFirst ? 1 : 0;
            call += isCall && !openFirst ? 1 : 0;
            end += isCall ? 0 : 1;
        }
        next[last] = head;
        previous[head] = last;
    }

    /** The numbers of the closed operations, ordered by end. Sorts pairs of (rank of the end, number) to avoid boxing. */
    private int[] byEnd() {
        long[] ends = new long[closed];
        Arrays.setAll(ends, i -> operations[i].end());
        Arrays.sort(ends);
        long[] pairs = new long[closed];
        Arrays.setAll(pairs, i -> (long) Arrays.binarySearch(ends, operations[i].end()) << 32 | i);
        Arrays.sort(pairs);
        int[] numbers = new int[closed];
        Arrays.setAll(numbers, i -> (int) pairs[i]);
        return numbers;
    }

    int size() {
        return operations.length;
    }

    /** The number of closed operations, which are numbered from 0. */
    int closed() {
        return closed;
    }

    Operation<I, O> operation(int number) {
        return operations[number];
    }

    int first() {
        return next[operations.length + closed];
    }

    int after(int entry) {
        return next[entry];
    }

    /** Returns whether an entry is a call; it is then the call of the operation of the same number. */
    boolean isCall(int entry) {
        return entry < operations.length;
    }

    void lift(int operation) {
        unlink(operation);
        if (operation < closed) {
            unlink(operations.length + operation);
        }
    }

    /** Undoes the most recent {@link #lift}. Calls must be properly nested. */
    void putBack(int operation) {
        if (operation < closed) {
            relink(operations.length + operation);
        }
        relink(operation);
    }

    private void unlink(int entry) {
        next[previous[entry]] = next[entry];
        previous[next[entry]] = previous[entry];
    }

    private void relink(int entry) {
        next[previous[entry]] = entry;
        previous[next[entry]] = entry;
    }
}
