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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
    private final ReentrantLock beginning = new ReentrantLock();
    private volatile Stage stage = Stage.HELD;

    /** The release that was begun last, of which all learn who ask for one before it ends. */
    private @Nullable CompletableFuture<ReleaseOutcome> underWay;

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
        return stage == Stage.HELD && terms.clerk().storeId().equals(Optional.of(store));
    }

    /**
     * Frees the lock, and says whether it was ours till then. After MAYBE, or an exception, it may be tried again. While a
     * release is under way, another call begins none, and ends as that one does.
     *
     * @throws dev.latchkey.client.clerk.LatchkeyException if the release was certainly not done
     */
    @CheckReturnValue
    public ReleaseOutcome release() throws InterruptedException {
        return terms.clerk().await(releaseOnLoop());
    }

    /** {@link #release} for callers who do not wait. */
    public CompletableFuture<ReleaseOutcome> releaseAsync() {
        return terms.told(releaseOnLoop());
    }

    /** Begins to release it, or joins the release under way. The future completes on the loop. */
    CompletableFuture<ReleaseOutcome> releaseOnLoop() {
        Release begun;
        CompletableFuture<ReleaseOutcome> ended;
        beginning.lock();
        try {
            if (stage == Stage.OVER) {
                return CompletableFuture.completedFuture(ReleaseOutcome.NOT_HELD);
            }
            if (stage == Stage.RELEASING && underWay != null) {
                return underWay;
            }
            Stage before = stage;
            stage = Stage.RELEASING;
            begun = new Release(terms, token, store, before == Stage.IN_DOUBT);
            ended = begun.result().whenComplete((outcome, failure) -> stage = after(outcome, failure, before));
            underWay = ended;
        } finally {
            beginning.unlock();
        }
        terms.onLoop(begun::begin, begun::fail);
        return ended;
    }

    private static Stage after(@Nullable ReleaseOutcome outcome, @Nullable Throwable failure, Stage before) {
        if (failure != null) {
            return before;
        }
        return outcome == ReleaseOutcome.MAYBE ? Stage.IN_DOUBT : Stage.OVER;
    }

    /**
     * Releases the lock if nobody did, or waits for the release under way. Waits at most 5 s and never throws: what could not
     * be released by then is still being tried in the background, with no new try after 30 s and none once the client is
     * closed; then the lock may stay held. Who must know uses {@link #release}. A call after the release does nothing.
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
        return "Held[" + terms.name() + ", token " + token + ", " + stage + "]";
    }
}
