package dev.latchkey.client;

import dev.latchkey.client.clerk.Calls;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.Locks;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Closes a client, as steps on its event loop: refuses new calls, releases locks, waits for the outcomes of writes that were
 * sent, and then ends everything that is left. All of that takes a bounded time.
 */
final class Closing {

    /** How long releases and pending writes may take. */
    static final Duration DRAIN_MAX = Duration.ofSeconds(4);

    private final Loop loop;
    private final Calls calls;
    private final Locks locks;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Loop.Alarm alarm = () -> {};
    private boolean begun;

    Closing(Loop loop, Calls calls, Locks locks) {
        this.loop = loop;
        this.calls = calls;
        this.locks = locks;
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
        alarm = loop.schedule(DRAIN_MAX.toNanos(), this::end);
        calls.beginClosing();
        locks.close().whenComplete((done, failure) -> calls.whenIdle(this::end));
    }

    /** Ends everything that is left. Idempotent. Called on the loop. */
    void end() {
        if (!ended.isDone()) {
            begun = true;
            alarm.cancel();
            calls.close();
            ended.complete(null);
        }
    }
}
