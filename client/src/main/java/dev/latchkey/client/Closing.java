package dev.latchkey.client;

import dev.latchkey.client.clerk.Calls;
import dev.latchkey.client.follow.ClientFollows;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.Locks;
import dev.latchkey.client.session.ReopenedSession;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Closes a client, as steps on its event loop: ends follows, refuses new calls, releases locks, waits for the outcomes of writes that were
 * sent, ends the writes that are left, closes the sessions, and then ends everything else. All of that takes a bounded time.
 */
final class Closing {

    /** How long releases and pending writes may take. */
    static final Duration DRAIN_MAX = Duration.ofSeconds(4);

    /** How long closing the session may take; what is not closed by then expires. */
    static final Duration SESSION_MAX = Duration.ofMillis(400);

    private final Loop loop;
    private final Calls calls;
    private final Locks locks;
    private final ReopenedSession session;
    private final ClientFollows follows;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Loop.Alarm alarm = () -> {};
    private boolean begun;
    private boolean drained;

    Closing(Loop loop, Calls calls, Locks locks, ReopenedSession session, ClientFollows follows) {
        this.loop = loop;
        this.calls = calls;
        this.locks = locks;
        this.session = session;
        this.follows = follows;
    }

    /** Completes on the loop when the client is closed. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Begins to close. Idempotent. Called on the loop. */
    void begin() {
        if (begun) {
            return;
        }
        begun = true;
        alarm = loop.schedule(DRAIN_MAX.toNanos(), this::drained);
        follows.close();
        calls.beginClosing();
        locks.close().whenComplete((done, failure) -> calls.whenIdle(this::drained));
    }

    /** Ends the writes that are left, which are cancelled on the server, and closes the sessions. */
    private void drained() {
        if (drained || ended.isDone()) {
            return;
        }
        drained = true;
        alarm.cancel();
        calls.endAll();
        alarm = loop.schedule(SESSION_MAX.toNanos(), this::end);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        session.close(() -> closed.complete(null));
        CompletableFuture.allOf(closed, locks.closeSessions()).whenComplete((done, failure) -> end());
    }

    /** Ends everything that is left. Idempotent. Called on the loop. */
    void end() {
        if (!ended.isDone()) {
            begun = true;
            alarm.cancel();
            follows.close();
            locks.end();
            calls.close();
            ended.complete(null);
        }
    }
}
