package dev.latchkey.trial.faults;

/**
 * Decides what happens to the requests of one proxied connection, and observes its replies. {@link #faultOf} is called by one thread, and
 * the methods for what comes from the server by another one. A method that blocks delays everything behind it in that direction.
 */
@FunctionalInterface
public interface ConnectionScript {

    /** Returns the fault of a request, before it is sent to the server. Called for each request except the greeting. */
    Fault faultOf(byte[] request);

    /**
     * The server has sent a reply, in the order of the requests, which has not been passed to the client yet. Not called for the reply to
     * a greeting, nor for a push.
     */
    default void replied(byte[] reply) {}

    /** The server has sent a push, which has not been passed to the client yet. */
    default void pushed() {}

    /** The connection has ended: no further reply follows. Called once. */
    default void ended() {}

    /** The proxy's side of a connection, for its script. */
    interface Connection {

        /** Closes the connection, and drops delayed requests and replies. Idempotent; for any thread. */
        void cut();
    }

    /** Creates the script of each connection that a client opens. For all threads. */
    @FunctionalInterface
    interface Factory {

        /** Called before the first request is read. */
        ConnectionScript connected(Connection connection);
    }
}
