package dev.latchkey.server.net;

import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.budget.UnauthenticatedConnections;
import dev.latchkey.server.door.Door;
import dev.latchkey.server.door.DoorConnection;
import dev.latchkey.server.door.DoorServices;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The open connections of a node, up to a maximum number. Thread-safe. */
final class ClientConnections {

    private static final int INSPECTION_MILLIS = 1_000;

    private final int openMax;
    private final UnauthenticatedConnections unauthenticated;
    private final Time time;
    private final Map<Channel, Supplier<? extends DoorConnection>> open = new ConcurrentHashMap<>();
    private final Map<EventExecutor, LoopPauses> pauses = new ConcurrentHashMap<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean closing;

    /** @param unauthenticated those of the connections that make room for others */
    ClientConnections(int openMax, UnauthenticatedConnections unauthenticated, Time time) {
        this.openMax = openMax;
        this.unauthenticated = unauthenticated;
        this.time = time;
    }

    /** Counts an accepted connection and returns its number. */
    long nextId() {
        return accepted.incrementAndGet();
    }

    /**
     * Adds {@code handler} to the pipeline of a new connection. If there are too many, closes the oldest unauthenticated one, or refuses
     * the new one if all are authenticated.
     */
    void add(Channel channel, ConnectionHandler handler) {
        if (hasPlace()) {
            channel.pipeline().addLast(handler);
            register(channel, handler::connection);
        } else {
            channel.pipeline().addLast(new ConnectionRefusal());
        }
    }

    /** As {@link #add(Channel, ConnectionHandler)}, for a connection of another protocol. */
    void add(Channel channel, Door door, ClientState client, DoorServices services) {
        if (hasPlace()) {
            DoorConnection connection = door.accept(channel, client, services);
            register(channel, () -> connection);
        } else {
            channel.pipeline().addLast(door.refusal());
        }
    }

    private boolean hasPlace() {
        if (open.size() < openMax) {
            return true;
        }
        refused.incrementAndGet();
        return unauthenticated.closeOldest();
    }

    private void register(Channel channel, Supplier<? extends DoorConnection> connection) {
        open.put(channel, connection);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        if (closing) {
            channel.close();
        }
    }

    /** Inspects the connections of {@code loop} at intervals, until the event loop ends. */
    void inspectOn(EventExecutor loop) {
        long intervalNanos = TimeUnit.MILLISECONDS.toNanos(INSPECTION_MILLIS);
        pauses.put(loop, new LoopPauses(intervalNanos, time.nanos()));
        loop.scheduleAtFixedRate(() -> inspect(loop), INSPECTION_MILLIS, INSPECTION_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Inspects all connections in addition to the inspections at intervals, and returns when that is done. */
    void inspectNow() {
        pauses.keySet().forEach(loop -> loop.submit(() -> inspect(loop)).syncUninterruptibly());
    }

    private void inspect(EventExecutor loop) {
        LoopPauses pausesOfLoop = pauses.get(loop);
        long now = time.nanos();
        long pausedNanos = pausesOfLoop == null ? 0 : pausesOfLoop.pausedNanos(now);
        open.forEach((channel, connection) -> {
            if (channel.eventLoop() == loop) {
                inspect(connection.get(), pausedNanos, now);
            }
        });
    }

    /** Why all errors are caught: a task that throws is not repeated, and then no deadline would be enforced any more. */
    private static void inspect(DoorConnection connection, long pausedNanos, long now) {
        try {
            connection.extendDeadlines(pausedNanos, now);
            connection.inspect(now);
        } catch (RuntimeException | Error e) {
            connection.fail(e);
        }
    }

    /** The permissions of users have changed: each connection looks, on its event loop, what that means for it. */
    void accessChanged() {
        open.forEach((channel, handler) -> channel.eventLoop().execute(() -> accessChanged(handler.get())));
    }

    private static void accessChanged(DoorConnection connection) {
        try {
            connection.accessChanged();
        } catch (RuntimeException | Error e) {
            connection.fail(e);
        }
    }

    /**
     * Closes the connections that are bound to a store. Their clients took the id of the previous store from the reply to HELLO, and must
     * not write to another store.
     */
    void closeAllBoundToStore() {
        open.forEach((channel, connection) -> {
            if (connection.get().isBoundToStore()) {
                channel.close();
            }
        });
    }

    /**
     * Answers what has been read, then closes all connections: each when its client has read its replies, or after {@code grace}. Later
     * ones are closed immediately. Returns how many were open.
     */
    int close(Duration grace) {
        closing = true;
        List<Channel> channels = new ArrayList<>(open.keySet());
        open.forEach((channel, connection) ->
                channel.eventLoop().execute(() -> connection.get().stop()));
        long began = time.nanos();
        for (Channel channel : channels) {
            long left = grace.toNanos() - (time.nanos() - began);
            if (!channel.closeFuture().awaitUninterruptibly(Math.max(1, left), TimeUnit.NANOSECONDS)) {
                channel.close();
            }
        }
        return channels.size();
    }

    /** The channels of the open connections. */
    Set<Channel> channels() {
        return Set.copyOf(open.keySet());
    }

    int openCount() {
        return open.size();
    }

    /** The number of connections accepted so far, including refused ones. */
    long acceptedCount() {
        return accepted.get();
    }

    /** The number of connections refused, or closed before authentication, because there were too many. */
    long refusedCount() {
        return refused.get();
    }
}
