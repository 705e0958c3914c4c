package dev.latchkey.test;

import dev.latchkey.core.SessionId;
import java.util.Set;

/** One connection of a client to the server. A client that follows keys, or waits for a lock, has a further connection for that. */
public interface TestConnection extends Faults {

    /** The number of the connection, from 1, in the order in which they were opened. */
    int number();

    /** Whether it is open. A client that loses a connection opens another one. */
    boolean isOpen();

    /** The sessions that were opened on this connection and not closed on it. */
    Set<SessionId> sessions();
}
