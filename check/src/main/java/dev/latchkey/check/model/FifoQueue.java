package dev.latchkey.check.model;

import dev.latchkey.check.Model;
import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A first-in first-out queue, empty before the history. */
public final class FifoQueue implements Model<FifoQueue.Content, Input, Output> {

    /**
     * The content of the queue.
     *
     * @param elements the first element first
     * @param draining whether a drain without a result may still remove elements, in order, at any time
     */
    public record Content(List<Object> elements, boolean draining) {
        @Override
        public String toString() {
            return elements + (draining ? " and being drained" : "");
        }
    }

    /** The operations of a queue. */
    public sealed interface Input {

        /** Adds an element at the end. */
        record Enqueue(Object element) implements Input {
            @Override
            public String toString() {
                return "enqueue " + element;
            }
        }

        /** Removes and returns the first element. */
        record Dequeue() implements Input {
            @Override
            public String toString() {
                return "dequeue";
            }
        }

        /** Removes any number of elements, one after another, from now on. The result is unknown. */
        record Drain() implements Input {
            @Override
            public String toString() {
                return "drain";
            }
        }
    }

    /** The results of queue operations. */
    public sealed interface Output {

        Output DONE = new Done();
        Output EMPTY = new Empty();
        Output UNKNOWN = new Unknown();

        /** The result of an enqueue. */
        record Done() implements Output {
            @Override
            public String toString() {
                return "done";
            }
        }

        /** The result of a dequeue that removed an element. */
        record Taken(Object element) implements Output {
            @Override
            public String toString() {
                return element.toString();
            }
        }

        /** The result of a dequeue from an empty queue. */
        record Empty() implements Output {
            @Override
            public String toString() {
                return "empty";
            }
        }

        /** The result is unknown. */
        record Unknown() implements Output {
            @Override
            public String toString() {
                return "unknown";
            }
        }
    }

    @Override
    public Content initial() {
        return new Content(List.of(), false);
    }

    @Override
    public @Nullable Content step(Content state, Input input, Output output) {
        if (input instanceof Input.Drain) {
            return output instanceof Output.Unknown ? new Content(state.elements(), true) : null;
        }
        if (input instanceof Input.Enqueue enqueue) {
            return enqueued(state, enqueue.element(), output);
        }
        if (output instanceof Output.Taken taken) {
            return taken(state, taken.element());
        }
        if (output instanceof Output.Empty) {
            return state.draining() || state.elements().isEmpty() ? new Content(List.of(), state.draining()) : null;
        }
        return output instanceof Output.Unknown ? after(state, state.elements().isEmpty() ? 0 : 1) : null;
    }

    private static @Nullable Content enqueued(Content state, Object element, Output output) {
        if (!(output instanceof Output.Unknown) && !(output instanceof Output.Done)) {
            return null;
        }
        List<Object> longer = new ArrayList<>(state.elements());
        longer.add(element);
        return new Content(longer, state.draining());
    }

    /** Why the first occurrence if others may have been drained: what remains then contains what would remain after a later one. */
    private static @Nullable Content taken(Content state, Object element) {
        int at = state.elements().indexOf(element);
        return at == 0 || (at > 0 && state.draining()) ? after(state, at + 1) : null;
    }

    private static Content after(Content state, int removed) {
        List<Object> elements = state.elements();
        return new Content(List.copyOf(elements.subList(removed, elements.size())), state.draining());
    }
}
