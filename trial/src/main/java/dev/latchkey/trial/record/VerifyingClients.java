package dev.latchkey.trial.record;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.StoreId;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.Fault;
import dev.latchkey.trial.faults.FaultProxy;
import dev.latchkey.trial.faults.Upstream;
import dev.latchkey.trial.record.VerifyingClient.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a server: each on a thread of its own, until the rounds end; recorded. They go through a proxy, so that creates that
 * reach the server once more are known.
 */
public final class VerifyingClients implements AutoCloseable {

    /** More than the server is ever away: an operation ends because it was answered, not because time is up. */
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /** A server that was killed hangs up; one that does not is slow. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

    private final Rounds rounds;
    private final Recorder recorder;
    private final Tally tally = Tally.begin();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ExecutorService threads;
    private final ClientConfig config;
    private final FaultProxy proxy;
    private final List<Future<?>> clients = new ArrayList<>();

    /**
     * @param faults what the proxy does to each request
     * @param settings of each client, made of the usual ones
     * @throws IOException if there is no port for the proxy
     */
    public VerifyingClients(
            Upstream server,
            Supplier<Fault> faults,
            UnaryOperator<ClientConfig> settings,
            Rounds rounds,
            Recorder recorder,
            Time time)
            throws IOException {
        this.rounds = rounds;
        this.recorder = recorder;
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "verifying-client");
            thread.setDaemon(true);
            return thread;
        });
        Resends resends = new Resends(recorder, rounds, tally, numbers::getAndIncrement, time);
        proxy = new FaultProxy(server, faults, resends, time);
        config = settings.apply(ClientConfig.of(proxy.address()));
    }

    /**
     * Of a server that goes away and comes back, perhaps on another port: the proxy does no harm, and clients wait as long as it is
     * away.
     *
     * @throws IOException if there is no port for the proxy
     */
    public static VerifyingClients patient(Upstream server, Rounds rounds, Recorder recorder, Time time)
            throws IOException {
        return new VerifyingClients(server, () -> Fault.NONE, VerifyingClients::waitLong, rounds, recorder, time);
    }

    private static ClientConfig waitLong(ClientConfig config) {
        return config.withDeadline(DEADLINE).withAnswerTimeout(ANSWER_TIMEOUT).withBackoff(BACKOFF);
    }

    /**
     * Starts one more client.
     *
     * @param chance of what it chooses, used by nobody else
     * @param store the store that the run is about
     * @param otherStore is told if another answers
     */
    public void start(LongFunction<RandomGenerator> chance, long seed, StoreId store, Consumer<StoreId> otherStore) {
        String name = "c" + clients.size();
        clients.add(threads.submit(() -> run(new Choices(chance.apply(seed), name), store, otherStore)));
    }

    private @Nullable Void run(Choices choices, StoreId store, Consumer<StoreId> otherStore)
            throws InterruptedException {
        try (Latchkey latchkey = Latchkey.connect(config)) {
            new VerifyingClient(
                            latchkey.clerk(),
                            choices,
                            rounds,
                            recorder,
                            tally,
                            numbers::getAndIncrement,
                            store,
                            otherStore)
                    .run();
        }
        return null;
    }

    /** A number for somebody else who is recorded. */
    public int nextNumber() {
        return numbers.getAndIncrement();
    }

    /** Operations by their kind. */
    public Counts asked() {
        return tally.asked();
    }

    /** The same by how they ended. */
    public Counts answered() {
        return tally.answered();
    }

    /** What else the server said, by its words. */
    public Counts refusals() {
        return tally.refusals();
    }

    /** How many creates reached the server once more; each is recorded as one more that nobody heard of. */
    public long resentCreates() {
        return tally.resent().sum();
    }

    /** Why the proxy accepts no connections any more; null as long as it does. */
    @Nullable
    public IOException proxyFailure() {
        return proxy.failure();
    }

    /** Has the proxy execute all late copies that are still to come. To be called when all clients have ended. */
    public void executeAllLate() {
        proxy.executeAllLate();
    }

    /**
     * Checks that no client has failed because of a bug of its own.
     *
     * @throws IllegalStateException if one has
     */
    public void requireInOrder() throws InterruptedException {
        for (Future<?> client : clients) {
            if (client.isDone()) {
                requireInOrder(client, Duration.ZERO);
            }
        }
    }

    /** Whether it has ended in that time. */
    private static boolean requireInOrder(Future<?> client, Duration max) throws InterruptedException {
        try {
            client.get(max.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e.getCause());
        }
    }

    /**
     * Waits until all clients have ended, as they do behind the end of the rounds if the server answers.
     *
     * @return whether they have, in that time
     * @throws IllegalStateException if one failed by a mistake of its own
     */
    public boolean awaitEnd(Duration max) throws InterruptedException {
        for (Future<?> client : clients) {
            if (!requireInOrder(client, max)) {
                return false;
            }
        }
        return true;
    }

    /** Waits for all clients however long it takes, as {@link #awaitEnd(Duration)} otherwise. */
    public void awaitEnd() throws InterruptedException {
        for (Future<?> client : clients) {
            requireInOrder(client, FOR_EVER);
        }
    }

    /** Ends whoever is still there. What it asked is recorded without an answer. */
    @Override
    public void close() throws IOException {
        rounds.end();
        threads.shutdownNow();
        proxy.close();
    }
}
