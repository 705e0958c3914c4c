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
 * A TCP proxy on the loopback address that knows where requests and replies begin and end, and asks for each request but the
 * greeting what shall go wrong with it. Each connection has two threads; of connections and late copies there is a most.
 *
 * <p>What was sent on to the server whole is executed, whatever becomes of the client, unless the connection is reset: the
 * server's side is closed in order, behind the replies.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 4_096;
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private final ServerSocket listener;
    private final Upstream upstream;
    private final Supplier<Fault> faults;
    private final FaultLog log;
    private final Time time;
    private final LateCopies late;
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<Carrier> carriers = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(CONNECTIONS_MAX);
    private final Thread acceptor;
    private volatile boolean closed;
    private volatile @Nullable IOException failure;

    /**
     * Listens from now on.
     *
     * @param faults asked once for each request, by any thread
     * @throws IOException if there is no port to listen on
     */
    public FaultProxy(Upstream upstream, Supplier<Fault> faults, FaultLog log, Time time) throws IOException {
        this(upstream, faults, log, time, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
    }

    /** On a port of somebody else's, which is closed with it. */
    FaultProxy(Upstream upstream, Supplier<Fault> faults, FaultLog log, Time time, ServerSocket listener) {
        this.listener = listener;
        this.upstream = upstream;
        this.faults = faults;
        this.log = log;
        this.time = time;
        late = new LateCopies(upstream, log);
        acceptor = start(this::accept);
    }

    /** Where clients reach it: host and port. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** How many requests came, greetings apart. */
    public int requests() {
        return requests.get();
    }

    /** Ends all connections there are. */
    public void cutAll() {
        carriers.forEach(Carrier::cut);
    }

    /** Executes all late copies that are still to come. To be called when all clients are done. */
    public void executeAllLate() {
        executeLate(Integer.MAX_VALUE);
    }

    private void accept() {
        try {
            while (!closed) {
                Socket client = listener.accept();
                if (room.tryAcquire()) {
                    carry(client);
                } else {
                    client.close();
                }
            }
        } catch (IOException e) {
            if (!closed) { // why: closing the listener is how it ends in order
                failure = e;
            }
            cutAll();
        }
    }

    /** Why no connection is accepted any more; null as long as they are, or if it was closed. */
    @Nullable
    public IOException failure() {
        return failure;
    }

    private void carry(Socket client) {
        Carrier carrier = new Carrier(this, client);
        carriers.add(carrier);
        if (closed) {
            carrier.cut();
        }
        carrier.start();
    }

    Socket connect() throws IOException {
        return upstream.connect();
    }

    Fault nextFault() {
        return faults.get();
    }

    /** Counts a request, and returns its number. */
    int count() {
        return requests.incrementAndGet();
    }

    /** Keeps a copy of a request, unless there are too many already. */
    boolean keep(LateCopies.Copy copy) {
        return late.keep(copy);
    }

    /** Executes the late copies that are due by request {@code number}. */
    void executeLate(int number) {
        int executed = late.execute(number);
        for (int i = 0; i < executed; i++) {
            fired(ProxyFaultKind.REPLAY, time.nanos());
        }
    }

    long now() {
        return time.nanos();
    }

    /** To be called before a whole request goes to the server. */
    void sendingOn(byte[] request) {
        log.sendingOn(request);
    }

    /** Tells of a fault that began then and ends now. */
    void fired(ProxyFaultKind kind, long begin) {
        log.fired(kind, begin, time.nanos());
    }

    void ended(Carrier carrier) {
        carriers.remove(carrier);
        room.release();
    }

    static Thread start(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Drops what is held back, ends all connections, and waits, for a bounded time, until what was sent on is executed. */
    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        try {
            acceptor.join(CLOSE_MILLIS_MAX);
            long until = time.nanos() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS_MAX);
            for (Carrier carrier : new ArrayList<>(carriers)) {
                carrier.cut();
                carrier.awaitEnd(until - time.nanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
