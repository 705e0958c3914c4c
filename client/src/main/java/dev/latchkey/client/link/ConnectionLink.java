package dev.latchkey.client.link;

import dev.latchkey.core.Command;
import dev.latchkey.core.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A link over the configured number of connections. A connection that is lost is replaced, trying the servers in turn. */
public final class ConnectionLink implements Link {

    private final Loop loop;
    private final Transport transport;
    private final RandomGenerator chance;
    private final ClientConfig config;
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable Listener listener;
    private boolean closed;

    public ConnectionLink(Loop loop, Transport transport, RandomGenerator chance, ClientConfig config) {
        this.loop = loop;
        this.transport = transport;
        this.chance = chance;
        this.config = config;
    }

    @Override
    public void open(Listener opened) {
        listener = opened;
        for (int i = 0; i < config.connections(); i++) {
            Slot slot = new Slot();
            slots.add(slot);
            slot.connect();
        }
    }

    @Override
    public boolean isReady() {
        return leastLoaded() != null;
    }

    @Override
    public void send(Command command, Attempt attempt) {
        Connection connection = leastLoaded();
        if (connection == null) {
            throw new IllegalStateException("the link is not ready");
        }
        connection.send(command, attempt);
    }

    private @Nullable Connection leastLoaded() {
        Connection best = null;
        for (Slot slot : slots) {
            Connection connection = slot.connection;
            if (connection != null && connection.isReady() && (best == null || connection.load() < best.load())) {
                best = connection;
            }
        }
        return best;
    }

    @Override
    public void close() {
        closed = true;
        slots.forEach(Slot::close);
    }

    /** One connection and its replacements. */
    private final class Slot implements Connection.Owner {

        private @Nullable Connection connection;
        private @Nullable StoreId store;
        private int failures;
        private int nextServer;

        void connect() {
            if (closed) {
                return;
            }
            ServerAddress server = config.servers().get(nextServer);
            nextServer = (nextServer + 1) % config.servers().size();
            Connection begun = new Connection(loop, config.answerTimeout(), config.password(), this);
            connection = begun;
            transport.connect(server, begun);
        }

        void close() {
            if (connection != null) {
                connection.end("the client is closed");
            }
        }

        @Override
        public void ready(Connection ready, StoreId seen) {
            store = seen;
            slots.forEach(slot -> slot.leaveUnlessAt(seen));
            listener().ready(seen);
        }

        /** Versions of one store are meaningless in another, so connections to both must not be in use at the same time. */
        private void leaveUnlessAt(StoreId seen) {
            if (connection != null && store != null && !store.equals(seen)) {
                connection.end("the server has a different store");
            }
        }

        @Override
        public void refused(String why) {
            listener().refused(why);
        }

        @Override
        public void ended(Connection ended, String why) {
            connection = null;
            store = null;
            failures = ended.hasAnswered() ? 1 : failures + 1;
            if (!closed) {
                listener().down(why);
                loop.schedule(config.backoff().delayNanos(failures, chance), this::connect);
            }
        }
    }

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("the link was not opened");
        }
        return listener;
    }
}
