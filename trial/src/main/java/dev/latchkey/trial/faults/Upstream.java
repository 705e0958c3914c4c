package dev.latchkey.trial.faults;

import dev.latchkey.client.link.NameResolver;
import dev.latchkey.client.link.ServerAddress;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/** Opens connections from the proxy to the server. For all threads. */
@FunctionalInterface
public interface Upstream {

    /** Opens a connection to the server. Blocks for a bounded time, name resolution excluded. */
    Socket connect() throws IOException;

    /** A connection has ended without a single reply, so another address should be tried, if there is one. */
    default void unanswered() {}

    /**
     * Connects to one of the addresses of {@code servers}, each within {@code millisMax}, which the addresses of one name share.
     * Resolves host names each time, and goes on to the next address after any failure.
     */
    static Upstream of(List<ServerAddress> servers, int millisMax) {
        return new RotatingUpstream(servers, millisMax, NameResolver.SYSTEM);
    }
}
