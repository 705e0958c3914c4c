package dev.latchkey.server.door;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.budget.Budgets;
import dev.latchkey.server.budget.UnauthenticatedConnections;
import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.server.verbs.Follows;
import dev.latchkey.wire.Limits;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;

/** What a node offers to the connections of a {@link Door}. Thread-safe unless a method states otherwise. */
public interface DoorServices {

    /** The engine that executes commands. */
    Engine engine();

    /** The clocks. */
    Time time();

    /** The limits of every connection. */
    Limits limits();

    /** Authenticates clients. */
    Logins logins();

    /** The budgets of connections that are authenticated or need not be, or of all others. */
    Budgets budgets(boolean authenticated);

    /** The connections that are not authenticated although a password is required. */
    UnauthenticatedConnections unauthenticated();

    /**
     * Creates the follows of one connection, which has none yet. Call this on its event loop, and use them there only.
     *
     * @param wake called on the event loop when a follow has more events
     */
    Follows newFollows(Channel channel, ClientState client, Runnable wake);

    /**
     * Runs {@code turn} on {@code loop} after the input of all its connections that has arrived, and after the turns that were requested
     * before. Call this on that event loop.
     *
     * @param begun whether the reply is partly written
     */
    void requestTurn(EventExecutor loop, Runnable turn, boolean begun);

    /** The figures of the node, as of now. */
    ServerFigures figures();

    /** Logs that a connection is closed because its client has exceeded a deadline or a limit of its own; at most a line a minute. */
    void logOverdue(String line);

    /** Logs that a connection is closed because a budget is exceeded; at most a line a minute. */
    void logShedding(String line);

    /** Logs that a connection is closed for lack of memory; at most a line a minute. */
    void logOutOfMemory(String line);
}
