package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.talk.EngineAround;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An engine that joins a store after the node was started, and then another one. */
final class StoreChangeTest {

    private static final StoreId FIRST = new StoreId(1, 1);
    private static final StoreId SECOND = new StoreId(2, 2);

    private static final class JoiningEngine extends EngineAround {

        private final List<Consumer<StoreId>> listeners = new ArrayList<>();
        private volatile Optional<StoreId> joined = Optional.empty();

        JoiningEngine() {
            super(Talk.memory());
        }

        @Override
        public Optional<StoreId> storeId() {
            return joined;
        }

        @Override
        public void onStoreChange(Consumer<StoreId> listener) {
            listeners.add(listener);
        }

        void join(StoreId id) {
            joined = Optional.of(id);
            listeners.forEach(listener -> listener.accept(id));
        }
    }

    private final JoiningEngine engine = new JoiningEngine();

    private static Node start(Engine engine) throws IOException {
        return Node.start(NodeConfig.loopback(0), engine, new ManualTime());
    }

    private static String hello(Client client) throws IOException {
        client.say(Resp.request("HELLO", "3") + Resp.request("QUIT"));
        return client.readToEnd();
    }

    @Test
    void helloReportsTheStoreOnceTheEngineHasJoinedOne() throws IOException {
        try (Node node = start(engine)) {
            try (Client client = new Client(node.address())) {
                assertThat(hello(client)).contains("$5\r\nstore\r\n_\r\n");
            }
            engine.join(FIRST);
            try (Client client = new Client(node.address())) {
                assertThat(hello(client)).contains("$5\r\nstore\r\n" + Resp.bulk(FIRST.toString()));
            }
        }
    }

    @Test
    void connectionsAreClosedWhenTheStoreChanges() throws IOException {
        engine.join(FIRST);
        try (Node node = start(engine);
                Client client = new Client(node.address())) {
            assertThat(client.hears("+PONG\r\n", "PING")).isTrue();
            engine.join(SECOND);
            assertThat(client.readToEnd()).isEmpty();
        }
    }
}
