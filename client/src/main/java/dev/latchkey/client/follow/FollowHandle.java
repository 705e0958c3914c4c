package dev.latchkey.client.follow;

import dev.latchkey.core.Prefix;
import dev.latchkey.core.StoreId;
import java.util.concurrent.CompletableFuture;

/** A follow that was started. Thread-safe. */
public sealed class FollowHandle implements AutoCloseable permits Follow {

    /**
     * What a follow has done so far.
     *
     * @param steps the steps that were put into the queue of the consumer
     * @param events the events of these steps
     * @param states the states that were put into it
     * @param resumed how often the follow was resumed: after a lost connection, or after a pause
     * @param paused how often it was paused because the queue was full
     */
    public record Figures(long steps, long events, long states, long resumed, long paused) {}

    /**
     * Where a follow has started.
     *
     * @param store the store that is followed
     * @param revision the events after this revision are delivered
     */
    public record Start(StoreId store, long revision) {}

    private final QueuedFollow follow;

    FollowHandle(QueuedFollow follow) {
        this.follow = follow;
    }

    /** Returns the prefix that is followed. */
    public final Prefix prefix() {
        return follow.prefix();
    }

    /**
     * Completes once the server follows the prefix. Every write that takes effect after that is delivered, so a read that begins then misses
     * nothing together with the events: it shows the effect of every write that is not delivered. Fails if the follow ends before.
     */
    public final CompletableFuture<Start> started() {
        return follow.started().copy();
    }

    /** Returns what the follow has done so far. */
    public final Figures figures() {
        return follow.figures();
    }

    /** Ends the follow and drops the updates that were not delivered. Does not block. Idempotent. */
    @Override
    public final void close() {
        follow.close();
    }
}
