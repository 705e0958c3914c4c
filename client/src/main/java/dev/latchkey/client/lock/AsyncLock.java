package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.holder.LockWaiter;
import dev.latchkey.client.lock.waiting.AcquireTimeout;
import dev.latchkey.client.lock.waiting.Attempt;
import dev.latchkey.client.lock.waiting.KeyObserver;
import dev.latchkey.client.lock.waiting.QueueStatus;
import dev.latchkey.client.lock.waiting.Ticket;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The asynchronous {@link Lock}. Futures complete on the client's executor, never on the event loop. Completing the future of an
 * acquisition yourself, by {@code cancel}, {@code orTimeout} or otherwise, abandons the acquisition: in the background, the
 * client undoes what may have been acquired by then. The futures of the other methods end their operation
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
        CompletableFuture<List<LockHolder>> read = queryHolders();
        return terms.forCaller(
                read.thenApply(found -> found.stream().findFirst().map(part)), () -> read.cancel(false));
    }

    /** See {@link Lock#holders}. */
    public CompletableFuture<List<LockHolder>> holders() {
        CompletableFuture<List<LockHolder>> read = queryHolders();
        return terms.forCaller(read, () -> read.cancel(false));
    }

    /** See {@link Lock#waiters}. */
    public CompletableFuture<List<LockWaiter>> waiters() {
        CompletableFuture<List<LockWaiter>> read = queryWaiters();
        return terms.forCaller(read, () -> read.cancel(false));
    }

    /**
     * Calls {@code listener} with the holder of the lock, empty if it is free, and again whenever that has changed. Holders that follow each
     * other quickly may be skipped; the newest is told. While no server can be reached, nothing is told. The listener is called on the
     * client's executor, by one thread at a time. For a lock with several holders, use {@link #holders} instead.
     *
     * @return ends the observation when it is run
     * @throws IllegalStateException if the lock is a semaphore or a side of a reader/writer lock
     */
    public Runnable observe(Consumer<Optional<LockHolder>> listener) {
        if (terms.kind().isHeldByTicket()) {
            throw new IllegalStateException("a lock with several holders cannot be observed");
        }
        ClientOfLocks client = terms.client();
        KeyObserver observer = KeyObserver.start(
                client.loop(),
                client.reader(),
                terms.key(),
                client.watches(),
                client.completion(),
                key -> listener.accept(key.flatMap(LockHolder::of)));
        return observer::close;
    }

    /** Reads who holds the lock. The future may complete on any thread. */
    CompletableFuture<List<LockHolder>> queryHolders() {
        return terms.kind().isHeldByTicket()
                ? queryQueue().thenApply(tickets -> QueueStatus.of(tickets).holders())
                : cancelling(terms.client().reader().get(terms.key()), AsyncLock::holdersOf);
    }

    /** Maps the result of a read, which ends when the mapped future is cancelled. */
    private static <T, R> CompletableFuture<R> cancelling(CompletableFuture<T> read, Function<T, R> next) {
        CompletableFuture<R> result = read.thenApply(next);
        result.whenComplete((value, failure) -> read.cancel(false));
        return result;
    }

    private static List<LockHolder> holdersOf(Optional<Versioned> key) {
        return key.flatMap(LockHolder::of).map(List::of).orElse(List.of());
    }

    /** Reads who waits in the queue of the lock. The future may complete on any thread. */
    CompletableFuture<List<LockWaiter>> queryWaiters() {
        return queryQueue()
                .thenApply(tickets -> terms.kind().isHeldByTicket()
                        ? QueueStatus.of(tickets).waiters()
                        : QueueStatus.ofWaiters(tickets).waiters());
    }

    private CompletableFuture<List<Ticket>> queryQueue() {
        return terms.withQueue().queue(terms.client().reader()).read();
    }

    /** See {@link Lock#breakHold}. */
    public CompletableFuture<PutOutcome> breakHold(Version token) {
        HoldBreak broken = beginBreak(token);
        return terms.forCaller(broken.result(), broken::abandon);
    }

    /** A future for the caller with the result of an acquisition. The caller abandons it by completing the future first. */
    private <T> CompletableFuture<T> forCaller(Attempt<Held> acquisition, Function<Optional<Held>, T> form) {
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

    Attempt<Held> begin(AcquireTimeout patience) {
        Attempt<Held> acquisition = terms.kind().hasQueue()
                ? new QueuedAcquisition(terms, patience)
                : new Acquisition(terms.withFreshId(), patience);
        acquisition.start();
        return acquisition;
    }

    HoldBreak beginBreak(Version token) {
        return new HoldBreak(terms, token);
    }
}
