package dev.latchkey.trial.faults;

import dev.latchkey.seams.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback address that injects network faults. It parses requests and replies, and obtains a fault for each
 * request except the greeting. Each connection has two threads; the number of connections and of late copies is limited.
 *
 * <p>A request that was sent to the server completely is executed even if the client disconnects, unless the fault resets the
 * connection: the server's side is closed only after the replies.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 4_096;
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private final ServerSocket listener;
    private final Upstream upstream;
    private final ConnectionScript.Factory scripts;
    private final FaultLog log;
    private final Time time;
    private final LateCopies late;
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<ProxiedConnection> carriers = ConcurrentHashMap.newKeySet();
    private final Semaphore connectionPermits = new Semaphore(CONNECTIONS_MAX);
    private final Thread acceptor;
    private volatile boolean closed;
    private volatile @Nullable IOException failure;

    /**
     * Starts to listen on a free port.
     *
     * @param faults supplies a fault for each request; called by any thread
     * @throws IOException if no port is available
     */
    public FaultProxy(Upstream upstream, Supplier<Fault> faults, FaultLog log, Time time) throws IOException {
        this(upstream, faults, log, time, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
    }

    /**
     * As the other constructor, with a script for each connection.
     *
     * @throws IOException if no port is available
     */
    public FaultProxy(Upstream upstream, ConnectionScript.Factory scripts, FaultLog log, Time time) throws IOException {
        this(upstream, scripts, log, time, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
    }

    /** Uses the given listener, and closes it when the proxy is closed. */
    FaultProxy(Upstream upstream, Supplier<Fault> faults, FaultLog log, Time time, ServerSocket listener) {
        this(upstream, connection -> request -> faults.get(), log, time, listener);
    }

    private FaultProxy(
            Upstream upstream, ConnectionScript.Factory scripts, FaultLog log, Time time, ServerSocket listener) {
        this.listener = listener;
        this.upstream = upstream;
        this.scripts = scripts;
        this.log = log;
        this.time = time;
        late = new LateCopies(upstream, log);
        acceptor = start(this::accept);
    }

    /** The address for clients, as host:port. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** The number of requests received, without greetings. */
    public int requests() {
        return requests.get();
    }

    /** The number of open connections. */
    int carriers() {
        return carriers.size();
    }

    /** Closes all current connections. */
    public void cutAll() {
        carriers.forEach(ProxiedConnection::cut);
    }

    /** Executes all late copies that are not executed yet. Call when all clients are done. */
    public void executeAllLate() {
        executeLate(Integer.MAX_VALUE);
    }

    private void accept() {
        try {
            while (!closed) {
                Socket client = listener.accept();
                if (connectionPermits.tryAcquire()) {
                    carry(client);
                } else {
                    client.close();
                }
            }
        } catch (IOException e) {
            if (!closed) { // why: close() closes the listener, which is not a failure
                failure = e;
            }
            cutAll();
        }
    }

    /** Why the proxy no longer accepts connections; null if it does, or if it was closed. */
    @Nullable
    public IOException failure() {
        return failure;
    }

    private void carry(Socket client) {
        ProxiedConnection carrier = new ProxiedConnection(this, client);
        carriers.add(carrier);
        if (closed) {
            carrier.cut();
        }
        carrier.start();
    }

    Socket connect() throws IOException {
        return upstream.connect();
    }

    /** A connection to the server has ended without a single reply. */
    void unanswered() {
        upstream.unanswered();
    }

    ConnectionScript script(ConnectionScript.Connection connection) {
        return scripts.connected(connection);
    }

    /** Counts a request, and returns its number. */
    int count() {
        return requests.incrementAndGet();
    }

    /** Keeps a copy of a request for later. Returns false if there are too many already. */
    boolean keep(LateCopies.Copy copy) {
        return late.keep(copy);
    }

    /** Executes the late copies that are due at request {@code number}. */
    void executeLate(int number) {
        int executed = late.execute(number);
        for (int i = 0; i < executed; i++) {
            fired(ProxyFaultKind.REPLAY, time.nanos());
        }
    }

    long now() {
        return time.nanos();
    }

    /** Call before a complete request is sent to the server. */
    void sendingOn(byte[] request) {
        log.sendingOn(request);
    }

    /** Logs a fault that began at {@code begin} and ends now. */
    void fired(ProxyFaultKind kind, long begin) {
        log.fired(kind, begin, time.nanos());
    }

    void ended(ProxiedConnection carrier) {
        carriers.remove(carrier);
        connectionPermits.release();
    }

    static Thread start(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * Drops delayed requests and replies, closes all connections, and waits, bounded, until sent requests are executed, even if
     * the thread is interrupted.
     */
    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        long until = time.nanos() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS_MAX);
        boolean interrupted = awaitEnd(until, left -> TimeUnit.NANOSECONDS.timedJoin(acceptor, left));
        for (ProxiedConnection carrier : new ArrayList<>(carriers)) {
            carrier.cut();
            interrupted |= awaitEnd(until, carrier::awaitEnd);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits although the thread is interrupted, because what was sent must be executed. Returns whether it was interrupted. */
    private boolean awaitEnd(long until, BoundedWait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.await(Math.max(1, until - time.nanos()));
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private interface BoundedWait {
        void await(long nanosMax) throws InterruptedException;
    }
}
