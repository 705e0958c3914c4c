package dev.latchkey.app.foreign;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.http.HttpDoor;
import dev.latchkey.http.guard.AllowedHosts;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A server in this process, on a free port. */
public final class ServedNode implements AutoCloseable {

    public static final String HOST = "127.0.0.1";
    public static final String PASSWORD = "opensesame";

    private static final long STORE_BYTES_MAX = 64L * 1_024 * 1_024;

    private final Node node;

    private ServedNode(NodeConfig config) {
        try {
            node = Node.start(
                    config,
                    new MemoryEngine(
                            StoreId.draw(SystemChance.secure()),
                            StateLimits.STANDARD,
                            STORE_BYTES_MAX,
                            new SipHash(1, 2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ServedNode open() {
        return open(0);
    }

    /** A server on a given port, such as that of a server that was closed. */
    public static ServedNode open(int port) {
        return new ServedNode(NodeConfig.loopback(port));
    }

    public static ServedNode withPassword() {
        return new ServedNode(NodeConfig.loopback(0).with(Credentials.of(PASSWORD.getBytes(StandardCharsets.UTF_8))));
    }

    public int port() {
        return node.address().getPort();
    }

    /** Serves HTTP too, and returns its port. Call this at most once. */
    public int openHttp() {
        try {
            return node.open(
                            new HttpDoor(new AllowedHosts(List.of())),
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                    .getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
