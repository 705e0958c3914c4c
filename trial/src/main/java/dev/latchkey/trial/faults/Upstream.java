package dev.latchkey.trial.faults;

import dev.latchkey.client.link.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;

/** The way from the proxy to the server. For all threads. */
@FunctionalInterface
public interface Upstream {

    /** A connection to the server. Blocks, for a bounded time. */
    Socket connect() throws IOException;

    /** To the first of {@code servers} that takes a connection within {@code millisMax} each. Names are looked up each time. */
    static Upstream of(List<ServerAddress> servers, int millisMax) {
        return () -> {
            IOException failure = new IOException("no server is named");
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
