package dev.latchkey.trial.record;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ConnectionListener;
import dev.latchkey.core.StoreId;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.Fault;
import dev.latchkey.trial.faults.FaultLog;
import dev.latchkey.trial.faults.FaultProxy;
import dev.latchkey.trial.faults.Upstream;
import dev.latchkey.trial.record.VerifyingClient.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The recorded clients of a run, each on a thread of its own, until the rounds end. They connect through a proxy, which injects faults
 * and, for clients without sessions, reports the creates that reach the server more than once. In a session no copy of a write takes
 * effect, so the history must be linearizable without additional operations.
 */
public final class VerifyingClients implements AutoCloseable {

    /** Longer than any outage of the server, so that operations end with a reply and not with a timeout. */
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /** Long, because a killed server closes its connections, and one that does not is only slow. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

    private final Rounds rounds;
    private final Recorder recorder;
    private final boolean inSession;
    private final Tally tally;
    private final LongAdder retried = new LongAdder();
    private final ExecutorService threads;
    private final ClientConfig config;
    private final FaultProxy proxy;
    private final List<Future<?>> clients = new ArrayList<>();

    /**
     * @param faults supplies the fault for each request
     * @param settings adapts the default configuration of the clients
     * @param inSession whether the clients write in sessions
     * @throws IOException if no port is available for the proxy
     */
    public VerifyingClients(
            Upstream server,
            Supplier<Fault> faults,
            UnaryOperator<ClientConfig> settings,
            boolean inSession,
            Rounds rounds,
            Recorder recorder,
            Time time)
            throws IOException {
        this.rounds = rounds;
        this.recorder = recorder;
        this.inSession = inSession;
        tally = Tally.begin(inSession);
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "verifying-client");
            thread.setDaemon(true);
            return thread;
        });
        FaultLog log = inSession
                ? recorder
                : new Resends(recorder, rounds, tally, new ClientNumbers(ClientNumbers.COPIES)::next, time);
        proxy = new FaultProxy(server, faults, log, time);
        config = settings.apply(ClientConfig.of(proxy.address()).withListener(ConnectionListener.NONE));
    }

    /**
     * Creates clients for a server that is restarted, possibly on another port: the proxy injects no faults, and clients wait
     * until the server is available again.
     *
     * @throws IOException if no port is available for the proxy
     */
    public static VerifyingClients patient(
            Upstream server, boolean inSession, Rounds rounds, Recorder recorder, Time time) throws IOException {
        return new VerifyingClients(
                server, () -> Fault.NONE, VerifyingClients::waitLong, inSession, rounds, recorder, time);
    }

    private static ClientConfig waitLong(ClientConfig config) {
        return config.withDeadline(DEADLINE).withAnswerTimeout(ANSWER_TIMEOUT).withBackoff(BACKOFF);
    }

    /**
     * Starts one more client.
     *
     * @param chance creates the random number generator for its operations
     * @param store the store under test
     * @param otherStore is called if another store replies
     */
    public void start(LongFunction<RandomGenerator> chance, long seed, StoreId store, Consumer<StoreId> otherStore) {
        ClientNumbers numbers = new ClientNumbers(clients.size());
        String name = "c" + clients.size();
        clients.add(threads.submit(
                () -> run(new OperationGenerator(chance.apply(seed), name), numbers, store, otherStore)));
    }

    private @Nullable Void run(
            OperationGenerator choices, ClientNumbers numbers, StoreId store, Consumer<StoreId> otherStore)
            throws InterruptedException {
        try (Latchkey latchkey = Latchkey.connect(config)) {
            Clerk clerk = inSession ? latchkey.clerk() : latchkey.clerk().withoutSession();
            try {
                new VerifyingClient(clerk, choices, rounds, recorder, tally, numbers::next, store, otherStore).run();
            } finally {
                retried.add(latchkey.retriedWrites());
            }
        }
        return null;
    }

    /** The number of operations, by kind. */
    public Counts asked() {
        return tally.asked();
    }

    /** The number of operations, by outcome. */
    public Counts answered() {
        return tally.answered();
    }

    /** The number of other errors returned by the server, by message. */
    public Counts refusals() {
        return tally.refusals();
    }

    /** The number of writes that ended in ErrMaybe, by cause. */
    public SortedMap<String, Long> unknown() {
        return tally.unknown().all();
    }

    /** Says which unknown outcome a client must not have had; empty if there was none. */
    public Optional<String> impossibleOutcome() {
        return tally.unknown().violation();
    }

    /** The number of writes that were sent more than once, of the clients that have ended. */
    public long retriedWrites() {
        return retried.sum();
    }

    /** Creates without a session that reached the server more than once; each extra copy is recorded as one more create without a reply. */
    public long resentCreates() {
        return tally.resent().sum();
    }

    /** Why the proxy no longer accepts connections; null if it does. */
    @Nullable
    public IOException proxyFailure() {
        return proxy.failure();
    }

    /** Makes the proxy deliver all late copies that are not delivered yet. Call when all clients have ended. */
    public void executeAllLate() {
        proxy.executeAllLate();
    }

    /**
     * Checks that no client has failed because of a bug.
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

    /** Waits for a client to end; whether it has within {@code max}. */
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
     * Waits until all clients have ended, as they do after the end of the rounds if the server replies.
     *
     * @return whether all have ended; false if one has not within {@code max}
     * @throws IllegalStateException if a client has failed because of a bug
     */
    public boolean awaitEnd(Duration max) throws InterruptedException {
        for (Future<?> client : clients) {
            if (!requireInOrder(client, max)) {
                return false;
            }
        }
        return true;
    }

    /** Like {@link #awaitEnd(Duration)}, without a time limit. */
    public void awaitEnd() throws InterruptedException {
        for (Future<?> client : clients) {
            requireInOrder(client, FOREVER);
        }
    }

    /** Stops the clients that are still running. Their pending operations are recorded without a reply. */
    @Override
    public void close() throws IOException {
        rounds.end();
        threads.shutdownNow();
        proxy.close();
    }
}
