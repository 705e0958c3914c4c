package dev.latchkey.check.model.imported;

import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fates of the elements of an unordered queue, each of which is enqueued and dequeued at most once.
 *
 * <p>An element whose dequeue was called after its enqueue had returned was certainly present between the two, and otherwise need
 * not have been present for any time: both can take effect at the same time. So the queue can have been empty at any time that is in
 * no such interval, and all choices are independent of each other.
 */
final class QueueFates {

    /** The phases of one point in time: what takes effect first. */
    private enum Phase {
        DRAIN,
        DEQUEUE,
        EMPTY,
        PASS,
        ENQUEUE
    }

    /** An operation, and when it takes effect. */
    private record Placed(long time, Phase phase, int number, Operation<Input, Output> operation) {}

    /** What happens to one element. */
    private static final class Fate {
        private @Nullable Operation<Input, Output> enqueue;
        private @Nullable Operation<Input, Output> dequeue;
    }

    /** A time during which the queue certainly contains something, both ends exclusive. */
    private record Presence(long from, long to) {}

    private final Map<Object, Fate> fates = new LinkedHashMap<>();
    private final List<Operation<Input, Output>> empties = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private @Nullable Operation<Input, Output> drain;
    private boolean hasUnknownDequeue;
    private boolean isAmbiguous;
    private final Answer answer;

    QueueFates(List<Operation<Input, Output>> history) {
        history.forEach(this::add);
        answer = isAmbiguous || (hasUnknownDequeue && !empties.isEmpty()) ? Answer.UNKNOWN : decide();
    }

    Answer answer() {
        return answer;
    }

    /** Returns the operations that took effect, in order. Must be called only if the history is linearizable. */
    List<Operation<Input, Output>> order() {
        return placed.stream()
                .sorted(Comparator.comparingLong(Placed::time)
                        .thenComparing(Placed::phase)
                        .thenComparingInt(Placed::number))
                .<Operation<Input, Output>>map(Placed::operation)
                .toList();
    }

    private void add(Operation<Input, Output> operation) {
        if (operation.input() instanceof Input.Enqueue enqueue) {
            Fate fate = fates.computeIfAbsent(enqueue.element(), ignored -> new Fate());
            isAmbiguous |= fate.enqueue != null;
            fate.enqueue = operation;
        } else if (operation.input() instanceof Input.Drain) {
            drain = drain == null || operation.call() < drain.call() ? operation : drain;
        } else if (operation.output() instanceof Output.Taken taken) {
            Fate fate = fates.computeIfAbsent(taken.element(), ignored -> new Fate());
            isAmbiguous |= fate.dequeue != null;
            fate.dequeue = operation;
        } else if (operation.output() instanceof Output.Unknown) {
            hasUnknownDequeue = true;
            isAmbiguous |= operation.end() != Operation.OPEN;
        } else if (operation.end() != Operation.OPEN) {
            empties.add(operation);
        }
    }

    private Answer decide() {
        List<Presence> presences = new ArrayList<>();
        for (Fate fate : fates.values()) {
            if (!place(fate, presences)) {
                return Answer.ILLEGAL;
            }
        }
        if (drain != null) {
            placed.add(new Placed(drain.call(), Phase.DRAIN, 0, drain));
        }
        List<Presence> merged = merged(presences);
        for (Operation<Input, Output> empty : empties) {
            long time = firstFree(merged, empty.call());
            if (time > empty.end()) {
                return Answer.ILLEGAL;
            }
            placed.add(new Placed(time, Phase.EMPTY, placed.size(), empty));
        }
        return Answer.LEGAL;
    }

    /** Places the operations of an element as close to each other as possible. Returns whether that is possible at all. */
    private boolean place(Fate fate, List<Presence> presences) {
        Operation<Input, Output> enqueue = fate.enqueue;
        Operation<Input, Output> dequeue = fate.dequeue;
        if (enqueue == null || (dequeue != null && enqueue.call() > dequeue.end())) {
            return dequeue == null || dequeue.end() == Operation.OPEN;
        }
        boolean mustDequeue = dequeue != null && dequeue.end() != Operation.OPEN;
        if (!mustDequeue && enqueue.end() == Operation.OPEN) {
            return true;
        }
        if (dequeue == null) {
            placeForGood(enqueue, presences);
        } else if (dequeue.call() <= enqueue.end()) {
            long time = Math.max(enqueue.call(), dequeue.call());
            placed.add(new Placed(time, Phase.PASS, placed.size(), enqueue));
            placed.add(new Placed(time, Phase.PASS, placed.size(), dequeue));
        } else if (!mustDequeue && drain != null && drain.call() < dequeue.call()) {
            placeForGood(enqueue, presences);
        } else {
            placed.add(new Placed(enqueue.end(), Phase.ENQUEUE, placed.size(), enqueue));
            placed.add(new Placed(dequeue.call(), Phase.DEQUEUE, placed.size(), dequeue));
            presences.add(new Presence(enqueue.end(), dequeue.call()));
        }
        return true;
    }

    /** Places the enqueue of an element that is not dequeued, but may be drained. */
    private void placeForGood(Operation<Input, Output> enqueue, List<Presence> presences) {
        placed.add(new Placed(enqueue.end(), Phase.ENQUEUE, placed.size(), enqueue));
        long end = drain == null ? Operation.OPEN : drain.call();
        if (enqueue.end() < end) {
            presences.add(new Presence(enqueue.end(), end));
        }
    }

    private static List<Presence> merged(List<Presence> presences) {
        presences.sort(Comparator.comparingLong(Presence::from));
        List<Presence> merged = new ArrayList<>();
        for (Presence next : presences) {
            Presence last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last == null || next.from() >= last.to()) {
                merged.add(next);
            } else {
                merged.set(merged.size() - 1, new Presence(last.from(), Math.max(last.to(), next.to())));
            }
        }
        return merged;
    }

    /** Returns the first time from {@code from} at which nothing is certainly present. */
    private static long firstFree(List<Presence> merged, long from) {
        int low = 0;
        int high = merged.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (merged.get(middle).to() <= from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < merged.size() && merged.get(low).from() < from
                ? merged.get(low).to()
                : from;
    }
}
