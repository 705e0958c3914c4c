package dev.latchkey.client;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.Calls;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.NoAnswerException;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.clerk.UnknownOutcomes;
import dev.latchkey.client.completion.CompletionExecutor;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.election.Election;
import dev.latchkey.client.follow.ClientFollows;
import dev.latchkey.client.follow.FollowRequest;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ConnectionLink;
import dev.latchkey.client.link.EventLoops;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.link.NameResolver;
import dev.latchkey.client.link.NettyLoop;
import dev.latchkey.client.link.NettyTransport;
import dev.latchkey.client.link.Slf4jListener;
import dev.latchkey.client.link.Transport;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.Locks;
import dev.latchkey.client.lock.ReadWriteLock;
import dev.latchkey.client.lock.holder.OwnerText;
import dev.latchkey.client.request.KeptRequests;
import dev.latchkey.client.request.OutcomeQuery;
import dev.latchkey.client.request.RequestId;
import dev.latchkey.client.request.RequestOutcome;
import dev.latchkey.client.session.CallOptions;
import dev.latchkey.client.session.ClientSessions;
import dev.latchkey.client.session.ReopenedSession;
import dev.latchkey.core.Prefix;
import dev.latchkey.seams.SystemChance;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client of one store. It owns the connections, which are shared by all threads and by all Clerks and locks made from it. It
 * connects in the background, immediately and again whenever a connection is lost; operations wait for a connection until
 * their deadline.
 *
 * <p>Thread-safe. Close it when you are done, which also releases its locks; see {@link #close}.
 */
public final class Latchkey implements AutoCloseable {

    private static final int COMPLETION_THREADS_MIN = 4;
    private static final int COMPLETION_THREADS_MAX = 1_024;

    /** How long {@link #close} blocks until everything has ended; a little more than that should take. */
    private static final Duration CLOSE_WAIT_MAX =
            Closing.DRAIN_MAX.plus(Closing.SESSION_MAX).plusMillis(100);

    private static final long THREADS_END_MILLIS_MAX = 500;

    private final Loop loop;
    private final Calls calls;
    private final ClientSessions sessions;
    private final Duration deadline;
    private final Executor completion;
    private final RandomGenerator chance;
    private final Clerk clerk;
    private final Locks locks;
    private final ClientFollows follows;
    private final Closing closing;
    private final Runnable release;

    private Latchkey(
            Loop loop,
            Link link,
            @Nullable Transport transport,
            RandomGenerator chance,
            ClientConfig config,
            Executor completion,
            String owner,
            Runnable release) {
        ClientSessions sessions = new ClientSessions(loop, link, chance, config.backoff());
        ReopenedSession session = new ReopenedSession(sessions, config.sessionTtl(), loss -> config.listener()
                .ifPresent(told -> told.sessionLost(loss.toString())));
        Calls calls = new Calls(loop, link, sessions, chance, config.backoff(), config.callsMax());
        CallOptions options = new CallOptions(Clerk.requireDeadline(config.deadline()), null, completion, chance);
        AsyncClerk async = new AsyncClerk(calls, options);
        AsyncClerk reader = async.completingOn(Runnable::run);
        AsyncClerk ofLocks = new AsyncClerk(calls, options.duringClosing()).completingOn(Runnable::run);
        this.loop = loop;
        this.release = release;
        this.calls = calls;
        this.sessions = sessions;
        this.deadline = config.deadline();
        this.completion = completion;
        this.chance = chance;
        this.clerk = new Clerk(async.numberedBy(session));
        this.follows = new ClientFollows(loop, transport, chance, config, completion);
        this.locks = new Locks(
                reader, ofLocks, config.deadline(), sessions, loop, chance, follows.wakeups(), completion, owner);
        this.closing = new Closing(loop, calls, locks, session, follows);
        loop.execute(calls::open);
    }

    /**
     * Creates a client of the server at {@code addresses}. Returns immediately, before the client is connected.
     *
     * @param addresses host, host:port or [ipv6]:port; several, separated by commas, if the store may be at any of them. The
     *     default port is {@value dev.latchkey.client.link.ServerAddress#PORT_DEFAULT}
     * @throws IllegalArgumentException if an address is malformed
     */
    public static Latchkey connect(String addresses) {
        return connect(ClientConfig.of(addresses));
    }

    /** Creates a client with the given settings. Returns immediately, before the client is connected. */
    public static Latchkey connect(ClientConfig config) {
        EventLoopGroup group = EventLoops.newGroup("latchkey-client");
        EventLoop eventLoop = group.next();
        NettyLoop loop = new NettyLoop(eventLoop);
        RandomGenerator chance = SystemChance.secure();
        int connectMillisMax =
                (int) Math.min(Integer.MAX_VALUE, config.answerTimeout().toMillis());
        Transport transport = new NettyTransport(eventLoop, connectMillisMax, NameResolver.SYSTEM, config.tls());
        ClientConfig logged = config.listener()
                .or(Slf4jListener::find)
                .map(config::withListener)
                .orElse(config);
        Link link = new ConnectionLink(loop, transport, chance, logged);
        ForkJoinPool ownThreads = newCompletionThreads();
        return new Latchkey(
                loop,
                link,
                transport,
                chance,
                logged,
                config.executor().orElse(ownThreads),
                OwnerText.ofProcess(),
                () -> {
                    loop.end();
                    Future<?> ended = group.shutdownGracefully(0, THREADS_END_MILLIS_MAX, TimeUnit.MILLISECONDS);
                    if (!loop.isInside()) {
                        ended.awaitUninterruptibly(THREADS_END_MILLIS_MAX);
                    }
                    ownThreads.shutdown();
                });
    }

    /**
     * Creates the threads on which futures complete, in FIFO order. A fork-join pool, because it adds a thread when one of its
     * own blocks on a future, so callers may block in {@code thenApply}.
     */
    private static ForkJoinPool newCompletionThreads() {
        return new ForkJoinPool(
                Math.max(COMPLETION_THREADS_MIN, Runtime.getRuntime().availableProcessors()),
                ForkJoinPool.defaultForkJoinWorkerThreadFactory,
                null,
                true,
                0,
                COMPLETION_THREADS_MAX,
                1,
                pool -> true,
                1,
                TimeUnit.MINUTES);
    }

    /**
     * Creates a client on a loop and a link that the caller supplies, such as a simulator's or a test's. Futures complete on the
     * executor of {@code config}, or on the loop if it has none. Closing the client does not stop the loop. The client cannot follow, so
     * those that wait for a lock poll it.
     */
    public static Latchkey over(Loop loop, Link link, RandomGenerator chance, ClientConfig config) {
        return over(loop, link, null, chance, config);
    }

    /**
     * Creates a client on a transport that the caller supplies: everything but the sockets is the real client. Otherwise like
     * {@link #over(Loop, Link, RandomGenerator, ClientConfig)}, and it can follow.
     */
    public static Latchkey over(Loop loop, Transport transport, RandomGenerator chance, ClientConfig config) {
        return over(loop, new ConnectionLink(loop, transport, chance, config), transport, chance, config);
    }

    private static Latchkey over(
            Loop loop, Link link, @Nullable Transport transport, RandomGenerator chance, ClientConfig config) {
        return new Latchkey(
                loop, link, transport, chance, config, config.executor().orElse(Runnable::run), "", () -> {});
    }

    /**
     * Returns the Clerk, which reads and writes keys. It writes in a session, which is opened before the first write, kept in the
     * background, and opened again after it was lost. Every call returns the same instance.
     */
    public Clerk clerk() {
        return clerk;
    }

    /**
     * Returns a source of writes whose outcome can be queried later, by other processes as well, in a session of their own.
     *
     * @param ttl how long the server keeps the outcomes after the last sign of life of this client, 1 ms to 24 h; an hour is usual
     */
    public KeptRequests requests(Duration ttl) {
        ReopenedSession ofRequests = new ReopenedSession(sessions, ClientConfig.requireSessionTtl(ttl), loss -> {});
        return new KeptRequests(clerk.async(), loop, ofRequests, deadline, completion);
    }

    /**
     * Queries what became of a request, possibly one of another process. If the server has not executed it yet, it never will, and the
     * outcome is {@link RequestOutcome.Cancelled}. The client must be authenticated as the same user as the one that drew the id.
     *
     * @throws NoAnswerException if the query was sent but not answered before the deadline; it may have cancelled the request
     * @throws NotSentException if the query could not be sent before the deadline
     * @throws RefusedException if the server refused the query for now; nothing was decided
     */
    public RequestOutcome outcome(RequestId id) {
        CompletableFuture<RequestOutcome> outcome = outcomeAsync(id);
        try {
            return clerk.async().await(outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome.cancel(false);
            throw new NoAnswerException("no outcome: the waiting thread was interrupted");
        }
    }

    /** The asynchronous form of {@link #outcome}. */
    public CompletableFuture<RequestOutcome> outcomeAsync(RequestId id) {
        return OutcomeQuery.start(clerk.async(), id);
    }

    /** Returns how many writes of this client have ended with an unknown outcome so far, by cause. */
    public UnknownOutcomes unknownOutcomes() {
        return calls.unknownOutcomes();
    }

    /** Returns how many writes of this client were sent more than once so far. A write counts once, however often it was sent. */
    public long retriedWrites() {
        return calls.retriedWrites();
    }

    /**
     * Returns a handle to the lock {@code name}. Any number of handles may refer to the same lock, in this process and in others;
     * each {@code acquire} competes separately.
     *
     * @throws IllegalArgumentException if the name is empty or longer than {@value Lock#NAME_BYTES_MAX} bytes
     */
    public Lock lock(String name) {
        return locks.lock(name);
    }

    /**
     * Returns a request to follow the keys that begin with {@code prefix}: every write of them that takes effect after the follow has
     * started is delivered, in order and in whole steps, exactly once. {@link FollowRequest#open} starts it for a caller that takes the
     * updates one by one, and {@link FollowRequest#listen} for a listener.
     *
     * <p>The client follows on connections of its own, which it opens at the first follow, and resumes each follow after the last step
     * when a connection is lost. It checks the chain of revisions that connects each event to the one before, so no event is missing and
     * none is repeated. A follow that cannot go on without a gap ends with a {@link
     * dev.latchkey.client.follow.FollowEndedException}, which states the reason: the events were evicted from the history, the server has
     * a different store, or it refuses the client. A lost connection does not end it.
     *
     * <p>A consumer that is slow delays neither writers nor other follows: its updates wait in a queue that is bounded in bytes, and the
     * client requests more when there is room.
     */
    public FollowRequest follow(Prefix prefix) {
        return follows.request(prefix, false);
    }

    /** {@link #follow(Prefix)} with a text prefix, encoded as UTF-8; "" follows all keys. */
    public FollowRequest follow(String prefix) {
        return follow(Prefix.of(prefix));
    }

    /**
     * Returns a request to follow the keys that begin with {@code prefix}, beginning with their state. The first update is a {@link
     * dev.latchkey.client.follow.FollowUpdate.State}: all keys with the prefix as of one revision, the effect of every write up to that
     * revision and of no later one. Then every later write is delivered as by {@link #follow(Prefix)}. A caller that replaces its copy of
     * the keys by each state, and applies the events of each step to it, has after each update exactly what the store had as of that
     * update's revision. The copy lags behind the store, but never shows a combination of keys that did not exist.
     *
     * <p>If events are evicted before the client has received them, the follow does not end: the client follows from the current revision
     * and delivers another state, which includes whatever those events did. The whole state is in memory while it is read; see {@link
     * FollowRequest#withStateBytes}.
     */
    public FollowRequest followWithState(Prefix prefix) {
        return follows.request(prefix, true);
    }

    /** {@link #followWithState(Prefix)} with a text prefix, encoded as UTF-8; "" follows all keys. */
    public FollowRequest followWithState(String prefix) {
        return followWithState(Prefix.of(prefix));
    }

    /**
     * Returns handles to the reader/writer lock {@code name}; see {@link ReadWriteLock}.
     *
     * @throws IllegalArgumentException if the name is empty or longer than {@value Lock#NAME_QUEUED_BYTES_MAX} bytes
     */
    public ReadWriteLock readWriteLock(String name) {
        return locks.readWriteLock(name);
    }

    /**
     * Returns a handle to the semaphore {@code name}, a lock that up to {@code permits} clients hold at the same time, first come, first
     * served. Each client that holds or waits for a permit has a ticket, a key {@code semaphore/<name>/<id>} that its session owns. The
     * fencing token of a hold is the revision that created its ticket, as for a {@link ReadWriteLock}.
     *
     * <p>All clients that use a semaphore at the same time must agree about the number of permits: a client that finds a ticket with
     * another number before its own fails with {@link dev.latchkey.client.lock.loss.LockRefusedException}. To change the number, wait until
     * no client holds or waits for a permit.
     *
     * @param permits 1 to 1,000
     * @throws IllegalArgumentException if the name is empty or longer than {@value Lock#NAME_QUEUED_BYTES_MAX} bytes, or if the number of
     *     permits is out of bounds
     */
    public Lock semaphore(String name, int permits) {
        return locks.semaphore(name, permits);
    }

    /**
     * Returns a handle to the election {@code name}; see {@link Election}.
     *
     * @throws IllegalArgumentException if the name is empty or longer than {@value Lock#NAME_QUEUED_BYTES_MAX} bytes
     */
    public Election election(String name) {
        return new Election(locks.leadership(name), loop, chance, CompletionExecutor.of(completion));
    }

    /**
     * Closes the client. In this order, it
     *
     * <ol>
     *   <li>ends follows;
     *   <li>refuses new operations, which then fail with {@code NotSentException};
     *   <li>fails reads in flight, and writes that were not sent, with {@code NoAnswerException} or {@code NotSentException};
     *   <li>abandons acquisitions of locks and undoes their effects, and releases every lock that is still held;
     *   <li>waits for the outcomes of writes that were sent, and for the releases;
     *   <li>completes what is left: a write as {@code PutOutcome.ErrMaybe}, a release as {@code ReleaseOutcome.MAYBE};
     *   <li>closes the session, after which the server executes no late copy of a write; without a connection it is left to expire;
     *   <li>closes the connections.
     * </ol>
     *
     * All of that takes at most 5 s, even if the thread is interrupted before or meanwhile; the interrupt status stays set. A
     * lock that could not be released by then stays held. On the event loop, which must not block, this method begins to close
     * the client and returns. Idempotent.
     */
    @Override
    public void close() {
        close(closing::begin);
    }

    /**
     * Closes the client without waiting for anything: writes that were sent complete as {@code PutOutcome.ErrMaybe}, and locks
     * that are held stay held. Otherwise like {@link #close}.
     */
    public void closeNow() {
        close(closing::end);
    }

    private void close(Runnable step) {
        if (loop.isInside()) {
            step.run();
            closing.ended().whenComplete((ended, failure) -> release.run());
            return;
        }
        try {
            loop.execute(step);
            FutureResult.awaitUninterruptibly(closing.ended(), CLOSE_WAIT_MAX);
        } catch (RejectedExecutionException e) {
            // why ignored: the loop has ended, and with it everything that would have to be waited for
        }
        release.run();
    }
}
