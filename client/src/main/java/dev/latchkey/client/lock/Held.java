package dev.latchkey.client.lock;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A lock that is ours until we release it. Give {@link #token} to whatever the lock protects; holding alone stops nobody who
 * was paused and acts late.
 *
 * <p>Safe for use by many threads; the hold belongs to this object and not to a thread.
 */
public final class Held implements AutoCloseable {

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private enum Stage {
        HELD,
        RELEASING,
        /** A release ended in doubt, and may be tried again. */
        IN_DOUBT,
        OVER
    }

    private final Terms terms;
    private final Version token;
    private final StoreId store;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.HELD);

    Held(Terms terms, Version token, StoreId store) {
        this.terms = terms;
        this.token = token;
        this.store = store;
    }

    /** The name of the lock. */
    public String name() {
        return terms.name();
    }

    /** The fencing token: the version of the lock's key. Greater than that of every earlier holder. */
    public Version token() {
        return token;
    }

    /**
     * Whether we have not begun to release it and the server still has the store that we acquired it in. It cannot tell that
     * somebody broke the hold; {@link #release} does.
     */
    public boolean isHeld() {
        return stage.get() == Stage.HELD && terms.clerk().storeId().equals(Optional.of(store));
    }

    /**
     * Frees the lock, and says whether it was ours till then. After MAYBE, or an exception, it may be tried again.
     *
     * @throws dev.latchkey.client.LatchkeyException if the release was certainly not done
     */
    @CheckReturnValue
    public ReleaseOutcome release() throws InterruptedException {
        return terms.clerk().await(releaseOnLoop());
    }

    /** {@link #release} for callers who do not wait. */
    public CompletableFuture<ReleaseOutcome> releaseAsync() {
        return terms.told(releaseOnLoop());
    }

    /** Begins to release it. The future completes on the loop. */
    CompletableFuture<ReleaseOutcome> releaseOnLoop() {
        boolean inDoubt = stage.compareAndSet(Stage.IN_DOUBT, Stage.RELEASING);
        if (!inDoubt && !stage.compareAndSet(Stage.HELD, Stage.RELEASING)) {
            return CompletableFuture.completedFuture(ReleaseOutcome.NOT_HELD);
        }
        Release release = new Release(terms, token, store, inDoubt);
        terms.onLoop(release::begin, release::fail);
        return release.result().whenComplete((outcome, failure) -> {
            if (failure != null) {
                stage.set(inDoubt ? Stage.IN_DOUBT : Stage.HELD);
            } else {
                stage.set(outcome == ReleaseOutcome.MAYBE ? Stage.IN_DOUBT : Stage.OVER);
            }
        });
    }

    /**
     * Releases the lock if nobody did. Waits at most 5 s and never throws: what could not be released by then is still being
     * tried, and who must know uses {@link #release}. A second call does nothing.
     */
    @Override
    public void close() {
        CompletableFuture<ReleaseOutcome> released = releaseOnLoop();
        if (terms.loop().isInside()) {
            return;
        }
        try {
            released.get(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // why: close never throws, and says in its contract that release is for those who must know
        }
    }

    @Override
    public String toString() {
        return "Held[" + terms.name() + ", token " + token + ", " + stage.get() + "]";
    }
}
