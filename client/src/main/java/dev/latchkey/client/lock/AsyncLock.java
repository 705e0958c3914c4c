package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The asynchronous {@link Lock}. Futures complete on the client's executor, never on the event loop. Completing the future of an
 * acquisition yourself, by {@code cancel}, {@code orTimeout} or otherwise, abandons the acquisition: in the background, the
 * client undoes what may have been acquired by then. The futures of {@link #holder}, {@link #status} and {@link #breakHold} end their operation
 * in the same way, as described at {@link dev.latchkey.client.clerk.AsyncClerk}. Completing or cancelling a future that is
 * derived from the returned one, by {@code thenApply} or {@code copy} for example, has no effect on the operation.
 *
 * <p>Thread-safe.
 */
public final class AsyncLock {

    private final LockContext terms;

    AsyncLock(LockContext terms) {
        this.terms = terms;
    }

    /** See {@link Lock#acquire}. */
    public CompletableFuture<Held> acquire() {
        return forCaller(begin(AcquireTimeout.FOR_EVER), Optional::orElseThrow);
    }

    /** See {@link Lock#tryAcquire()}. */
    public CompletableFuture<Optional<Held>> tryAcquire() {
        return forCaller(begin(AcquireTimeout.NONE), Function.identity());
    }

    /** See {@link Lock#tryAcquire(Duration)}. */
    public CompletableFuture<Optional<Held>> tryAcquire(Duration timeout) {
        return forCaller(begin(AcquireTimeout.of(timeout)), Function.identity());
    }

    /** See {@link Lock#holder}. */
    public CompletableFuture<Optional<Version>> holder() {
        return readHolder(LockHolder::token);
    }

    /** See {@link Lock#status}. */
    public CompletableFuture<Optional<LockHolder>> status() {
        return readHolder(Function.identity());
    }

    private <T> CompletableFuture<Optional<T>> readHolder(Function<LockHolder, T> part) {
        CompletableFuture<Optional<Versioned>> read = queryKey();
        return terms.forCaller(read.thenApply(found -> holderOf(found).map(part)), () -> read.cancel(false));
    }

    /** Reads the key of the lock. The future may complete on any thread. */
    CompletableFuture<Optional<Versioned>> queryKey() {
        return terms.client().reader().get(terms.key());
    }

    static Optional<LockHolder> holderOf(Optional<Versioned> key) {
        return key.flatMap(LockHolder::of);
    }

    /** See {@link Lock#breakHold}. */
    public CompletableFuture<PutOutcome> breakHold(Version token) {
        HoldBreak broken = beginBreak(token);
        return terms.forCaller(broken.result(), broken::abandon);
    }

    /** A future for the caller with the result of an acquisition. The caller abandons it by completing the future first. */
    private <T> CompletableFuture<T> forCaller(Acquisition acquisition, Function<Optional<Held>, T> form) {
        CompletableFuture<T> future = new CompletableFuture<>();
        acquisition
                .result()
                .whenComplete((held, failure) -> terms.onExecutor(() -> {
                    if (failure != null) {
                        future.completeExceptionally(failure);
                    } else if (future.isDone() || !future.complete(form.apply(held))) {
                        held.ifPresent(Held::discard); // why: the caller abandoned it after the lock was granted
                    }
                }));
        future.whenComplete((result, failure) -> {
            if (!acquisition.result().isDone()) {
                acquisition.giveUp();
            }
        });
        return future;
    }

    Acquisition begin(AcquireTimeout patience) {
        Acquisition acquisition = new Acquisition(terms.withFreshId(), patience);
        acquisition.start();
        return acquisition;
    }

    HoldBreak beginBreak(Version token) {
        return new HoldBreak(terms, token);
    }
}
