package dev.latchkey.test;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Key;
import dev.latchkey.core.SessionId;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.test.history.RequestWords;
import dev.latchkey.test.history.TestHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A Latchkey server in this JVM, on a free port of the loopback address, whose clients connect through a proxy that injects faults. The
 * faults of this object concern the requests of all connections; {@link #connections} has those of each.
 *
 * <p>Leases. The server ends sessions, and with them frees locks, by a clock that {@link #advance} moves and that otherwise stands still
 * by default ({@link Leases}). Clients have clocks of their own, which nothing moves: a client whose session was ended by {@code advance}
 * notices it at its next renewal or, for a lock, when the key is deleted.
 *
 * <p>Thread-safe. JUnit tests get a server from {@link LatchkeyTest}; others call {@link #start}.
 */
public final class LatchkeyServer implements Faults, AutoCloseable {

    /** Retries do not wait as long as in production, where many clients may retry at the same time. */
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(50));

    private final ProxiedServer server;
    private final List<Latchkey> clients = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Latchkey shared;
    private boolean closed;

    private LatchkeyServer(ProxiedServer server) {
        this.server = server;
    }

    /** Starts a server with the default options. */
    public static LatchkeyServer start() {
        return start(ServerOptions.DEFAULT);
    }

    /** Starts a server. The caller closes it. */
    public static LatchkeyServer start(ServerOptions options) {
        try {
            return new LatchkeyServer(ProxiedServer.start(options, SystemTime.INSTANCE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address for clients, as host:port. It stays the same when the server crashes and restarts. */
    public String address() {
        return server.address();
    }

    /** The address for clients. */
    public InetSocketAddress socketAddress() {
        String address = address();
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    /** The configuration of a client of this server. It retries faster than by default. */
    public ClientConfig clientConfig() {
        return ClientConfig.of(address()).withBackoff(BACKOFF);
    }

    /** A client of this server, the same at every call, which is closed with the server. */
    public Latchkey latchkey() {
        lock.lock();
        try {
            if (shared == null) {
                shared = connect();
            }
            return shared;
        } finally {
            lock.unlock();
        }
    }

    /** Creates another client of this server, which is closed with the server if it was not closed before. */
    public Latchkey connect() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the server is closed");
            }
            Latchkey client = Latchkey.connect(clientConfig());
            clients.add(client);
            return client;
        } finally {
            lock.unlock();
        }
    }

    /** The open connections, in the order in which they were opened. */
    public List<TestConnection> connections() {
        return server.connections();
    }

    @Override
    public void loseNextReply() {
        server.menu().loseReply(RequestWords::isOfKeys);
    }

    @Override
    public void loseNextReply(String verb) {
        server.menu().loseReply(request -> request.isNamed(verb));
    }

    @Override
    public void loseNextRequest() {
        server.menu().loseRequest(RequestWords::isOfKeys);
    }

    @Override
    public void loseNextRequest(String verb) {
        server.menu().loseRequest(request -> request.isNamed(verb));
    }

    @Override
    public void delay(Duration time) {
        server.menu().delay(time);
    }

    @Override
    public void cut() {
        connections().forEach(TestConnection::cut);
    }

    @Override
    public void expireSessions() {
        server.expireAll();
    }

    /**
     * Lets the session expire that owns a key, as if nothing had been heard of its client. Blocks until it has ended and its keys are
     * deleted.
     *
     * @return false if no session that was opened through this server owned the key when it was last written
     */
    public boolean expireOwner(Key key) {
        return server.expireOwner(key);
    }

    /** {@link #expireOwner} of the key of a lock: its holder loses it, and the next client can acquire it. */
    public boolean expireLock(String name) {
        return expireOwner(Key.of("lock/" + name));
    }

    /** Lets a session expire. Does nothing if the server does not have it. */
    public void expireSession(SessionId session) {
        server.expire(session);
    }

    @Override
    public void heal() {
        server.heal();
    }

    /**
     * Pauses the server, like a suspended process: connections stay open, and nothing is answered. Requests wait until the pause is
     * closed, and so do new connections. The clock of leases does not count the pause, as that of a real server does not.
     */
    public Pause pauseServer() {
        return server.pause();
    }

    /** {@link #pauseServer()} for {@code time}. Returns immediately. */
    public void pauseServer(Duration time) {
        server.pause(time);
    }

    /**
     * Crashes the server, as by a power failure, and starts it again at the same address. All connections are lost, and requests may or
     * may not have been executed. A durable store loses a random part of what was not fsynced, which no client has seen; every session
     * then has its full time to live again. A store in memory is lost, and the server has a new one with another id.
     */
    public void crashAndRestart() {
        server.crashAndRestart();
    }

    /**
     * Advances the clock of leases: sessions whose time to live passes end, in order, and their keys are deleted before this method
     * returns.
     */
    public void advance(Duration time) {
        server.advance(time);
    }

    /** What all clients have requested up to now, and what the server has replied. */
    public TestHistory history() {
        return server.recorder().history();
    }

    /** {@link TestHistory#assertLinearizable} for everything up to now. */
    public void assertLinearizable() {
        history().assertLinearizable();
    }

    /** Closes the clients that were created by this object, and the server. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            server.endPauses();
            clients.forEach(Latchkey::close);
        } finally {
            lock.unlock();
        }
        server.close();
    }
}
