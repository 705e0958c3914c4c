package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.client.lock.loss.LockLostException;
import dev.latchkey.client.lock.loss.LossListeners;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock that this client holds until it releases it or loses it.
 *
 * <p><b>A lock service cannot stop a paused holder.</b> A holder that was suspended after {@link #isHeld} returned true may act after
 * another client has acquired the lock. What stops it is a check at the resource: give each write to the store the {@link #guard}, and
 * pass the {@link #token} to any other resource, which must refuse a token less than the greatest it has seen.
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
    private final Claim claim;
    private final Version version;
    private final long grantedAt;
    private final StoreId store;
    private final LossListeners losses;
    private final HoldWatch watch;
    private final ReentrantLock beginning = new ReentrantLock();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Stage stage = Stage.HELD;
    private volatile Version token;
    private volatile Duration heldAtLeast = Duration.ZERO;

    /** The latest release; callers that request a release while it is in progress share its result. */
    private @Nullable CompletableFuture<ReleaseOutcome> underWay;

    /** Called on the loop. */
    Held(LockContext terms, Claim claim, Version version, StoreId store) {
        this.terms = terms;
        this.claim = claim;
        this.version = version;
        this.token = version;
        this.grantedAt = terms.loop().nanos();
        this.store = store;
        this.losses = new LossListeners(terms.client().completion());
        this.watch = new HoldWatch(terms, this);
        terms.open().add(terms.key(), this);
        terms.session().enter();
        claim.add(this);
        if (terms.options().inSession()) {
            watch.start();
        }
    }

    /** Returns the name of the lock. */
    public String name() {
        return terms.name();
    }

    /** It is granted to the caller: from now on it stays held for the minimum time of the handle. */
    Held granted() {
        heldAtLeast = terms.options().heldAtLeast();
        return this;
    }

    /** It is granted to the caller, with another fencing token than the version of its key. */
    Held granted(Version fencingToken) {
        token = fencingToken;
        return granted();
    }

    /** The version of the key that was written to acquire the lock. */
    Version version() {
        return version;
    }

    /** Returns the fencing token, which is greater than that of every earlier holder. For a lock, it is the version of its key. */
    public Version token() {
        return token;
    }

    /**
     * Returns a guard for writes to the store: a write with it takes effect only while the lock is held with this token. See {@link
     * dev.latchkey.client.clerk.Clerk#put(Key, dev.latchkey.core.Value, Version, Guard)}.
     */
    public Guard guard() {
        return new Guard(terms.key(), version);
    }

    /**
     * Whether the lock is held: no release has begun, no loss is known, and the session of the lock certainly exists. The latter is
     * certain for 90 % of the time to live after the last answered OPEN or KEEP was <em>sent</em>, by the monotonic clock and by the
     * wall clock, whichever ends first. After a pause of this process or its machine, the result is therefore correct immediately.
     *
     * <p>This method does not contact the server. A lock that was broken by an operator is noticed within a second. For a lock without
     * a session, see {@link Lock#withoutSession}.
     */
    public boolean isHeld() {
        return stage == Stage.HELD && lossNow().isEmpty();
    }

    /** The loss, including one that follows from the clocks and has not been reported yet. */
    Optional<LockLoss> lossNow() {
        Optional<LockLoss> known = losses.loss();
        if (known.isPresent()) {
            return known;
        }
        if (!terms.clerk().storeId().equals(Optional.of(store))) {
            return Optional.of(LockLoss.STORE_CHANGED);
        }
        return claim.isAlive() ? Optional.empty() : Optional.of(LockLoss.UNREACHABLE);
    }

    /**
     * Returns if {@link #isHeld}.
     *
     * @throws LockLostException if the lock was lost; it carries the cause
     * @throws IllegalStateException if a release has begun
     */
    public void check() {
        if (stage != Stage.HELD) {
            throw new IllegalStateException("lock '" + terms.name() + "' was released: token " + token);
        }
        Optional<LockLoss> loss = lossNow();
        if (loss.isPresent()) {
            throw new LockLostException(terms.name(), token, loss.get());
        }
    }

    /**
     * Calls {@code listener} if the lock is lost: exactly once, also if the lock has been lost already, and never once the lock was
     * released. The listener is called on the client's executor, never on the event loop, and may block.
     */
    public void onLost(Consumer<LockLoss> listener) {
        losses.add(listener);
        terms.onLoop(watch::start, ended -> {});
    }

    /** The lock is lost, unless it was released. Called on the loop. */
    void lose(LockLoss why) {
        if (stage != Stage.OVER && losses.tell(why)) {
            end();
        }
    }

    /** Whether a release has begun and has not failed. */
    boolean isReleasing() {
        return stage != Stage.HELD;
    }

    Claim claim() {
        return claim;
    }

    /** The key that was written to acquire the lock. */
    Key key() {
        return terms.key();
    }

    /** The store in which the lock is held. */
    StoreId store() {
        return store;
    }

    private void end() {
        watch.stop();
        if (ended.compareAndSet(false, true)) {
            terms.open().remove(terms.key(), this);
            terms.onLoop(this::leave, failure -> {});
        }
    }

    private void leave() {
        claim.remove(this);
        terms.session().leave();
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
            if (stage == Stage.OVER || (stage == Stage.HELD && losses.loss().isPresent())) {
                return CompletableFuture.completedFuture(ReleaseOutcome.NOT_HELD);
            }
            if (stage == Stage.RELEASING && underWay != null) {
                return underWay;
            }
            Stage before = stage;
            stage = Stage.RELEASING;
            begun = new Release(terms, claim, version, store, before == Stage.AMBIGUOUS, tryingMax, later());
            ended = begun.result().whenComplete((outcome, failure) -> advanceTo(after(outcome, failure, before)));
            underWay = ended;
        } finally {
            beginning.unlock();
        }
        terms.onLoop(begun::begin, begun::fail);
        return ended;
    }

    /** Frees the lock when it was held for its minimum time; null if it was. */
    private @Nullable Supplier<CompletableFuture<ReleaseOutcome>> later() {
        long left = heldAtLeast.toNanos() - (terms.loop().nanos() - grantedAt);
        if (heldAtLeast.isZero() || left <= 0) {
            return null;
        }
        Duration rest = Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        return () -> claim.freeAfter(this, rest);
    }

    private void advanceTo(Stage next) {
        stage = next;
        if (next == Stage.OVER) {
            end();
        }
    }

    private static Stage after(@Nullable ReleaseOutcome outcome, @Nullable Throwable failure, Stage before) {
        if (failure != null) {
            return before;
        }
        return outcome == ReleaseOutcome.MAYBE ? Stage.AMBIGUOUS : Stage.OVER;
    }

    /**
     * {@link #releaseWithin}; if the outcome is not known, the session is closed as soon as it has no other holds, and the server frees
     * the lock with it.
     */
    CompletableFuture<ReleaseOutcome> discardWithin(Duration tryingMax) {
        CompletableFuture<ReleaseOutcome> released = releaseWithin(tryingMax);
        released.whenComplete((outcome, failure) -> {
            if (failure != null || outcome == ReleaseOutcome.MAYBE) {
                terms.onLoop(this::abandon, ended -> {});
            }
        });
        return released;
    }

    /** Begins a release that nobody will repeat, of a hold that nobody has used. Any thread may call this. */
    void discard() {
        heldAtLeast = Duration.ZERO;
        discardWithin(Release.TRYING_MAX);
    }

    private void abandon() {
        end();
        claim.discard();
    }

    /**
     * Releases the lock unless it was already released, or waits for the release in progress. Blocks for at most 5 s, even if the
     * thread is interrupted before or meanwhile, and never throws; the interrupt status stays set. A release that has not
     * completed by then continues in the background for at most 30 s. If it has not succeeded by then, or the client is closed, the
     * session of the lock is not kept any longer, and the server frees the lock when the session expires. Use {@link #release} if you need to know the outcome. Idempotent.
     */
    @Override
    public void close() {
        CompletableFuture<ReleaseOutcome> released = discardWithin(Release.TRYING_MAX);
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
