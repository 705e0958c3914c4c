package dev.latchkey.trial.faults;

import dev.latchkey.client.link.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;

/** Opens connections from the proxy to the server. For all threads. */
@FunctionalInterface
public interface Upstream {

    /** Opens a connection to the server. Blocks for a bounded time. */
    Socket connect() throws IOException;

    /** Connects to the first of {@code servers} that accepts within {@code millisMax} each. Resolves host names each time. */
    static Upstream of(List<ServerAddress> servers, int millisMax) {
        return () -> {
            IOException failure = new IOException("no server address given");
            for (ServerAddress server : servers) {
                try {
                    return connected(server, millisMax);
                } catch (IOException e) {
                    failure = e;
                }
            }
            throw failure;
        };
    }

    private static Socket connected(ServerAddress server, int millisMax) throws IOException {
        InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException(server.host());
        }
        Socket socket = new Socket();
        try {
            socket.connect(address, millisMax);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
