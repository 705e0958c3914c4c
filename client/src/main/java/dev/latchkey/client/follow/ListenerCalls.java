package dev.latchkey.client.follow;

import dev.latchkey.client.follow.FollowEndedException.Reason;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Calls the listener of a follow for the updates in its queue, one at a time, on an executor. Thread-safe. */
final class ListenerCalls implements Runnable {

    /** How many updates are delivered before the thread is left to other tasks. */
    private static final int BATCH_MAX = 64;

    private final Executor executor;
    private final FollowListener listener;
    private final UpdateQueue queue;
    private final Runnable close;

    /** The number of {@link #wake} calls that were not handled yet; a task exists while it is not 0. */
    private final AtomicInteger wakes = new AtomicInteger();

    /** Used by one task at a time. */
    private boolean over;

    /** @param close ends the follow after the listener has failed */
    ListenerCalls(Executor executor, FollowListener listener, UpdateQueue queue, Runnable close) {
        this.executor = executor;
        this.listener = listener;
        this.queue = queue;
        this.close = close;
    }

    /** The queue has changed. */
    void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this);
        }
    }

    @Override
    public void run() {
        int seen = wakes.get();
        boolean isEmpty = deliver();
        if (!isEmpty || wakes.addAndGet(-seen) != 0) {
            executor.execute(this);
        }
    }

    /** Delivers a batch; returns whether nothing is left. */
    private boolean deliver() {
        for (int i = 0; i < BATCH_MAX && !over; i++) {
            FollowUpdate next = queue.poll();
            if (next == null) {
                endIfEnded();
                return true;
            }
            deliver(next);
        }
        return over;
    }

    private void deliver(FollowUpdate update) {
        try {
            if (update instanceof FollowUpdate.State state) {
                listener.onState(state);
            } else {
                listener.onStep(update.events());
            }
        } catch (RuntimeException | Error e) {
            queue.close(new FollowEndedException(Reason.LISTENER_FAILED, "the listener threw " + e, e));
            close.run();
            endIfEnded();
        }
    }

    private void endIfEnded() {
        @Nullable FollowEndedException end = queue.ended();
        if (end != null && !over) {
            over = true;
            listener.onEnd(end);
        }
    }
}
