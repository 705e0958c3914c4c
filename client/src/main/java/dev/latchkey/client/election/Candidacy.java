package dev.latchkey.client.election;

import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.client.lock.loss.LockLoss;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Campaigns in an election until it is closed. If no server can be reached or the server refuses, it tries again after a pause.
 * Thread-safe.
 */
public final class Candidacy implements AutoCloseable {

    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final Lock lock;
    private final LeaderListener listener;
    private final boolean again;
    private final Loop loop;
    private final RandomGenerator chance;
    private final Executor completion;
    private final ReentrantLock changing = new ReentrantLock();
    private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);
    private @Nullable CompletableFuture<Held> campaign;
    private @Nullable Leadership leading;
    private boolean closed;
    private int failures;

    /** @param again whether to campaign again after a leadership has ended */
    Candidacy(
            Lock lock, LeaderListener listener, boolean again, Loop loop, RandomGenerator chance, Executor completion) {
        this.lock = lock;
        this.listener = listener;
        this.again = again;
        this.loop = loop;
        this.chance = chance;
        this.completion = completion;
    }

    /** Begins a campaign unless the candidacy is closed. */
    void campaign() {
        changing.lock();
        try {
            if (!closed) {
                CompletableFuture<Held> begun = lock.async().acquire();
                campaign = begun;
                begun.whenComplete((held, failure) -> {
                    if (failure == null) {
                        won(new Leadership(held));
                    } else {
                        campaignLater();
                    }
                });
            }
        } finally {
            changing.unlock();
        }
    }

    private void campaignLater() {
        changing.lock();
        try {
            if (!closed) {
                loop.schedule(PAUSE.delayNanos(++failures, chance), this::campaign);
            }
        } catch (RejectedExecutionException e) {
            closed = true; // why: the loop has ended with the client
        } finally {
            changing.unlock();
        }
    }

    private void won(Leadership leadership) {
        changing.lock();
        try {
            failures = 0;
            campaign = null;
            if (closed) {
                leadership.resignAsync();
                return;
            }
            leading = leadership;
            tell(() -> listener.elected(leadership));
        } finally {
            changing.unlock();
        }
        leadership.onLost(loss -> ended(leadership, Optional.of(loss)));
    }

    /** Calls of the listener are in order, and one at a time. */
    private void tell(Runnable call) {
        told = told.thenRunAsync(() -> run(call), completion);
    }

    /** Why not thrown: the next call must follow all the same. */
    private static void run(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Reports the end of a leadership, unless it has been reported. */
    private void ended(Leadership leadership, Optional<LockLoss> cause) {
        changing.lock();
        try {
            if (leading != leadership) {
                return;
            }
            leading = null;
            closed |= !again;
            tell(() -> listener.ended(leadership.token(), cause));
        } finally {
            changing.unlock();
        }
        campaign();
    }

    /** Returns the leadership of this client; empty if it does not lead. */
    public Optional<Leadership> leadership() {
        changing.lock();
        try {
            return Optional.ofNullable(leading).filter(Leadership::isLeader);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Resigns if this client leads. A candidacy that campaigns again then waits behind all other candidates. The future completes like that
     * of {@link Leadership#resignAsync}; with {@link ReleaseOutcome#NOT_HELD} if the client does not lead.
     */
    public CompletableFuture<ReleaseOutcome> resign() {
        Leadership left;
        changing.lock();
        try {
            left = leading;
        } finally {
            changing.unlock();
        }
        if (left == null) {
            return CompletableFuture.completedFuture(ReleaseOutcome.NOT_HELD);
        }
        CompletableFuture<ReleaseOutcome> resigned = left.resignAsync();
        ended(left, Optional.empty());
        return resigned;
    }

    /** Ends the campaign, and resigns in the background if this client leads. Does not wait. Idempotent. */
    @Override
    public void close() {
        CompletableFuture<Held> begun;
        changing.lock();
        try {
            closed = true;
            begun = campaign;
        } finally {
            changing.unlock();
        }
        if (begun != null) {
            begun.cancel(false);
        }
        resign();
    }
}
