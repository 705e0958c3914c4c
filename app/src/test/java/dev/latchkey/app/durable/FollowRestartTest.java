package dev.latchkey.app.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.follow.Follow;
import dev.latchkey.client.follow.FollowUpdate;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Reply.EventsOfKey;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows over real sockets, and over restarts of a durable server. Covers FOLL-01. */
final class FollowRestartTest {

    private static final int ROUNDS = 4;
    private static final int WRITES = 100;

    private final Path data;

    FollowRestartTest(@TempDir Path data) {
        this.data = data;
    }

    @SuppressWarnings("NullAway.Init") // set by start
    private DurableEngine engine;

    @SuppressWarnings("NullAway.Init") // set by start
    private Node node;

    private void start(int port) throws IOException {
        StoreListener silent = new StoreListener() {
            @Override
            public void recovering(String what, long done, long inAll) {}

            @Override
            public void failed(Throwable reason) {}
        };
        engine = DurableEngine.open(
                NioDisk.at(data),
                DurableOptions.withMemoryLimit(16 << 20),
                SystemChance.seeded(port),
                SystemTime.INSTANCE,
                silent);
        engine.start();
        node = Node.start(NodeConfig.loopback(port), engine);
    }

    private void stop() {
        node.close();
        engine.close();
    }

    @Test
    void everyWriteIsReceivedOnceAndInOrderOverRestarts() throws Exception {
        start(0);
        int port = node.address().getPort();
        try (Latchkey latchkey = Latchkey.connect("127.0.0.1:" + port)) {
            Clerk clerk = latchkey.clerk();
            Follow all = latchkey.follow("k").withQueueBytes(8_000).open();
            Follow withState = latchkey.followWithState("k").open();
            all.started().get(1, TimeUnit.MINUTES);
            withState.started().get(1, TimeUnit.MINUTES);
            List<String> written = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < WRITES; i++) {
                    String value = round + "/" + i;
                    Version version =
                            clerk.get("k" + i % 7).map(found -> found.version()).orElse(Version.NONE);
                    PutOutcome outcome = clerk.put("k" + i % 7, value, version);
                    written.add("k" + i % 7 + "=" + value + "@" + outcome.orThrow());
                }
                if (round < ROUNDS - 1) {
                    stop();
                    start(port);
                }
            }
            List<String> received = new ArrayList<>();
            while (received.size() < written.size()) {
                all.next().events().forEach(event -> received.add(shown(event)));
            }
            assertThat(received).isEqualTo(written);
            // Not one for each restart: a follow whose queue is full during a restart is resumed later, once for both
            // reasons.
            assertThat(all.figures().resumed()).as("pauses and restarts").isPositive();

            TreeMap<String, String> copy = new TreeMap<>();
            String last = written.get(written.size() - 1);
            while (!copy.containsValue(last)) {
                apply(withState.next(), copy);
            }
            assertThat(copy.values())
                    .containsExactlyInAnyOrderElementsOf(clerk.getAll("k")
                            .map(entry -> entry.key().utf8() + "="
                                    + String.valueOf(
                                            entry.value() == null
                                                    ? null
                                                    : entry.value().utf8()) + "@"
                                    + entry.version())
                            .toList());
            EventsOfKey history = clerk.history("k0");
            assertThat(history.events()).isNotEmpty().allMatch(event -> event.kind() == EventKind.PUT);
            assertThat(history.events().get(0).version())
                    .isEqualTo(clerk.get("k0").orElseThrow().version());
        } finally {
            stop();
        }
    }

    private static String shown(KeyEvent event) {
        Value value = event.value();
        return event.key().utf8() + "=" + (value == null ? "" : value.utf8()) + "@" + event.version();
    }

    private static void apply(FollowUpdate update, Map<String, String> copy) {
        if (update instanceof FollowUpdate.State state) {
            copy.clear();
            state.entries().forEach(entry -> copy.put(entry.key().utf8(), "state"));
        }
        update.events().forEach(event -> copy.put(event.key().utf8(), shown(event)));
    }
}
