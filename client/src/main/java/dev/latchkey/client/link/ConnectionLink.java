package dev.latchkey.client.link;

import dev.latchkey.core.Command;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A link over the configured number of connections. A connection that is lost is replaced, and after any failure the next
 * address is tried: every address of a name, then the next name.
 */
public final class ConnectionLink implements Link {

    /** A request of any kind, such as UNFOLLOW, and the receiver of its reply. */
    public interface Request {

        void encode(ByteBuf out);

        /**
         * The server has replied.
         *
         * @throws ReplyParser.NotRespException if the reply is not valid; the connection is then closed
         */
        void replied(RespValue reply);

        /** No reply will arrive. */
        void failed(String why);
    }

    private final Loop loop;
    private final Transport transport;
    private final RandomGenerator chance;
    private final ClientConfig config;
    private final List<Slot> slots = new ArrayList<>();
    private final ConnectionFailures failures = new ConnectionFailures();
    private final @Nullable ConnectionReport report;
    private @Nullable Listener listener;
    private boolean closed;

    public ConnectionLink(Loop loop, Transport transport, RandomGenerator chance, ClientConfig config) {
        this.loop = loop;
        this.transport = transport;
        this.chance = chance;
        this.config = config;
        this.report = config.listener()
                .map(told -> new ConnectionReport(loop, told, failures, this::status))
                .orElse(null);
    }

    @Override
    public void open(Listener opened) {
        listener = opened;
        if (report != null) {
            report.down();
        }
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
        readiest().send(command, attempt);
    }

    /** Sends a request; the link must be ready. Its result is reported exactly once, never during this call. */
    public void send(Request request) {
        readiest().send(request);
    }

    private Connection readiest() {
        Connection connection = leastLoaded();
        if (connection == null) {
            throw new IllegalStateException("the link is not ready");
        }
        return connection;
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
    public String status() {
        List<Endpoint> greeted = endpoints(true);
        if (greeted.isEmpty()) {
            return failures.text(endpoints(false));
        }
        String servers =
                String.join(", ", greeted.stream().map(Endpoint::toString).toList());
        return "connected to " + servers + (isReady() ? "" : ", with the maximum number of unanswered requests");
    }

    /** The distinct addresses of connections that have completed the handshake, or have not. */
    private List<Endpoint> endpoints(boolean greeted) {
        return slots.stream()
                .filter(slot -> slot.connection != null && slot.connection.hasGreeted() == greeted)
                .flatMap(slot -> Optional.ofNullable(slot.endpoint).stream())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        closed = true;
        if (report != null) {
            report.close();
        }
        slots.forEach(Slot::close);
    }

    private void reportLoss(@Nullable Endpoint endpoint, String why) {
        if (report != null && endpoint != null && !closed) {
            report.lost(endpoint, why);
            if (endpoints(true).isEmpty()) {
                report.down();
            }
        }
    }

    /** One connection and its replacements. */
    private final class Slot implements Connection.Owner, EndpointRotation.Step {

        private final EndpointRotation rotation =
                new EndpointRotation(loop, transport, config.servers(), config.answerTimeout());
        private @Nullable Connection connection;
        private @Nullable Endpoint endpoint;
        private @Nullable StoreId store;
        private int failedInARow;

        void connect() {
            if (!closed) {
                rotation.next(this);
            }
        }

        @Override
        public void resolved(ServerAddress server, List<Endpoint> endpoints) {
            failures.keepOnly(server, endpoints);
        }

        @Override
        public void to(Endpoint next) {
            if (closed) {
                return;
            }
            endpoint = next;
            // why a share: an address that accepts and is silent must leave time to try the others
            Duration share = config.answerTimeout().dividedBy(rotation.ofServer());
            Connection begun =
                    new Connection(loop, share, config.answerTimeout(), config.user(), config.password(), this);
            connection = begun;
            transport.connect(next, begun);
        }

        @Override
        public void noAddress(ServerAddress server, String why) {
            failures.add(server, why);
            failedInARow++;
            again("cannot connect to " + server + ": " + why);
        }

        private void again(String why) {
            if (!closed) {
                listener().down(why);
                loop.schedule(config.backoff().delayNanos(failedInARow, chance), this::connect);
            }
        }

        void close() {
            if (connection != null) {
                connection.end("the client is closed");
            }
        }

        @Override
        public void ready(Connection ready, StoreId seen) {
            boolean isNew = store == null;
            store = seen;
            slots.forEach(slot -> slot.leaveUnlessAt(seen));
            if (isNew) {
                failures.clear();
                if (report != null && endpoint != null) {
                    report.up(endpoint);
                }
            }
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
        public void pushed(RespValue.Push push) {
            listener().pushed(push);
        }

        @Override
        public void ended(Connection ended, String why) {
            connection = null;
            store = null;
            if (ended.hasGreeted()) {
                reportLoss(endpoint, why);
            }
            if (endpoint != null) {
                failures.add(endpoint, ended.hasGreeted() ? "the connection was lost: " + why : why);
            }
            failedInARow = ended.hasAnswered() ? 1 : failedInARow + 1;
            again((ended.hasGreeted() ? "lost the connection to " : "cannot connect to ") + endpoint + ": " + why);
        }
    }

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("the link was not opened");
        }
        return listener;
    }
}
