package dev.latchkey.client.lock;

import dev.latchkey.client.AsyncClerk;
import dev.latchkey.client.LatchkeyException;
import dev.latchkey.client.Loop;
import dev.latchkey.client.PutOutcome;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
 * does, with {@link #breakHold}. For the same reason a release writes an empty value and never deletes the key: a late copy of
 * a create could otherwise take the lock again for somebody who has gone.
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

    private static final int ID_BYTES = 16;

    private final String name;
    private final Key key;
    private final AsyncClerk clerk;
    private final Loop loop;
    private final RandomGenerator chance;
    private final Executor completion;

    /**
     * A handle to the lock of that name.
     *
     * @param clerk its futures may complete anywhere, best on the loop
     * @param loop where the lock's own steps run
     * @param chance where ids and delays are drawn from; a strong source, so that no two acquisitions share an id
     * @param completion where the futures that are given to callers complete
     */
    public Lock(String name, AsyncClerk clerk, Loop loop, RandomGenerator chance, Executor completion) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the lock has no name: a name has 1 to " + NAME_BYTES_MAX + " bytes");
        }
        this.name = name;
        this.key = Key.of(KEY_PREFIX + name);
        this.clerk = clerk;
        this.loop = loop;
        this.chance = chance;
        this.completion = completion;
    }

    /** The name, without the prefix of its key. */
    public String name() {
        return name;
    }

    /**
     * Waits until the lock is ours. An interrupt ends the waiting, and takes back what may have been acquired by then.
     *
     * @throws LatchkeyException if the server cannot be reached within the Clerk's deadline, or refuses
     */
    @CheckReturnValue
    public Held acquire() throws InterruptedException {
        return await(begin(Patience.FOR_EVER))
                .orElseThrow(() -> new IllegalStateException("the lock was neither acquired nor given up"));
    }

    /** Acquires the lock if it is free: empty if somebody holds it. Throws like {@link #acquire}. */
    @CheckReturnValue
    public Optional<Held> tryAcquire() throws InterruptedException {
        return await(begin(Patience.NONE));
    }

    /** Waits so long for the lock: empty if somebody had it when the time was over. Throws like {@link #acquire}. */
    @CheckReturnValue
    public Optional<Held> tryAcquire(Duration timeout) throws InterruptedException {
        return await(begin(Patience.of(timeout)));
    }

    /**
     * {@link #acquire} for callers who do not wait. Cancelling the future gives up, and takes back in the background what may
     * have been acquired by then.
     */
    public CompletableFuture<Held> acquireAsync() {
        Acquisition acquisition = begin(Patience.FOR_EVER);
        CompletableFuture<Held> held = new CompletableFuture<>();
        acquisition
                .result()
                .whenComplete((granted, failure) -> acquisition.terms().tell(() -> {
                    if (failure != null) {
                        held.completeExceptionally(failure);
                    } else if (granted.isPresent() && !held.complete(granted.get())) {
                        granted.get().releaseAsync(); // why: it was cancelled after it had been granted
                    }
                }));
        held.whenComplete((granted, failure) -> {
            if (held.isCancelled()) {
                acquisition.giveUp();
            }
        });
        return held;
    }

    /**
     * Frees the lock if {@code token} still holds it, whoever that is: for operators who know that the holder is gone. The
     * outcome is that of the write: {@link PutOutcome.ErrVersion} says that another token has come, {@link
     * PutOutcome.ErrNoKey} that there never was such a lock.
     */
    public CompletableFuture<PutOutcome> breakHold(Version token) {
        return newTerms().told(clerk.put(key, Value.EMPTY, token));
    }

    Acquisition begin(Patience patience) {
        Acquisition acquisition = new Acquisition(newTerms(), patience);
        acquisition.start();
        return acquisition;
    }

    private Terms newTerms() {
        byte[] id = new byte[ID_BYTES];
        chance.nextBytes(id);
        return new Terms(name, key, Value.of(HexFormat.of().formatHex(id)), clerk, loop, chance, completion);
    }

    private Optional<Held> await(Acquisition acquisition) throws InterruptedException {
        try {
            return clerk.await(acquisition.result());
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
