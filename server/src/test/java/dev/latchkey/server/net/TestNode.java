package dev.latchkey.server.net;

import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.verbs.Verb;
import java.io.IOException;
import java.time.Duration;

/** A node in memory on a free port, whose clock the test advances. */
final class TestNode implements AutoCloseable {

    final ManualTime time = new ManualTime();
    final MemoryEngine engine = Talk.memory();
    final Node node;

    private TestNode(NodeConfig config) throws IOException {
        node = Node.start(config, engine, time);
    }

    static TestNode start() throws IOException {
        return new TestNode(NodeConfig.loopback(0));
    }

    static TestNode start(Limits limits) throws IOException {
        return new TestNode(NodeConfig.loopback(0).with(limits));
    }

    static TestNode start(Credentials credentials) throws IOException {
        return new TestNode(NodeConfig.loopback(0).with(credentials));
    }

    static TestNode start(IoTransport transport) throws IOException {
        return new TestNode(NodeConfig.loopback(0).with(transport));
    }

    Client connect() throws IOException {
        return new Client(node.address());
    }

    int connections() {
        return node.figures().connections();
    }

    void awaitConnections(int count) {
        Await.until(count + " connections are open", () -> connections() == count);
    }

    /** Advances the clock by seconds, with an inspection of all connections after each, until {@code count} connections are left. */
    void passTimeUntilConnections(int count) {
        Await.until(count + " connections are left", () -> {
            passSecond();
            return connections() == count;
        });
    }

    /** Advances the clock by a second and then inspects all connections. */
    void passSecond() {
        time.pass(Duration.ofSeconds(1));
        node.inspectConnections();
    }

    /** The number of calls of a command, as INFO reports it. */
    long calls(Verb verb) {
        CommandStats.Totals.Total total = node.figures().commands().commands().get(verb);
        return total == null ? 0 : total.calls();
    }

    @Override
    public void close() {
        node.stop(Duration.ZERO);
        engine.close();
    }
}
