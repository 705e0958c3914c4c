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

/** A connection between a scripted server and an owner that takes notes. */
final class ConnectionFixture implements Connection.Owner {

    static final Duration TIMEOUT = Duration.ofSeconds(5);

    final ManualLoop loop = new ManualLoop();
    final AttemptLog log = new AttemptLog();
    final List<String> told = new ArrayList<>();
    final Connection connection;
    final ScriptedTransport.Line line;

    ConnectionFixture() {
        this(Optional.empty());
    }

    ConnectionFixture(Optional<String> password) {
        this(password, ByteBufAllocator.DEFAULT);
    }

    ConnectionFixture(Optional<String> password, ByteBufAllocator buffers) {
        connection = new Connection(loop, TIMEOUT, password, this, buffers);
        line = new ScriptedTransport.Line(new ServerAddress("somewhere", 1), connection);
    }

    /** One that has greeted and been greeted. */
    static ConnectionFixture greeted() {
        return greeted(ByteBufAllocator.DEFAULT);
    }

    static ConnectionFixture greeted(ByteBufAllocator buffers) {
        ConnectionFixture fixture = new ConnectionFixture(Optional.empty(), buffers);
        fixture.line.open();
        fixture.loop.settle();
        fixture.line.deliver(Spoken.greeting(Spoken.STORE));
        fixture.line.writes.clear();
        fixture.told.clear();
        return fixture;
    }

    void get(String key) {
        connection.send(new Command.Get(Key.of(key)), log.attempt(key));
    }

    @Override
    public void ready(Connection ready, StoreId store) {
        told.add("ready " + store);
    }

    @Override
    public void refused(String why) {
        told.add("refused: " + why);
    }

    @Override
    public void ended(Connection ended, String why) {
        told.add("ended: " + why);
    }
}
