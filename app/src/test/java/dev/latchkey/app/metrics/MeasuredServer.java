package dev.latchkey.app.metrics;

import dev.latchkey.app.InlineClient;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.http.HttpDoor;
import dev.latchkey.http.figures.HttpStats;
import dev.latchkey.http.guard.AllowedHosts;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A server in this JVM, with its metrics. */
final class MeasuredServer implements AutoCloseable {

    static final String PASSWORD = "correct-horse-battery";

    private static final StoreListener SILENT = new StoreListener() {
        @Override
        public void recovering(String what, long done, long inAll) {}

        @Override
        public void failed(Throwable reason) {
            throw new AssertionError(reason);
        }
    };

    private final Engine engine;
    private final Node node;
    private final int httpPort;
    final Metrics metrics;

    private MeasuredServer(Engine engine, NodeConfig config) throws IOException {
        this.engine = engine;
        this.node = Node.start(config, engine);
        HttpStats requests = new HttpStats();
        this.metrics = new Metrics(node::figures, requests, SystemTime.INSTANCE);
        this.httpPort = node.open(
                        new HttpDoor(new AllowedHosts(List.of()), List.of(), requests),
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .getPort();
    }

    /** A server with a data directory. */
    static MeasuredServer durable(Path data) throws IOException {
        return durable(data, NodeConfig.loopback(0));
    }

    /** As {@link #durable}, with a password. */
    static MeasuredServer withPassword(Path data) throws IOException {
        return durable(data, NodeConfig.loopback(0).with(Credentials.of(PASSWORD.getBytes(StandardCharsets.UTF_8))));
    }

    private static MeasuredServer durable(Path data, NodeConfig config) throws IOException {
        DurableEngine engine = DurableEngine.open(
                NioDisk.at(data),
                DurableOptions.withMemoryLimit(16 << 20),
                SystemChance.secure(),
                SystemTime.INSTANCE,
                SILENT);
        engine.start();
        return new MeasuredServer(engine, config);
    }

    /** A server without a log. */
    static MeasuredServer inMemory() throws IOException {
        return new MeasuredServer(
                MemoryEngine.withMemoryLimit(
                        16 << 20, StoreId.draw(SystemChance.secure()), SipHash.draw(SystemChance.secure())),
                NodeConfig.loopback(0));
    }

    InlineClient connect() throws IOException {
        return new InlineClient(node.address().getPort());
    }

    /** Sends an HTTP request without a body, and returns the status code of the response. */
    int http(String method, String target) throws IOException {
        HttpURLConnection request = (HttpURLConnection)
                URI.create("http://localhost:" + httpPort + target).toURL().openConnection();
        request.setRequestMethod(method);
        try {
            return request.getResponseCode();
        } finally {
            request.disconnect();
        }
    }

    Exposed scrape() {
        return new Exposed(metrics.scrape());
    }

    @Override
    public void close() {
        metrics.close();
        node.close();
        engine.close();
    }
}
