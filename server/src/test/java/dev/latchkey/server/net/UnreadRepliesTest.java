package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.talk.EngineAround;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * LOAD-10: clients that never read pipeline commands that the server answers itself, after a write that the disk does not complete.
 * Their replies count in bytes against the budget of all connections, those with the most are closed, and others are served.
 */
class UnreadRepliesTest {

    private static final int CLIENTS = 16;
    private static final int PAUSED_AT = 65_536;
    private static final long BUDGET = 8 << 20;

    /** Executes reads and never answers a write, as on a disk that hangs. */
    private static final class HangingDisk extends EngineAround {

        HangingDisk() {
            super(Talk.memory());
        }

        @Override
        public @Nullable Reply tryAnswer(Command command) {
            return command.isWrite() ? null : store.tryAnswer(command);
        }

        @Override
        public void submit(Command command, Asker asker) {
            // Why nothing: the disk hangs.
        }
    }

    private final ExecutorService writers = Executors.newCachedThreadPool();

    @AfterEach
    void stopWriters() {
        writers.shutdownNow();
    }

    private static Limits limits() {
        Limits s = Limits.STANDARD;
        return new Limits(
                s.frames(),
                s.framesBeforeLogin(),
                s.beforeLogin(),
                s.input(),
                new Limits.Output(PAUSED_AT, BUDGET, Duration.ofSeconds(30)),
                s.connectionsMax(),
                s.pipelinedMax(),
                s.pipelinedBytesMax());
    }

    /** Sends a write and then {@code request} until the connection ends or stops taking more; the result is whether it ended. */
    private Future<Boolean> flood(Client client, String request) {
        return writers.submit(() -> {
            try {
                client.say(Resp.request("PUT", "k", "v", "0"));
                for (int sent = 0; sent < 200; sent++) {
                    client.say(request);
                }
                return false;
            } catch (IOException closed) {
                return true;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECHO", "PING", "INFO"})
    void thoseWithTheMostAreClosedAndOthersAreServed(String command) throws Exception {
        String request = Resp.request(command, "x".repeat(500_000));
        List<Client> deaf = new ArrayList<>();
        try (Node node = Node.start(NodeConfig.loopback(0).with(limits()), new HangingDisk(), new ManualTime());
                Client other = new Client(node.address())) {
            List<Future<Boolean>> floods = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                deaf.add(new Client(node.address()));
                floods.add(flood(deaf.get(i), request));
            }
            Await.until("some are closed", () -> node.figures().connections() <= CLIENTS - 5);
            assertThat(node.figures().replyQueueBytes()).isLessThanOrEqualTo(BUDGET + BUDGET / 4);
            for (int i = 0; i < 100; i++) {
                assertThat(other.hears("+PONG\r\n", "PING")).isTrue();
            }
            for (Client client : deaf) {
                client.close();
            }
            for (Future<Boolean> flood : floods) {
                flood.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void constantRepliesOfAllClientsFitTogether() throws Exception {
        List<Client> deaf = new ArrayList<>();
        int requests = 2_000;
        try (Node node = Node.start(NodeConfig.loopback(0).with(limits()), new HangingDisk(), new ManualTime())) {
            for (int i = 0; i < 10; i++) {
                Client client = new Client(node.address());
                deaf.add(client);
                client.say(Resp.request("PUT", "k", "v", "0")
                        + Resp.request("COMMAND", "DOCS").repeat(requests));
            }
            Await.until(
                    "all are queued",
                    () -> node.figures().connections() == 10
                            && node.figures().replyQueueBytes() >= 10L * requests * 64);
            assertThat(node.figures().replyQueueBytes()).isLessThan(10L * requests * 200);
            assertThat(node.figures().connections()).isEqualTo(10);
            // The clients never read, and the server need not wait for them.
            node.stop(Duration.ZERO);
        } finally {
            for (Client client : deaf) {
                client.close();
            }
        }
    }
}
