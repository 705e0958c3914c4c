package dev.latchkey.server.stats;

import dev.latchkey.core.StoreId;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.SessionFigures;
import java.time.Duration;
import java.util.Optional;

/**
 * The figures of a running server that {@link InfoReport} reports, read at one point in time.
 *
 * @param port the port it listens on
 * @param httpPort the port of its HTTP API; 0 if it serves none
 * @param transport how it waits for sockets: {@code io_uring}, {@code epoll} or {@code nio}
 * @param connections the open connections, excluding refused ones
 * @param unauthenticated the open connections that are not authenticated although a password is required
 * @param connectionsEver the connections accepted since startup, including refused ones
 * @param loginsFailed the number of wrong passwords since startup
 * @param inputBytes the memory used for incomplete requests by all connections together
 * @param inputBytesMax its limit
 * @param outputBytes the output that clients have not read, of all connections together
 * @param outputBytesMax its limit
 * @param replyQueueBytes the memory used for queued replies by all connections together
 * @param replyQueueBytesMax its limit
 * @param directBytes the direct memory in use by network buffers; -1 where that is unknown
 * @param directBytesMax its limit
 * @param pendingTasks the tasks that wait to be run by the event loops
 * @param engine the name of the engine
 * @param persistence empty for an engine that stores nothing on disk
 */
public record ServerFigures(
        int port,
        int httpPort,
        String transport,
        Duration uptime,
        int connections,
        int connectionsMax,
        int unauthenticated,
        long connectionsEver,
        long connectionsRefused,
        long loginsFailed,
        long inputBytes,
        long inputBytesMax,
        long outputBytes,
        long outputBytesMax,
        long replyQueueBytes,
        long replyQueueBytesMax,
        long directBytes,
        long directBytesMax,
        long pendingTasks,
        String engine,
        KeyspaceSize keyspace,
        SessionFigures sessions,
        HistoryFigures history,
        Optional<Persistence> persistence,
        Optional<StoreId> storeId,
        CommandStats.Totals commands) {}
