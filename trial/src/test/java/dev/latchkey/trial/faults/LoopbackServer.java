package dev.latchkey.trial.faults;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** An in-memory server in this process, on a free port of the loopback address. */
public final class LoopbackServer implements AutoCloseable {

    public static final String HOST = "127.0.0.1";
    public static final String PASSWORD = "opensesame";

    private final Node node;

    private LoopbackServer(NodeConfig config) {
        try {
            StoreId id = StoreId.draw(SystemChance.secure());
            node = Node.start(config, MemoryEngine.withMemoryLimit(1 << 26, id, new SipHash(1, 2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static LoopbackServer open() {
        return new LoopbackServer(NodeConfig.loopback(0));
    }

    public static LoopbackServer withPassword() {
        return new LoopbackServer(
                NodeConfig.loopback(0).with(Credentials.of(PASSWORD.getBytes(StandardCharsets.UTF_8))));
    }

    public int port() {
        return node.address().getPort();
    }

    @Override
    public void close() {
        node.close();
    }
}
