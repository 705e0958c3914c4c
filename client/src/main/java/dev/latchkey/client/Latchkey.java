package dev.latchkey.client;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.CallOptions;
import dev.latchkey.client.clerk.Calls;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ConnectionLink;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.link.NettyLoop;
import dev.latchkey.client.link.NettyTransport;
import dev.latchkey.client.link.Transport;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.seams.SystemChance;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A client: connections to one store, shared by all threads and all Clerks and locks made from it. Connecting goes on in the
 * background, at once and again whenever a connection ends; operations wait for it until their deadline.
 *
 * <p>Safe for use by many threads. Close it when done: operations under way then end as {@code PutOutcome.ErrMaybe} or throw.
 */
public final class Latchkey implements AutoCloseable {

    private static final int COMPLETION_THREADS_MIN = 4;
    private static final int COMPLETION_THREADS_MAX = 1_024;

    private final Loop loop;
    private final Calls calls;
    private final RandomGenerator chance;
    private final Executor completion;
    private final Clerk clerk;
    private final Runnable release;

    private Latchkey(
            Loop loop, Link link, RandomGenerator chance, ClientConfig config, Executor completion, Runnable release) {
        this.loop = loop;
        this.chance = chance;
        this.completion = completion;
        this.release = release;
        this.calls = new Calls(loop, link, chance, config.backoff(), config.callsMax());
        this.clerk = new Clerk(
                new AsyncClerk(calls, new CallOptions(Clerk.requireDeadline(config.deadline()), null, completion)));
        loop.execute(calls::open);
    }

    /**
     * A client of the server at {@code addresses}: host, host:port or [ipv6]:port; several, with commas between, if the store
     * may be at any of them. Returns at once.
     *
     * @throws IllegalArgumentException if an address is none
     */
    public static Latchkey connect(String addresses) {
        return connect(ClientConfig.of(addresses));
    }

    /** A client with settings of its own. Returns at once. */
    public static Latchkey connect(ClientConfig config) {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("latchkey-client", true), NioIoHandler.newFactory());
        EventLoop eventLoop = group.next();
        NettyLoop loop = new NettyLoop(eventLoop);
        RandomGenerator chance = SystemChance.secure();
        int connectMillisMax =
                (int) Math.min(Integer.MAX_VALUE, config.answerTimeout().toMillis());
        Link link = new ConnectionLink(loop, new NettyTransport(eventLoop, connectMillisMax), chance, config);
        ForkJoinPool ownThreads = newCompletionThreads();
        return new Latchkey(loop, link, chance, config, config.executor().orElse(ownThreads), () -> {
            loop.end();
            Future<?> ended = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            if (!loop.isInside()) {
                ended.awaitUninterruptibly();
            }
            ownThreads.shutdown();
        });
    }

    /**
     * Where futures complete. A fork-join pool because it adds a thread when one of its own waits for a future, so callers may
     * wait in {@code thenApply}; in the order of arrival.
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
     * A client over seams that the caller brings: a simulator's loop and link, or a test's. Futures complete on the executor
     * of {@code config}, or else on the loop. Closing it leaves the loop running.
     */
    public static Latchkey over(Loop loop, Link link, RandomGenerator chance, ClientConfig config) {
        return new Latchkey(loop, link, chance, config, config.executor().orElse(Runnable::run), () -> {});
    }

    /**
     * A client over bytes that the caller carries: the connections are real in all but the sockets. Otherwise as {@link
     * #over(Loop, Link, RandomGenerator, ClientConfig)}.
     */
    public static Latchkey over(Loop loop, Transport transport, RandomGenerator chance, ClientConfig config) {
        return over(loop, new ConnectionLink(loop, transport, chance, config), chance, config);
    }

    /** The Clerk. There is one; it is as light as the client is. */
    public Clerk clerk() {
        return clerk;
    }

    /**
     * The lock of that name. Any number of handles may name the same lock, here and elsewhere; each {@code acquire} competes
     * for itself.
     *
     * @throws IllegalArgumentException if the name is empty or longer than {@value Lock#NAME_BYTES_MAX} bytes
     */
    public Lock lock(String name) {
        return new Lock(name, clerk.async().completingOn(Runnable::run), loop, chance, completion);
    }

    /** Ends what is under way and closes the connections. A second call does nothing. */
    @Override
    public void close() {
        if (loop.isInside()) {
            calls.close();
            release.run();
            return;
        }
        CountDownLatch closed = new CountDownLatch(1);
        try {
            loop.execute(() -> {
                calls.close();
                closed.countDown();
            });
            closed.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        release.run();
    }
}
