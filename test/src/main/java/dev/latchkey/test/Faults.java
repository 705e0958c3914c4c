package dev.latchkey.test;

import java.time.Duration;

/**
 * The faults that a test can inject between its clients and the server: {@link LatchkeyServer} injects them into the requests of all
 * connections, and a {@link TestConnection} into its own. For any thread; a fault concerns requests that arrive after the call.
 *
 * <p>A lost reply and a lost request look the same to a client, whose connection is closed without a reply. What differs is whether the
 * server has executed the request. With no verb named, only a command that reads or writes keys is lost: not one by which the client
 * opens or keeps its sessions, or follows keys.
 */
public interface Faults {

    /** The server executes the next request, but the connection is closed instead of passing on the reply. */
    void loseNextReply();

    /**
     * {@link #loseNextReply()} for the next request with this verb.
     *
     * @param verb for example PUT, also within ONCE, or KEEP for the renewals of sessions; case is ignored
     */
    void loseNextReply(String verb);

    /** The connection is closed before the next request reaches the server, which never executes it. */
    void loseNextRequest();

    /** {@link #loseNextRequest()} for the next request with this verb. */
    void loseNextRequest(String verb);

    /** Delays each request by {@code time}, one after the other on each connection, until another delay is set or {@link #heal} is called. */
    void delay(Duration time);

    /** Closes the connections that are open. The server executes the requests that it has received. */
    void cut();

    /**
     * Lets the sessions expire that were opened on these connections, as if nothing had been heard of their client for their time to
     * live. Blocks until they have ended, and their keys are deleted. Advances the clock of leases by a few milliseconds.
     */
    void expireSessions();

    /** Cancels the faults that have not happened yet, and ends delays. */
    void heal();
}
