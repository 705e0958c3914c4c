package dev.latchkey.client.lock;

import dev.latchkey.client.sequence.FutureResult;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock that this client holds until it releases it. Pass {@link #token} to whatever the lock protects: the lock alone does not
 * stop an earlier holder that was paused and acts late.
 *
 * <p>Thread-safe. The hold belongs to this object, not to a thread.
 */
public final class Held implements AutoCloseable {

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private enum Stage {
        HELD,
        RELEASING,
        /** The outcome of a release is unknown; it may be retried. */
        AMBIGUOUS,
        OVER
    }

    private final LockContext terms;
    private final Version token;
    private final StoreId store;
    private final ReentrantLock beginning = new ReentrantLock();
    private volatile Stage stage = Stage.HELD;

    /** The latest release; callers that request a release while it is in progress share its result. */
    private @Nullable CompletableFuture<ReleaseOutcome> underWay;

    Held(LockContext terms, Version token, StoreId store) {
        this.terms = terms;
        this.token = token;
        this.store = store;
        terms.open().add(terms.key(), this);
    }

    /** Returns the name of the lock. */
    public String name() {
        return terms.name();
    }

    /** Returns the fencing token: the version of the lock's key. It is greater than the token of every earlier holder. */
    public Version token() {
        return token;
    }

    /**
     * Whether no release has begun and the server still has the store in which the lock was acquired. This does not contact the
     * server, so it does not detect a hold that was broken; {@link #release} does.
     */
    public boolean isHeld() {
        return stage == Stage.HELD && terms.clerk().storeId().equals(Optional.of(store));
    }

    /**
     * Releases the lock and reports whether this client held it until then. After {@link ReleaseOutcome#MAYBE} or an exception,
     * you may call it again. A call while a release is in progress does not start another one and returns the same result.
     *
     * <p>An interrupt does not prevent the release. In an interrupted thread, this method waits for the result for at most 5 s and
     * then returns {@link ReleaseOutcome#MAYBE}, while the release continues; the interrupt status stays set.
     *
     * @throws dev.latchkey.client.clerk.LatchkeyException if the lock was definitely not released
     */
    @CheckReturnValue
    public ReleaseOutcome release() {
        CompletableFuture<ReleaseOutcome> released = releaseOnLoop();
        try {
            return terms.clerk().await(released);
        } catch (InterruptedException e) {
            boolean ended = FutureResult.awaitUninterruptibly(released, CLOSE_MAX);
            Thread.currentThread().interrupt();
            return ended ? FutureResult.resultOf(released) : ReleaseOutcome.MAYBE;
        }
    }

    /** The asynchronous form of {@link #release}. Completing the future yourself does not end the release. */
    public CompletableFuture<ReleaseOutcome> releaseAsync() {
        return terms.forCaller(releaseOnLoop(), () -> {});
    }

    /** Begins a release, or joins the one in progress. The future completes on the loop. */
    CompletableFuture<ReleaseOutcome> releaseOnLoop() {
        return releaseWithin(Release.TRYING_MAX);
    }

    /** {@link #releaseOnLoop} that stops after {@code tryingMax}. */
    CompletableFuture<ReleaseOutcome> releaseWithin(Duration tryingMax) {
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
            begun = new Release(terms, token, store, before == Stage.AMBIGUOUS, tryingMax);
            ended = begun.result().whenComplete((outcome, failure) -> advanceTo(after(outcome, failure, before)));
            underWay = ended;
        } finally {
            beginning.unlock();
        }
        terms.onLoop(begun::begin, begun::fail);
        return ended;
    }

    private void advanceTo(Stage next) {
        stage = next;
        if (next == Stage.OVER) {
            terms.open().remove(terms.key(), this);
        }
    }

    private static Stage after(@Nullable ReleaseOutcome outcome, @Nullable Throwable failure, Stage before) {
        if (failure != null) {
            return before;
        }
        return outcome == ReleaseOutcome.MAYBE ? Stage.AMBIGUOUS : Stage.OVER;
    }

    /**
     * Releases the lock unless it was already released, or waits for the release in progress. Blocks for at most 5 s, even if the
     * thread is interrupted before or meanwhile, and never throws; the interrupt status stays set. A release that has not
     * completed by then continues in the background, but is not retried after 30 s or once the client is closed; the lock may
     * then stay held. Use {@link #release} if you need to know the outcome. Idempotent.
     */
    @Override
    public void close() {
        CompletableFuture<ReleaseOutcome> released = releaseOnLoop();
        if (terms.loop().isInside()) {
            return;
        }
        // why no look at the outcome: close never throws, and its contract refers callers that need the outcome to
        // release
        FutureResult.awaitUninterruptibly(released, CLOSE_MAX);
    }

    @Override
    public String toString() {
        return "Held[" + terms.name() + ", token " + token + ", " + stage + "]";
    }
}
