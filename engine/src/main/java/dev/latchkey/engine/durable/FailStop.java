package dev.latchkey.engine.durable;

import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.engine.state.QueuedCommand;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The fail-stop rule of a durable engine: the first failure ends it until the process restarts. Queued commands and all later ones are
 * lost, and the listener is notified once. For any thread.
 */
final class FailStop {

    private final CommitQueue queue;
    private final CommitLeadership leadership;
    private final StoreListener listener;
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    FailStop(CommitQueue queue, CommitLeadership leadership, StoreListener listener) {
        this.queue = queue;
        this.leadership = leadership;
        this.listener = listener;
    }

    /** Why the engine has failed, as a sentence; null while it has not. */
    @Nullable
    String failure() {
        return failure.get();
    }

    boolean hasFailed() {
        return failure.get() != null;
    }

    /** The sentence for commands that are lost because of {@code reason}. */
    static String sentence(Throwable reason) {
        return "the outcome is unknown because the store failed: " + reason;
    }

    /** Ends the engine; does nothing if it has failed before. */
    void fail(Throwable reason) {
        String sentence = sentence(reason);
        if (!failure.compareAndSet(null, sentence)) {
            return;
        }
        List<QueuedCommand> queued = queue.abandon();
        leadership.wakeWriter();
        try {
            Delivery.lose(queued, sentence, reason);
        } finally {
            listener.failed(reason);
        }
    }
}
