package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.sequence.FutureResult;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A distributed lock, stored in the key {@code lock/<name>}. The lock is free while the key is absent or empty, and held while
 * the key contains the id of an acquisition. The version of the key is the <em>fencing token</em>: each holder has a greater
 * token than every earlier holder.
 *
 * <p><b>A lock does not stop a paused holder.</b> A holder that was paused (by garbage collection, its machine or a debugger)
 * may act late, after other clients have taken the lock. Pass the token to whatever the lock protects, and let that reject any
 * token lower than the highest it has seen.
 *
 * <p><b>A lock whose holder dies stays held.</b> This version has no sessions, so the death is not detected. An operator frees
 * the lock with {@code latchkey lock --break NAME --token T}, or a program with {@link #breakHold}; both do nothing if another
 * token holds the lock by then. A release writes an empty value and never deletes the key, because a delayed retry of a create
 * could otherwise take the lock for a client that no longer exists.
 *
 * <p><b>Tokens start over in a different store</b>, such as that of an in-memory server that was restarted. A token read before
 * the restart may then be the token of a new holder, whose hold {@link #breakHold} would break; and a resource that remembers a
 * greater token rejects the new holders until it is reset.
 *
 * <p><b>The lock is not fair.</b> Waiting clients poll at random intervals of at most 250 ms, and whichever polls first after a
 * release acquires the lock, whether it has waited long or not. No client is preferred for long, because the intervals have the same
 * bound for all: among a thousand waiters none starves, but some wait for about ten times as many grants as there are waiters. Use a
 * queue if you need first in, first out.
 *
 * <p>The lock is not reentrant, and is owned by the {@link Held} object rather than by a thread. It deliberately does not
 * implement {@code java.util.concurrent.locks.Lock}, whose {@code unlock} cannot report that the lock was lost. Thread-safe.
 *
 * <p>Based on M. Burrows, The Chubby lock service, OSDI 2006 (sequencers), and on the lock of MIT 6.5840's kvsrv lab (a unique
 * id per acquisition, by which a client recognises its own write when the outcome is unknown).
 */
public final class Lock {

    /** The maximum length of a lock's name, in bytes of UTF-8. */
    public static final int NAME_BYTES_MAX = Key.LENGTH_MAX - 5;

    /** A little more than an acquisition takes to undo its effects. */
    private static final Duration UNDO_WAIT_MAX = Acquisition.UNDO_MAX.plusMillis(500);

    private final LockContext terms;
    private final AsyncLock async;

    /** @param reader the Clerk that reads the holder and breaks holds */
    Lock(AsyncClerk reader, LockContext terms) {
        this.terms = terms;
        this.async = new AsyncLock(reader, terms);
    }

    /** Returns the asynchronous form of this lock. */
    public AsyncLock async() {
        return async;
    }

    /** Returns the name of the lock, without the prefix of its key. */
    public String name() {
        return terms.name();
    }

    /**
     * Acquires the lock, waiting as long as another client holds it.
     *
     * @throws InterruptedException if the thread is interrupted. Before it is thrown, the client undoes what may have been
     *     acquired by then, which takes at most about 5 s, even if the thread is interrupted again; if the server cannot be
     *     reached in that time, the lock may stay held
     * @throws LatchkeyException if the server cannot be reached within the Clerk's deadline, or refuses the request
     */
    @CheckReturnValue
    public Held acquire() throws InterruptedException {
        return await(AcquireTimeout.FOR_EVER)
                .orElseThrow(() -> new IllegalStateException("the lock was neither acquired nor given up"));
    }

    /** Acquires the lock if it is free; empty if another client holds it. Throws like {@link #acquire}. */
    @CheckReturnValue
    public Optional<Held> tryAcquire() throws InterruptedException {
        return await(AcquireTimeout.NONE);
    }

    /**
     * Acquires the lock, waiting up to {@code timeout}; empty if another client held it until then. Throws like {@link
     * #acquire}.
     *
     * @param timeout how long to wait; 0 or less does not wait, and more than 365 days counts as 365 days
     */
    @CheckReturnValue
    public Optional<Held> tryAcquire(Duration timeout) throws InterruptedException {
        return await(AcquireTimeout.of(timeout));
    }

    /**
     * Reads the fencing token of the current holder; empty if the lock is free. Throws like {@link
     * dev.latchkey.client.clerk.Clerk#get}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public Optional<Version> holder() throws InterruptedException {
        HolderQuery query = async.queryHolder();
        return await(query.result(), query::abandon);
    }

    /**
     * Frees the lock if it is still held with {@code token}, regardless of who holds it: for operators who know that the holder
     * is gone. Returns {@link PutOutcome.ErrVersion} if the lock is held with another token, {@link PutOutcome.ErrNoKey} if it
     * is not held. The token must come from the store that the server has now; in a different store it may be a new holder's.
     *
     * @throws LatchkeyException if the hold was definitely not broken
     * @throws InterruptedException if the thread is interrupted; the hold may or may not have been broken
     */
    @CheckReturnValue
    public PutOutcome breakHold(Version token) throws InterruptedException {
        HoldBreak broken = async.beginBreak(token);
        return await(broken.result(), broken::abandon);
    }

    private <T> T await(CompletableFuture<T> result, Runnable whenInterrupted) throws InterruptedException {
        try {
            return terms.clerk().await(result);
        } catch (InterruptedException e) {
            whenInterrupted.run();
            throw e;
        }
    }

    private Optional<Held> await(AcquireTimeout patience) throws InterruptedException {
        Acquisition acquisition = async.begin(patience);
        try {
            return terms.clerk().await(acquisition.result());
        } catch (InterruptedException e) {
            acquisition.giveUp();
            awaitUndone(acquisition);
            throw e;
        }
    }

    /** Waits until an abandoned acquisition has been undone, which takes a bounded time, even if interrupted again. */
    private static void awaitUndone(Acquisition acquisition) {
        CompletableFuture<Optional<Held>> result = acquisition.result();
        boolean ended = FutureResult.awaitUninterruptibly(result, UNDO_WAIT_MAX);
        // why a failure is not reported: the caller gets the InterruptedException
        if (ended && !result.isCompletedExceptionally()) {
            result.join().ifPresent(Held::close);
        }
    }
}
