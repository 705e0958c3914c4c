package dev.latchkey.client.link;

import dev.latchkey.client.clerk.AttemptLog;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection to a scripted server, with an owner that records status changes. */
final class ConnectionFixture implements Connection.Owner {

    static final Duration TIMEOUT = Duration.ofSeconds(5);

    final ManualLoop loop = new ManualLoop();
    final AttemptLog log = new AttemptLog();
    final List<String> events = new ArrayList<>();
    final Connection connection;
    final ScriptedTransport.ServerEnd server;

    ConnectionFixture() {
        this(Optional.empty());
    }

    ConnectionFixture(Optional<String> password) {
        this(password, ByteBufAllocator.DEFAULT);
    }

    ConnectionFixture(Optional<String> password, ByteBufAllocator buffers) {
        connection = new Connection(loop, TIMEOUT, TIMEOUT, "default", password, this, buffers);
        server = new ScriptedTransport.ServerEnd(new Endpoint(new ServerAddress("somewhere", 1), null), connection);
    }

    /** A connection that has completed the handshake. */
    static ConnectionFixture greeted() {
        return greeted(ByteBufAllocator.DEFAULT);
    }

    static ConnectionFixture greeted(ByteBufAllocator buffers) {
        ConnectionFixture fixture = new ConnectionFixture(Optional.empty(), buffers);
        fixture.server.open();
        fixture.loop.settle();
        fixture.server.deliver(Spoken.greeting(Spoken.STORE));
        fixture.server.writes.clear();
        fixture.events.clear();
        return fixture;
    }

    void get(String key) {
        connection.send(new Command.Get(Key.of(key)), log.attempt(key));
    }

    @Override
    public void ready(Connection ready, StoreId store) {
        events.add("ready " + store);
    }

    @Override
    public void refused(String why) {
        events.add("refused: " + why);
    }

    @Override
    public void ended(Connection ended, String why) {
        events.add("ended: " + why);
    }
}
