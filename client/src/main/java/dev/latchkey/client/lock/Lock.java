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
 * A lock that many programs share: the key {@code lock/<name>}, free while it is absent or empty, held while it holds the id of
 * an acquisition. Its version is the <em>fencing token</em>: every later holder has a greater one.
 *
 * <p><b>What a lock cannot do.</b> It cannot stop a holder that was paused (by its garbage collector, its machine, its
 * debugger) from acting late, when others believe it gone. So give the token to whatever the lock protects, and let that refuse
 * a token less than the greatest it has seen.
 *
 * <p><b>A holder that dies keeps the lock.</b> This version has no sessions, so nobody notices its death. An operator frees the
 * lock with {@code latchkey lock --break NAME --token T}, which does nothing if somebody else holds it by then; or a program
 * does, with {@link #breakHold}. (A server that keeps its data in memory begins its tokens again after a restart, so a token from
 * before may be that of a new holder.) For the same reason a release writes an empty value and never deletes the key: a late copy of
 * a create could otherwise take the lock again for somebody who has gone.
 *
 * <p><b>Tokens begin again in another store</b>, such as that of a memory server that was restarted. A token read before may
 * then be that of a new holder, whom {@link #breakHold} would hit; and a resource that remembers a greater one refuses the
 * new holders until it is told to forget.
 *
 * <p>Not reentrant, owned by the {@link Held} and not by a thread. Deliberately no {@code java.util.concurrent.locks.Lock},
 * whose {@code unlock} cannot say that the lock was lost. Safe for use by many threads.
 *
 * <p>After M. Burrows, The Chubby lock service, OSDI 2006 (sequencers), and the lock of MIT 6.5840's kvsrv lab (a fresh id, to
 * recognise one's own write when nobody knows whether it happened).
 */
public final class Lock {

    private static final String KEY_PREFIX = "lock/";

    /** The longest name of a lock, in bytes of UTF-8. */
    public static final int NAME_BYTES_MAX = Key.LENGTH_MAX - 5;

    private final Terms terms;
    private final AsyncLock async;

    /**
     * A handle to the lock of that name.
     *
     * @param clerk its futures may complete anywhere
     * @param loop where the lock's own steps run
     * @param chance where ids and delays are drawn from; a strong source, so that no two acquisitions share an id
     * @param completion where the futures of {@link #async} complete
     */
    public Lock(String name, AsyncClerk clerk, Loop loop, RandomGenerator chance, Executor completion) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the lock has no name: a name has 1 to " + NAME_BYTES_MAX + " bytes");
        }
        this.terms = new Terms(name, Key.of(KEY_PREFIX + name), Value.EMPTY, clerk, loop, chance, completion);
        this.async = new AsyncLock(terms);
    }

    /** The same lock for callers who do not wait. */
    public AsyncLock async() {
        return async;
    }

    /** The name, without the prefix of its key. */
    public String name() {
        return terms.name();
    }

    /**
     * Waits until the lock is ours. An interrupt ends the waiting, and takes back what may have been acquired by then.
     *
     * @throws LatchkeyException if the server cannot be reached within the Clerk's deadline, or refuses
     */
    @CheckReturnValue
    public Held acquire() throws InterruptedException {
        return await(Patience.FOR_EVER)
                .orElseThrow(() -> new IllegalStateException("the lock was neither acquired nor given up"));
    }

    /** Acquires the lock if it is free: empty if somebody holds it. Throws like {@link #acquire}. */
    @CheckReturnValue
    public Optional<Held> tryAcquire() throws InterruptedException {
        return await(Patience.NONE);
    }

    /** Waits so long for the lock: empty if somebody held it all the time. Throws like {@link #acquire}. */
    @CheckReturnValue
    public Optional<Held> tryAcquire(Duration timeout) throws InterruptedException {
        return await(Patience.of(timeout));
    }

    /** The token of whoever holds the lock at this moment; empty if nobody does. Throws like a Clerk's get. */
    public Optional<Version> holder() throws InterruptedException {
        return terms.clerk().await(async.holderOnLoop());
    }

    /**
     * Frees the lock if {@code token} still holds it, whoever that is: for operators who know that the holder is gone. {@link
     * PutOutcome.ErrVersion} says that another token holds it, {@link PutOutcome.ErrNoKey} that nobody does. The token must be
     * of the store that the server has now: in another it may be a new holder's.
     *
     * @throws LatchkeyException if it was certainly not done
     */
    @CheckReturnValue
    public PutOutcome breakHold(Version token) throws InterruptedException {
        return terms.clerk().await(async.breakHoldOnLoop(token));
    }

    private Optional<Held> await(Patience patience) throws InterruptedException {
        Acquisition acquisition = async.begin(patience);
        try {
            return terms.clerk().await(acquisition.result());
        } catch (InterruptedException e) {
            acquisition.giveUp();
            awaitUndone(acquisition);
            throw e;
        }
    }

    /** Waits until what may have been acquired is taken back, which takes a bounded time. */
    private static void awaitUndone(Acquisition acquisition) {
        try {
            acquisition.result().join().ifPresent(Held::close);
        } catch (CompletionException e) {
            // why: the interrupt is what the caller hears of; there is no better place to say that undoing failed too
        }
    }
}
