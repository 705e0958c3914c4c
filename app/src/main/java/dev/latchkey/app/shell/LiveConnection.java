package dev.latchkey.app.shell;

import dev.latchkey.app.ask.PlainConnection;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose replies and pushes are read by a thread of its own, so that pushes are shown while no request is waiting. One
 * thread sends requests.
 */
final class LiveConnection implements AutoCloseable {

    /** What the connection reports; called by the thread that reads. */
    interface Listener {

        void pushed(RespValue.Push push);

        /** The connection was lost while no request was waiting. */
        void lost(String reason);
    }

    private final PlainConnection connection;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();

    /** The unanswered requests, oldest first. Guarded by the lock, like the reason. */
    private final Deque<CompletableFuture<RespValue>> unanswered = new ArrayDeque<>();

    /** Why the connection is closed; null if it is open. */
    private @Nullable String closedBecause;

    private LiveConnection(PlainConnection connection, Listener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    /** Connects and authenticates. The connection begins in RESP2. */
    static LiveConnection open(ClientConfig config, Listener listener) throws IOException {
        LiveConnection live = new LiveConnection(PlainConnection.open(config), listener);
        Thread reader = new Thread(live::read, "latchkey-shell-reader");
        reader.setDaemon(true);
        reader.start();
        return live;
    }

    String address() {
        return connection.endpoint().server().toString();
    }

    boolean isOpen() {
        lock.lock();
        try {
            return closedBecause == null;
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        String reason;
        try {
            while (true) {
                arrived(connection.next());
            }
        } catch (IOException | ReplyParser.NotRespException e) {
            reason = String.valueOf(e.getMessage());
        }
        if (!fail(reason)) {
            listener.lost(reason);
        }
    }

    private void arrived(RespValue value) throws IOException {
        if (value instanceof RespValue.Push push) {
            listener.pushed(push);
            return;
        }
        CompletableFuture<RespValue> oldest = oldest();
        if (oldest == null) { // why: the server says why it closes the connection
            throw new IOException(value instanceof RespValue.ErrorLine error ? error.message() : "unexpected reply");
        }
        oldest.complete(value);
    }

    private @Nullable CompletableFuture<RespValue> oldest() {
        lock.lock();
        try {
            return unanswered.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Closes the connection. Returns whether that is reported to a waiting request, or was requested. */
    private boolean fail(String reason) {
        List<CompletableFuture<RespValue>> waiting;
        boolean wasClosed;
        lock.lock();
        try {
            wasClosed = closedBecause != null;
            closedBecause = wasClosed ? closedBecause : reason;
            waiting = List.copyOf(unanswered);
            unanswered.clear();
        } finally {
            lock.unlock();
        }
        connection.abandon();
        waiting.forEach(request -> request.completeExceptionally(new IOException(reason)));
        return wasClosed || !waiting.isEmpty();
    }

    /** Sends a request and waits for its reply. Closes the connection if there is none in time, or if the thread is interrupted. */
    RespValue ask(List<byte[]> words, Duration patience) throws IOException {
        CompletableFuture<RespValue> reply = send(words);
        try {
            return reply.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw closed("no reply within " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            throw closed("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? "no reply" : String.valueOf(cause.getMessage()), e);
        }
    }

    private IOException closed(String reason, Exception cause) {
        fail(reason);
        return new IOException(reason, cause);
    }

    /** Sends a request and returns its reply, which the caller need not wait for. */
    CompletableFuture<RespValue> send(List<byte[]> words) throws IOException {
        CompletableFuture<RespValue> reply = new CompletableFuture<>();
        lock.lock();
        try {
            if (closedBecause != null) {
                throw new IOException(closedBecause);
            }
            unanswered.add(reply);
        } finally {
            lock.unlock();
        }
        try {
            connection.send(words);
        } catch (IOException e) {
            throw closed(String.valueOf(e.getMessage()), e);
        }
        return reply;
    }

    /** The words of a request in UTF-8. */
    static List<byte[]> words(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Closes the connection, so that a waiting request fails. For any thread. */
    void abandon(String reason) {
        fail(reason);
    }

    @Override
    public void close() {
        fail("closed");
    }
}
