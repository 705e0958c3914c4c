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
 * The {@link Lock} for callers who do not wait. Futures complete on the client's executor, never on a network thread.
 * Ending the future of an acquisition, by cancelling it or by {@code orTimeout} or otherwise, gives up, and takes back in the
 * background what may have been acquired by then.
 *
 * <p>Safe for use by many threads.
 */
public final class AsyncLock {

    private static final int ID_BYTES = 16;

    private final Terms terms;

    AsyncLock(Terms terms) {
        this.terms = terms;
    }

    /** See {@link Lock#acquire}. */
    public CompletableFuture<Held> acquire() {
        return given(begin(Patience.FOR_EVER), Optional::orElseThrow);
    }

    /** See {@link Lock#tryAcquire()}. */
    public CompletableFuture<Optional<Held>> tryAcquire() {
        return given(begin(Patience.NONE), Function.identity());
    }

    /** See {@link Lock#tryAcquire(Duration)}. */
    public CompletableFuture<Optional<Held>> tryAcquire(Duration timeout) {
        return given(begin(Patience.of(timeout)), Function.identity());
    }

    /** See {@link Lock#holder}. */
    public CompletableFuture<Optional<Version>> holder() {
        return terms.told(holderOnLoop());
    }

    /** See {@link Lock#breakHold}. */
    public CompletableFuture<PutOutcome> breakHold(Version token) {
        return terms.told(breakHoldOnLoop(token));
    }

    /** The result of an acquisition as a future of the caller's own, which he may end before it. */
    private <T> CompletableFuture<T> given(Acquisition acquisition, Function<Optional<Held>, T> form) {
        CompletableFuture<T> given = new CompletableFuture<>();
        acquisition
                .result()
                .whenComplete((held, failure) -> terms.tell(() -> {
                    if (failure != null) {
                        given.completeExceptionally(failure);
                    } else if (given.isDone() || !given.complete(form.apply(held))) {
                        held.ifPresent(Held::releaseAsync); // why: the caller ended it after it had been granted
                    }
                }));
        given.whenComplete((result, failure) -> {
            if (!acquisition.result().isDone()) {
                acquisition.giveUp();
            }
        });
        return given;
    }

    Acquisition begin(Patience patience) {
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
