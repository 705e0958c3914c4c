package dev.latchkey.check.model.imported;

import dev.latchkey.check.Judge;
import dev.latchkey.check.Model;
import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import dev.latchkey.check.model.imported.UnorderedQueue.Content;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue that returns its elements in any order, empty before the history.
 *
 * <p>A dequeue without a result may have removed any element, and a drain without a result any elements. What they removed matters
 * only if the queue is later found to be empty, so it is decided then.
 */
public final class UnorderedQueue implements Model<Content, Input, Output> {

    /**
     * The content of the queue.
     *
     * @param counts how often the queue contains each element
     * @param size the number of elements
     * @param removals how many elements dequeues without a result may have removed
     * @param draining whether a drain without a result may have removed any elements
     */
    public record Content(Map<Object, Integer> counts, int size, int removals, boolean draining) {

        public Content {
            counts = Map.copyOf(counts);
        }

        @Override
        public String toString() {
            return counts.entrySet().stream()
                            .map(count -> count.getKey() + (count.getValue() == 1 ? "" : " x" + count.getValue()))
                            .sorted()
                            .toList()
                    + (removals == 0 ? "" : " except for up to " + removals)
                    + (draining ? " except for any number that was drained" : "");
        }
    }

    @Override
    public Content initial() {
        return new Content(Map.of(), 0, 0, false);
    }

    @Override
    public @Nullable Content step(Content state, Input input, Output output) {
        if (input instanceof Input.Drain) {
            return output instanceof Output.Unknown
                    ? new Content(state.counts(), state.size(), state.removals(), true)
                    : null;
        }
        if (input instanceof Input.Enqueue enqueue) {
            return output instanceof Output.Done || output instanceof Output.Unknown
                    ? changed(state, enqueue.element(), 1)
                    : null;
        }
        if (output instanceof Output.Taken taken) {
            return state.counts().containsKey(taken.element()) ? changed(state, taken.element(), -1) : null;
        }
        if (output instanceof Output.Empty) {
            return emptied(state);
        }
        return output instanceof Output.Unknown
                ? new Content(state.counts(), state.size(), state.removals() + 1, state.draining())
                : null;
    }

    private static Content changed(Content state, Object element, int by) {
        Map<Object, Integer> counts = new HashMap<>(state.counts());
        counts.merge(element, by, (count, change) -> count + change == 0 ? null : count + change);
        return new Content(counts, state.size() + by, state.removals(), state.draining());
    }

    private static @Nullable Content emptied(Content state) {
        if (state.draining()) {
            return new Content(Map.of(), 0, state.removals(), true);
        }
        return state.size() <= state.removals()
                ? new Content(Map.of(), 0, state.removals() - state.size(), false)
                : null;
    }

    @Override
    public Judge<Input, Output> engine() {
        return new UnorderedQueueCheck(Judge.search(this));
    }
}
