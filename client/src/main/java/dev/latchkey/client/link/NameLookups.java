package dev.latchkey.client.link;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

/**
 * Looks up host names on threads of their own: a name service that does not answer must not block the event loop, which enforces
 * the deadlines. Each name is looked up by at most one thread at a time, so that threads do not accumulate either. All methods
 * are called on the loop.
 */
final class NameLookups {

    private static final ThreadFactory THREADS = new DefaultThreadFactory("latchkey-lookup", true);

    /** As many as a client has connections. Any more have given up by then. */
    private static final int WAITING_MAX = 64;

    private final Executor loop;
    private final NameResolver names;

    /** The lookups in progress, each with those who wait for its result. */
    private final Map<ServerAddress, Deque<Transport.Resolution>> underWay = new HashMap<>();

    NameLookups(Executor loop, NameResolver names) {
        this.loop = loop;
        this.names = names;
    }

    /** Looks up the addresses of a server, or waits for the lookup in progress. */
    void lookUp(ServerAddress server, Transport.Resolution resolution) {
        Deque<Transport.Resolution> waiting = underWay.get(server);
        if (waiting != null) {
            if (waiting.size() == WAITING_MAX) {
                waiting.removeFirst();
            }
            waiting.addLast(resolution);
            return;
        }
        underWay.put(server, new ArrayDeque<>(List.of(resolution)));
        try {
            THREADS.newThread(() -> lookUp(server)).start();
        } catch (Throwable e) { // why all: it is an OutOfMemoryError if the system allows no more threads
            loop.execute(() -> take(server).forEach(one -> one.failed("cannot resolve the host name: " + e)));
        }
    }

    private void lookUp(ServerAddress server) {
        Runnable report;
        try {
            List<Endpoint> found = Endpoint.allOf(server, names);
            report = () -> take(server).forEach(one -> one.found(found));
        } catch (IOException e) {
            report = () -> take(server).forEach(one -> one.failed(String.valueOf(e.getMessage())));
        } catch (Error e) { // why: otherwise every later lookup would wait for this one
            report = () -> take(server).forEach(one -> one.failed("cannot resolve the host name: " + e));
        }
        try {
            loop.execute(report);
        } catch (RejectedExecutionException e) {
            return; // why: the client was closed during the lookup, so its result is no longer needed
        }
    }

    private Deque<Transport.Resolution> take(ServerAddress server) {
        Deque<Transport.Resolution> waiting = underWay.remove(server);
        return waiting == null ? new ArrayDeque<>() : waiting;
    }
}
