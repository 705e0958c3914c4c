package dev.latchkey.app.network;

import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;

/** A store in memory, and the node that serves it while it is started. */
final class Store implements AutoCloseable {

    private static final long BYTES_MAX = 500_000_000;

    final MemoryEngine engine =
            new MemoryEngine(StoreId.draw(new SecureRandom()), StateLimits.STANDARD, BYTES_MAX, new SipHash(1, 2));
    private Node node;
    private boolean stopped;

    Store() throws IOException {
        this(NodeConfig.loopback(0));
    }

    Store(NodeConfig config) throws IOException {
        node = Node.start(config, engine);
    }

    /** Serves the same store again, at the same or another address. */
    void startAgain(NodeConfig config) throws IOException {
        node = Node.start(config, engine);
        stopped = false;
    }

    void stop() {
        if (!stopped) {
            node.stop(Duration.ofMillis(1));
        }
        stopped = true;
    }

    /** Reads the users file again. */
    void refreshUsers() {
        node.refreshUsers();
    }

    StoreId storeId() {
        return engine.storeId().orElseThrow();
    }

    InetSocketAddress address() {
        return node.address();
    }

    String hostAndPort() {
        String host = address().getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address().getPort();
    }

    /** Settings for tests: the deadline is long enough never to cause ErrMaybe, and reconnecting is fast. */
    static ClientConfig config(String addresses) {
        return ClientConfig.of(addresses)
                .withDeadline(Duration.ofMinutes(5))
                .withAnswerTimeout(Duration.ofSeconds(30))
                .withBackoff(new Backoff(Duration.ofMillis(1), Duration.ofMillis(4)));
    }

    @Override
    public void close() {
        stop();
        engine.close();
    }
}
