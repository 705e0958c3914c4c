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
 * A client of one store. It owns the connections, which are shared by all threads and by all Clerks and locks made from it. It
 * connects in the background, immediately and again whenever a connection is lost; operations wait for a connection until
 * their deadline.
 *
 * <p>Thread-safe. Close it when you are done. A write in flight that was sent then ends as {@code PutOutcome.ErrMaybe}; every
 * other operation in flight throws {@code NotSentException} or {@code NoAnswerException}.
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
     * Creates a client of the server at {@code addresses}. Returns immediately, before the client is connected.
     *
     * @param addresses host, host:port or [ipv6]:port; several, separated by commas, if the store may be at any of them. The
     *     default port is {@value ServerAddress#PORT_DEFAULT}
     * @throws IllegalArgumentException if an address is malformed
     */
    public static Latchkey connect(String addresses) {
        return connect(ClientConfig.of(addresses));
    }

    /** Creates a client with the given settings. Returns immediately, before the client is connected. */
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
     * executor of {@code config}, or on the loop if it has none. Closing the client does not stop the loop.
     */
    public static Latchkey over(Loop loop, Link link, RandomGenerator chance, ClientConfig config) {
        return new Latchkey(loop, link, chance, config, config.executor().orElse(Runnable::run), () -> {});
    }

    /**
     * Creates a client on a transport that the caller supplies: everything but the sockets is the real client. Otherwise like
     * {@link #over(Loop, Link, RandomGenerator, ClientConfig)}.
     */
    public static Latchkey over(Loop loop, Transport transport, RandomGenerator chance, ClientConfig config) {
        return over(loop, new ConnectionLink(loop, transport, chance, config), chance, config);
    }

    /** Returns the Clerk, which reads and writes keys. Every call returns the same instance. */
    public Clerk clerk() {
        return clerk;
    }

    /**
     * Returns a handle to the lock {@code name}. Any number of handles may refer to the same lock, in this process and in others;
     * each {@code acquire} competes separately.
     *
     * @throws IllegalArgumentException if the name is empty or longer than {@value Lock#NAME_BYTES_MAX} bytes
     */
    public Lock lock(String name) {
        return new Lock(name, clerk.async().completingOn(Runnable::run), loop, chance, completion);
    }

    /** Completes the operations in flight as described above and closes the connections. Idempotent. */
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
