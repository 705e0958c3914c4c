package dev.latchkey.client.election;

import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.client.lock.holder.LockWaiter;
import dev.latchkey.core.CheckReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A leader election. Of all clients that campaign in the election with the same name, one leads; the others wait in the order in which they
 * began to campaign. The leadership is the lock {@code election/<name>}, acquired through a queue: its key belongs to a session of the
 * leader, the version of the key is the fencing token, and everything described at {@link Lock} applies, above all that no service can stop a
 * leader that was paused. Use the {@linkplain Leadership#guard guard} and the token.
 *
 * <p>Each handle has one session of its own. Thread-safe.
 */
public final class Election {

    private final Lock lock;
    private final Loop loop;
    private final RandomGenerator chance;
    private final Executor completion;
    private final AtomicReference<@Nullable Leadership> latest = new AtomicReference<>();

    /**
     * Applications call {@link dev.latchkey.client.Latchkey#election} instead.
     *
     * @param lock the lock that the leader holds
     * @param completion the executor on which listeners are called
     */
    public Election(Lock lock, Loop loop, RandomGenerator chance, Executor completion) {
        this.lock = lock;
        this.loop = loop;
        this.chance = chance;
        this.completion = completion;
    }

    private Election with(Lock other) {
        return new Election(other, loop, chance, completion);
    }

    /** Returns the name of the election. */
    public String name() {
        return lock.name();
    }

    /**
     * Returns another handle to this election, which campaigns with {@code text}: what others learn about the leader, such as its address.
     * The default names the user, host, process id and program.
     *
     * @throws IllegalArgumentException like {@link Lock#withOwner}
     */
    public Election withText(String text) {
        return with(lock.withOwner(text));
    }

    /**
     * Returns another handle to this election, whose session has a different time to live: a leader that dies is replaced after it.
     *
     * @throws IllegalArgumentException like {@link Lock#withTtl}
     */
    public Election withTtl(Duration ttl) {
        return with(lock.withTtl(ttl));
    }

    /** Returns the lock that the leader holds, for example to break a leadership. */
    public Lock lock() {
        return lock;
    }

    /**
     * Campaigns, and returns when this client leads.
     *
     * @throws InterruptedException if the thread is interrupted; the campaign has been undone then, as described at {@link Lock#acquire}
     * @throws dev.latchkey.client.clerk.LatchkeyException if the server cannot be reached within the Clerk's deadline, or refuses the request
     */
    @CheckReturnValue
    public Leadership campaign() throws InterruptedException {
        return leading(lock.acquire());
    }

    /** Campaigns for up to {@code timeout}; empty if another client led until then. Throws like {@link #campaign()}. */
    @CheckReturnValue
    public Optional<Leadership> campaign(Duration timeout) throws InterruptedException {
        return lock.tryAcquire(timeout).map(this::leading);
    }

    /**
     * The asynchronous form of {@link #campaign()}. Cancelling the future, or completing it in another way, ends the campaign. The future
     * completes on the client's executor.
     */
    public CompletableFuture<Leadership> campaignAsync() {
        CompletableFuture<Held> acquired = lock.async().acquire();
        CompletableFuture<Leadership> result = new CompletableFuture<>();
        acquired.whenComplete((held, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (!result.complete(leading(held))) {
                held.releaseAsync(); // why: the caller abandoned it after the election was won
            }
        });
        result.whenComplete((leadership, failure) -> acquired.cancel(false));
        return result;
    }

    private Leadership leading(Held held) {
        Leadership won = new Leadership(held);
        latest.set(won);
        return won;
    }

    /**
     * Resigns from the leadership that was won last through this handle. Returns {@link ReleaseOutcome#NOT_HELD} if none was won, and
     * otherwise reports and throws like {@link Leadership#resign}.
     */
    @CheckReturnValue
    public ReleaseOutcome resign() {
        Leadership won = latest.get();
        return won == null ? ReleaseOutcome.NOT_HELD : won.resign();
    }

    /**
     * Campaigns in the background and calls {@code listener} when this client begins or ceases to lead.
     *
     * @param again whether to campaign again after a leadership has ended, until the candidacy is closed
     */
    public Candidacy run(LeaderListener listener, boolean again) {
        Candidacy candidacy = new Candidacy(lock, listener, again, loop, chance, completion);
        candidacy.campaign();
        return candidacy;
    }

    /**
     * Reads who leads; empty if no client does. Throws like {@link Lock#status}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public Optional<Leader> leader() throws InterruptedException {
        return lock.status().map(Leader::of);
    }

    /**
     * Reads who waits to lead, in the order in which they will. Throws like {@link Lock#waiters}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public List<LockWaiter> candidates() throws InterruptedException {
        return lock.waiters();
    }

    /**
     * Calls {@code listener} with the leader, empty if no client leads, and again whenever the leader has changed, until the observation or the
     * client is closed. Leaders that follow each other quickly may be skipped; the newest is always reported. While no server can be reached,
     * nothing is reported. The listener is called on the client's executor, by one thread at a time.
     */
    public Observation observe(Consumer<Optional<Leader>> listener) {
        return new Observation(lock.async().observe(holder -> listener.accept(holder.map(Leader::of))));
    }

    /** An observation of an election, which lasts until it is closed. */
    public static final class Observation implements AutoCloseable {

        private final Runnable end;

        private Observation(Runnable end) {
            this.end = end;
        }

        /** Ends the observation: no further call of the listener begins. Idempotent. */
        @Override
        public void close() {
            end.run();
        }
    }
}
