package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

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
 * <p>The lock is not reentrant, and is owned by the {@link Held} object rather than by a thread. It deliberately does not
 * implement {@code java.util.concurrent.locks.Lock}, whose {@code unlock} cannot report that the lock was lost. Thread-safe.
 *
 * <p>Based on M. Burrows, The Chubby lock service, OSDI 2006 (sequencers), and on the lock of MIT 6.5840's kvsrv lab (a unique
 * id per acquisition, by which a client recognises its own write when the outcome is unknown).
 */
public final class Lock {

    private static final String KEY_PREFIX = "lock/";

    /** The maximum length of a lock's name, in bytes of UTF-8. */
    public static final int NAME_BYTES_MAX = Key.LENGTH_MAX - 5;

    private final LockContext terms;
    private final AsyncLock async;

    /**
     * Creates a handle to the lock {@code name}. Applications call {@link dev.latchkey.client.Latchkey#lock} instead.
     *
     * @param clerk the Clerk to use; its futures may complete on any thread
     * @param loop the event loop on which the lock runs
     * @param chance the source of ids and delays; must be strong enough that no two acquisitions draw the same id
     * @param completion the executor on which the futures of {@link #async} complete
     * @throws IllegalArgumentException if the name is empty or longer than {@value #NAME_BYTES_MAX} bytes
     */
    public Lock(String name, AsyncClerk clerk, Loop loop, RandomGenerator chance, Executor completion) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("lock name is empty: a name has 1 to " + NAME_BYTES_MAX + " bytes");
        }
        this.terms = new LockContext(name, Key.of(KEY_PREFIX + name), Value.EMPTY, clerk, loop, chance, completion);
        this.async = new AsyncLock(terms);
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
     *     acquired by then, which takes at most about 5 s; if the server cannot be reached in that time, the lock may stay held
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
     */
    public Optional<Version> holder() throws InterruptedException {
        return terms.clerk().await(async.holderOnLoop());
    }

    /**
     * Frees the lock if it is still held with {@code token}, regardless of who holds it: for operators who know that the holder
     * is gone. Returns {@link PutOutcome.ErrVersion} if the lock is held with another token, {@link PutOutcome.ErrNoKey} if it
     * is not held. The token must come from the store that the server has now; in a different store it may be a new holder's.
     *
     * @throws LatchkeyException if the hold was definitely not broken
     */
    @CheckReturnValue
    public PutOutcome breakHold(Version token) throws InterruptedException {
        return terms.clerk().await(async.breakHoldOnLoop(token));
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

    /** Waits until an abandoned acquisition has been undone, which takes a bounded time. */
    private static void awaitUndone(Acquisition acquisition) {
        try {
            acquisition.result().join().ifPresent(Held::close);
        } catch (CompletionException e) {
            // why: the caller gets the InterruptedException; there is no better place to report that undoing failed too
        }
    }
}
