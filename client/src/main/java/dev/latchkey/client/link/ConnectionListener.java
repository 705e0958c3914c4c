package dev.latchkey.client.link;

import java.time.Duration;

/**
 * Receives what happens to the connections of a client, for a log. Reports are rate limited: retries are not reported one by
 * one. Called on the client's event loop, so the methods must not block; an exception goes to the uncaught exception handler of
 * that thread and has no other effect.
 */
public interface ConnectionListener {

    /** A listener that ignores everything. */
    ConnectionListener NONE = new ConnectionListener() {
        @Override
        public void connected(String server) {}

        @Override
        public void lost(String server, String why, int unreported) {}

        @Override
        public void unreachable(Duration time, int attempts, String failures) {}
    };

    /** The client is connected: for the first time, or for the first time since a loss or an outage that was reported. */
    void connected(String server);

    /**
     * A connection was lost. Reported at most once a minute.
     *
     * @param unreported the number of losses since the previous report
     */
    void lost(String server, String why, int unreported);

    /**
     * No server can be reached, and the client keeps trying. Reported after 1 s without a connection, then once a minute.
     *
     * @param time how long there has been no connection
     * @param attempts the number of failed attempts to connect in that time
     * @param failures each address that was tried, with the reason for its last failure
     */
    void unreachable(Duration time, int attempts, String failures);

    /**
     * The session of the client's writes was lost; the next write opens another one. Writes that were sent in it and not answered may
     * end as {@code ErrMaybe}. Not rate limited.
     */
    default void sessionLost(String why) {}
}
