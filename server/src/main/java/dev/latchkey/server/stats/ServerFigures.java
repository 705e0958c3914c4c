package dev.latchkey.server.stats;

import dev.latchkey.core.StoreId;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.Persistence;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@link InfoReport} shows of a running server, read at one point in time.
 *
 * @param port where it listens
 * @param transport how it waits for sockets: {@code epoll} or {@code nio}
 * @param connections open now, refused ones excluded
 * @param connectionsEver accepted since startup, refused ones included
 * @param inputBytes buffered of unfinished requests, all connections together
 * @param outputBytes buffered for slow readers, all connections together
 * @param engine the name of the engine
 * @param persistence empty for an engine that keeps nothing on disk
 */
public record ServerFigures(
        int port,
        String transport,
        Duration uptime,
        int connections,
        int connectionsMax,
        long connectionsEver,
        long connectionsRefused,
        long inputBytes,
        long outputBytes,
        String engine,
        KeyspaceSize keyspace,
        Optional<Persistence> persistence,
        Optional<StoreId> storeId,
        CommandStats.Totals commands) {}
