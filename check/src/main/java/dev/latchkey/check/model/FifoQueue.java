package dev.latchkey.check.model;

import dev.latchkey.check.Model;
import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import org.jspecify.annotations.Nullable;

/** A first-in first-out queue, empty before the history. */
public final class FifoQueue implements Model<FifoQueue.Content, Input, Output> {

    /**
     * The content of the queue.
     *
     * @param elements the first element first
     * @param draining whether a drain without a result may still remove elements, in order, at any time
     */
    public record Content(QueueContent elements, boolean draining) {
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
        return new Content(QueueContent.EMPTY, false);
    }

    @Override
    public @Nullable Content step(Content state, Input input, Output output) {
        if (input instanceof Input.Drain) {
            return output instanceof Output.Unknown ? new Content(state.elements(), true) : null;
        }
        if (input instanceof Input.Enqueue enqueue) {
            boolean isPossible = output instanceof Output.Unknown || output instanceof Output.Done;
            return isPossible ? new Content(state.elements().with(enqueue.element()), state.draining()) : null;
        }
        if (output instanceof Output.Taken taken) {
            return taken(state, taken.element());
        }
        if (output instanceof Output.Empty) {
            return state.draining() || state.elements().isEmpty()
                    ? new Content(QueueContent.EMPTY, state.draining())
                    : null;
        }
        return output instanceof Output.Unknown ? withoutFirst(state) : null;
    }

    /** Why the first occurrence if others may have been drained: what remains then contains what would remain after a later one. */
    private static @Nullable Content taken(Content state, Object element) {
        QueueContent left = state.elements();
        while (state.draining() && !left.isEmpty() && !left.first().equals(element)) {
            left = left.withoutFirst();
        }
        return left.isEmpty() || !left.first().equals(element)
                ? null
                : new Content(left.withoutFirst(), state.draining());
    }

    private static Content withoutFirst(Content state) {
        return state.elements().isEmpty() ? state : new Content(state.elements().withoutFirst(), state.draining());
    }
}
