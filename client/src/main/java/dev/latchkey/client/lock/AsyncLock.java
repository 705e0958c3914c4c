package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The asynchronous {@link Lock}. Futures complete on the client's executor, never on the event loop. Completing the future of an
 * acquisition yourself, by {@code cancel}, {@code orTimeout} or otherwise, abandons the acquisition: in the background, the
 * client undoes what may have been acquired by then.
 *
 * <p>Thread-safe.
 */
public final class AsyncLock {

    private static final int ID_BYTES = 16;

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
        return terms.forCaller(holderOnLoop());
    }

    /** See {@link Lock#breakHold}. */
    public CompletableFuture<PutOutcome> breakHold(Version token) {
        return terms.forCaller(breakHoldOnLoop(token));
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
                        held.ifPresent(Held::releaseAsync); // why: the caller abandoned it after the lock was granted
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
        byte[] id = new byte[ID_BYTES];
        terms.chance().nextBytes(id);
        Acquisition acquisition =
                new Acquisition(terms.withId(Value.of(HexFormat.of().formatHex(id))), patience);
        acquisition.start();
        return acquisition;
    }

    CompletableFuture<Optional<Version>> holderOnLoop() {
        return terms.clerk().get(terms.key()).thenApply(found -> found.filter(AsyncLock::isTaken)
                .map(Versioned::version));
    }

    CompletableFuture<PutOutcome> breakHoldOnLoop(Version token) {
        return terms.clerk().get(terms.key()).thenCompose(found -> {
            if (found.isEmpty() || !isTaken(found.get())) {
                return CompletableFuture.completedFuture(new PutOutcome.ErrNoKey());
            }
            return terms.putIn(terms.clerk().storeId().orElseThrow(), Value.EMPTY, token);
        });
    }

    private static boolean isTaken(Versioned lock) {
        return lock.value().length() > 0;
    }
}
