package dev.latchkey.check.model;

import dev.latchkey.check.Model;
import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import org.jspecify.annotations.Nullable;

/** A first-in first-out queue, empty before the history. */
public final class FifoQueue implements Model<QueueContent, Input, Output> {

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
    public QueueContent initial() {
        return QueueContent.EMPTY;
    }

    @Override
    public @Nullable QueueContent step(QueueContent state, Input input, Output output) {
        boolean unknown = output instanceof Output.Unknown;
        if (input instanceof Input.Enqueue enqueue) {
            return unknown || output instanceof Output.Done ? state.with(enqueue.element()) : null;
        }
        if (state.isEmpty()) {
            return unknown || output instanceof Output.Empty ? state : null;
        }
        boolean first = output instanceof Output.Taken taken && taken.element().equals(state.first());
        return unknown || first ? state.withoutFirst() : null;
    }
}
