package dev.latchkey.server.net;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The turns that connections of one event loop have requested, in order. The event loop takes one turn, and then handles the events of
 * all its connections before the next one. Turns that write replies that are ready come before those that make one, so that few replies
 * are in memory at the same time. Used on that event loop only.
 */
final class TurnQueue {

    /** After this many turns that write what is ready, another reply is made. */
    private static final int READY_MAX = 24;

    private final EventExecutor loop;
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final Queue<Runnable> making = new ArrayDeque<>();

    /** How many turns in a row have written what was ready. */
    private int readyInARow;

    private boolean scheduled;

    TurnQueue(EventExecutor loop) {
        this.loop = loop;
    }

    /** @param isReady whether the turn writes replies that are ready, instead of making one */
    void add(Runnable turn, boolean isReady) {
        (isReady ? ready : making).add(turn);
        scheduleNext();
    }

    /** Why a scheduled task: an event loop runs tasks that its tasks add before it looks at its sockets again. */
    private void scheduleNext() {
        if (!scheduled && !(ready.isEmpty() && making.isEmpty())) {
            scheduled = true;
            loop.schedule(this::takeNext, 0, TimeUnit.NANOSECONDS);
        }
    }

    private void takeNext() {
        scheduled = false;
        boolean isReady = making.isEmpty() || (!ready.isEmpty() && readyInARow < READY_MAX);
        readyInARow = isReady ? readyInARow + 1 : 0;
        Runnable turn = (isReady ? ready : making).remove();
        try {
            turn.run();
        } finally {
            scheduleNext();
        }
    }
}
