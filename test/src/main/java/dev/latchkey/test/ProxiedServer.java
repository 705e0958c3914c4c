package dev.latchkey.test;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.log.sim.InMemoryDisk;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.Time;
import dev.latchkey.test.history.HistoryRecorder;
import dev.latchkey.trial.faults.ConnectionScript;
import dev.latchkey.trial.faults.FaultLog;
import dev.latchkey.trial.faults.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** The server behind its proxy. The proxy and its address stay, while one run of the server follows the other. Thread-safe. */
final class ProxiedServer implements ProxiedClient.ServerSide {

    /** At most as much as the server counts as punctual. */
    private static final Duration STEP = Duration.ofMillis(100);

    private static final int EXPIRY_ATTEMPTS_MAX = 1_000;
    private static final long REPLY_SECONDS_MAX = 60;
    private static final Command BARRIER = new Command.Get(Key.of("latchkey-test/barrier"));

    private final LeaseClock leases;
    private final HistoryRecorder recorder;
    private final boolean isDurable;
    private final Gate gate = new Gate();
    private final FaultMenu menu = new FaultMenu();
    private final KnownSessions known = new KnownSessions();
    private final Set<ProxiedClient> connections = ConcurrentHashMap.newKeySet();
    private final Set<Pause> pauses = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger crashes = new AtomicInteger();

    /** Held while the run is replaced or used. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile ServerRun run;
    private final FaultProxy proxy;

    private ProxiedServer(ServerOptions options, Time time) throws IOException {
        leases = new LeaseClock(time, options.leases());
        recorder = new HistoryRecorder(time);
        isDurable = options.durable();
        run = isDurable ? ServerRun.onDisk(new InMemoryDisk(), leases) : ServerRun.inMemory(leases);
        try {
            proxy = new FaultProxy(this::connect, this::connected, FaultLog.NOWHERE, time);
        } catch (IOException e) {
            run.stop();
            throw e;
        }
    }

    static ProxiedServer start(ServerOptions options, Time time) throws IOException {
        return new ProxiedServer(options, time);
    }

    private Socket connect() throws IOException {
        gate.pass();
        return new Socket(InetAddress.getLoopbackAddress(), run.port());
    }

    private ConnectionScript connected(ConnectionScript.Connection connection) {
        ProxiedClient client = new ProxiedClient(connection, opened.incrementAndGet(), this);
        connections.add(client);
        return client;
    }

    String address() {
        return proxy.address();
    }

    List<TestConnection> connections() {
        List<TestConnection> open = new ArrayList<>(connections);
        open.sort(Comparator.comparingInt(TestConnection::number));
        return open;
    }

    @Override
    public FaultMenu menu() {
        return menu;
    }

    @Override
    public Gate gate() {
        return gate;
    }

    @Override
    public HistoryRecorder recorder() {
        return recorder;
    }

    @Override
    public KnownSessions known() {
        return known;
    }

    @Override
    public void ended(ProxiedClient client) {
        connections.remove(client);
    }

    void heal() {
        menu.heal();
        connections.forEach(ProxiedClient::heal);
    }

    Pause pause() {
        gate.close();
        leases.stop();
        Pause[] self = new Pause[1];
        Pause pause = new Pause(() -> {
            pauses.remove(self[0]);
            if (pauses.isEmpty()) {
                leases.start();
            }
            gate.open();
        });
        self[0] = pause;
        pauses.add(pause);
        return pause;
    }

    void pause(Duration time) {
        Pause pause = pause();
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS).execute(pause::close);
    }

    void endPauses() {
        List.copyOf(pauses).forEach(Pause::close);
    }

    void crashAndRestart() {
        lock.lock();
        try {
            gate.close();
            proxy.cutAll();
            run = run.crash(SystemChance.seeded(crashes.incrementAndGet()), leases);
            if (!isDurable) {
                recorder.storeChanged();
            }
        } finally {
            gate.open();
            lock.unlock();
        }
        endPauses();
    }

    /** In steps, because the server takes a longer one for a pause of its process, and then moves all deadlines. */
    void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("the clock cannot go back, by " + time);
        }
        lock.lock();
        try {
            for (Duration left = time; !left.isZero(); ) {
                boolean isIdle = run.engine().nextExpiryCheck().isEmpty();
                Duration step = isIdle || left.compareTo(STEP) < 0 ? left : STEP;
                leases.advance(step);
                run.engine().checkExpiry();
                left = left.minus(step);
            }
            executed(BARRIER);
        } finally {
            lock.unlock();
        }
    }

    private Reply executed(Command command) {
        return run.execute(command)
                .orTimeout(REPLY_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void expire(SessionId session) {
        lock.lock();
        try {
            for (int attempt = 0; attempt < EXPIRY_ATTEMPTS_MAX; attempt++) {
                Optional<String> user = run.engine().userOf(session);
                if (user.isEmpty()) {
                    known.ended(session);
                    return;
                }
                executed(new Command.KeepSession(session, 1, user.get()));
                advance(Duration.ofMillis(2));
            }
            throw new IllegalStateException("the session " + session + " does not expire: its client renews it");
        } finally {
            lock.unlock();
        }
    }

    void expireAll() {
        known.open().forEach(this::expire);
    }

    boolean expireOwner(Key key) {
        Optional<SessionId> owner = known.ownerOf(key);
        owner.ifPresent(this::expire);
        return owner.isPresent();
    }

    /** Closes the proxy and stops the server, even if the proxy cannot be closed. */
    void close() {
        endPauses();
        try {
            proxy.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            run.stop();
        }
    }
}
