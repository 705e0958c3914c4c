package dev.latchkey.server.net;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The turns that connections of one event loop have requested, in order. The event loop takes one turn, and then handles the events of
 * all its connections before the next one. Turns that continue a reply come before those that begin one, so that few replies are in
 * memory at the same time. Used on that event loop only.
 */
final class TurnQueue {

    /** After this many turns that continue a reply, another reply may begin. A little more than the slices of one long reply. */
    private static final int CONTINUED_MAX = 24;

    private final EventExecutor loop;
    private final Queue<Runnable> begun = new ArrayDeque<>();
    private final Queue<Runnable> beginning = new ArrayDeque<>();

    /** How many turns in a row have continued a reply. */
    private int continued;

    private boolean scheduled;

    TurnQueue(EventExecutor loop) {
        this.loop = loop;
    }

    /** @param continues whether the turn continues a reply that is partly written */
    void add(Runnable turn, boolean continues) {
        (continues ? begun : beginning).add(turn);
        scheduleNext();
    }

    /** Why a scheduled task: an event loop runs tasks that its tasks add before it looks at its sockets again. */
    private void scheduleNext() {
        if (!scheduled && !(begun.isEmpty() && beginning.isEmpty())) {
            scheduled = true;
            loop.schedule(this::takeNext, 0, TimeUnit.NANOSECONDS);
        }
    }

    private void takeNext() {
        scheduled = false;
        boolean continues = beginning.isEmpty() || (!begun.isEmpty() && continued < CONTINUED_MAX);
        continued = continues ? continued + 1 : 0;
        Runnable turn = (continues ? begun : beginning).remove();
        try {
            turn.run();
        } finally {
            scheduleNext();
        }
    }
}
