package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ConnectionListener;
import dev.latchkey.client.lock.Held;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** SESS-06, PROC-04: the server process is suspended for 1 and 3 times the time to live of a session. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@DisabledOnOs(OS.WINDOWS)
final class SuspendedServerTest {

    private static final Duration TTL = Duration.ofSeconds(3);
    private static final List<Integer> TIMES = List.of(1, 3);

    private final List<String> lost = new CopyOnWriteArrayList<>();

    private ClientConfig config(int port) {
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void connected(String server) {}

            @Override
            public void lost(String server, String why, int unreported) {}

            @Override
            public void unreachable(Duration time, int attempts, String failures) {}

            @Override
            public void sessionLost(String why) {
                lost.add(why);
            }
        };
        return ClientConfig.of("127.0.0.1:" + port)
                .withSessionTtl(TTL)
                .withDeadline(Duration.ofMinutes(2))
                .withListener(listener);
    }

    private static void signal(LatchkeyProcess process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "sh", "-c", "kill -s " + name + " " + process.handle().pid())
                .start();
        assertThat(kill.waitFor()).as("the exit code of kill").isZero();
    }

    /** Returns after the time to live has passed at another server: a client that is gone leaves a lock, which must be freed first. */
    private static void awaitTimeToLive(ServedNode timer) throws InterruptedException {
        String address = "127.0.0.1:" + timer.port();
        try (Latchkey gone = Latchkey.connect(address);
                Latchkey next = Latchkey.connect(address)) {
            Held left = gone.lock("timer").withTtl(TTL).acquire();
            gone.closeNow();
            try (Held held = next.lock("timer").acquire()) {
                assertThat(held.token()).isGreaterThan(left.token());
            }
        }
    }

    @Test
    @Tag("thorough")
    void noSessionEndsBecauseOfIt() throws Exception {
        try (LatchkeyProcess server = LatchkeyProcess.serve();
                ServedNode timer = ServedNode.open();
                Latchkey latchkey = Latchkey.connect(config(server.port()))) {
            assertThat(latchkey.clerk().put("k", "v", Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
            List<CompletableFuture<PutOutcome>> writes = new ArrayList<>();
            for (int times : TIMES) {
                Held held = latchkey.lock("l" + times).withTtl(TTL).acquire();
                signal(server, "STOP");
                CompletableFuture<PutOutcome> write = latchkey.clerk()
                        .async()
                        .put(Key.of("k"), Value.of("during " + times), Version.of(writes.size() + 1));
                writes.add(write);
                for (int i = 0; i < times; i++) {
                    awaitTimeToLive(timer);
                }
                assertThat(write).isNotDone();
                assertThat(held.isHeld()).isFalse();
                signal(server, "CONT");
                assertThat(write.get()).isEqualTo(new PutOutcome.Ok(Version.of(writes.size() + 1)));
            }
            assertThat(lost).isEmpty();
            assertThat(latchkey.unknownOutcomes().total()).isZero();
        }
    }
}
