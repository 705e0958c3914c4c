package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.server.talk.Resp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets over the durable engine, which answers later; its writer thread commits. */
class DurableNodeTest {

    private static final String BIG = "x".repeat(1_048_576);

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private DurableEngine engine;
    private Node node;

    BooleanSupplier lends() {
        return () -> false;
    }

    private StoreListener recordingFailures() {
        return new StoreListener() {
            @Override
            public void recovering(String what, long done, long inAll) {}

            @Override
            public void failed(Throwable reason) {
                failures.add(reason);
            }
        };
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        engine = DurableEngine.open(
                NioDisk.at(folder),
                DurableOptions.withMemoryLimit(1L << 30),
                new SplittableRandom(1),
                SystemTime.INSTANCE,
                recordingFailures());
        engine.start();
        engine.commitInline(Runnable::run, lends());
        node = Node.start(NodeConfig.loopback(0).withThreads(3), engine);
    }

    @AfterEach
    void stop() {
        node.stop(Duration.ZERO);
        engine.close();
        assertThat(failures).isEmpty();
    }

    private Client connect() throws IOException {
        return new Client(node.address());
    }

    @Test
    void longPipelineIsAnsweredInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        StringBuilder replies = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            requests.append(Resp.request("PUT", "k", "v", "" + i)).append(Resp.request("ECHO", "" + i));
            replies.append(":").append(i + 1).append("\r\n").append(Resp.bulk("" + i));
        }
        try (Client client = connect()) {
            client.say(requests.toString());
            client.finish();
            assertThat(client.readToEnd().equals(replies.toString())).isTrue();
        }
    }

    @Test
    void bigRepliesWaitForTheirReaderWithinBounds() throws IOException {
        int gets = 500;
        String reply = Resp.bulk(BIG);
        try (Client client = connect()) {
            assertThat(client.hears(":1\r\n", "PUT", "k", BIG, "0")).isTrue();
            client.say(Resp.request("GET", "k").repeat(gets));
            for (int i = 0; i < gets; i++) {
                assertThat(client.read(reply.length()).equals(reply))
                        .as("reply " + i)
                        .isTrue();
                assertThat(BufferLedger.bytes()).isLessThan(16 * 1_048_576);
            }
        }
    }

    @Test
    void repliesForClientsThatAreGoneLeaveNothingBehind() throws IOException {
        for (int i = 0; i < 30; i++) {
            Client client = connect();
            client.say(Resp.request("PUT", "k" + i, BIG, "0")
                    + Resp.request("GET", "k" + i).repeat(20));
            client.reset();
        }
        Await.until("all are gone", () -> node.figures().connections() == 0);
        try (Client client = connect()) {
            assertThat(client.hears("+PONG\r\n", "PING")).isTrue();
        }
        Await.until("all buffers are back", () -> BufferLedger.buffers() == 0);
        Await.until("nothing waits", () -> node.figures().outputBytes() == 0);
    }

    @Test
    void stoppingNodeStillAnswersWhatItTook() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Client client = connect()) {
            String requests = Resp.request("PUT", "k", "v", "0")
                    + Resp.request("GET", "k").repeat(1_000);
            client.say(requests);
            assertThat(client.read(4)).isEqualTo(":1\r\n");
            Future<?> stopped = other.submit(() -> node.stop(Duration.ofSeconds(60)));
            String rest = client.readToEnd();
            assertThat(rest).isEqualTo(Resp.bulk("v").repeat(rest.length() / 7));
            client.close();
            stopped.get(60, TimeUnit.SECONDS);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void readSeesTheWriteBeforeItOnTheSameConnection() throws IOException {
        try (Client client = connect()) {
            StringBuilder requests = new StringBuilder();
            StringBuilder replies = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                requests.append(Resp.request("PUT", "k", "v" + i, "" + i)).append(Resp.request("GET", "k"));
                replies.append(":").append(i + 1).append("\r\n").append(Resp.bulk("v" + i));
            }
            client.say(requests.toString());
            // Why to the end: a reply that is too short fails immediately rather than after a timeout.
            client.finish();
            assertThat(client.readToEnd()).isEqualTo(replies.toString());
        }
    }

    @Test
    void manyClientsAtOnceAreAllAnswered() throws IOException {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(connect());
            }
            for (int round = 0; round < 50; round++) {
                for (int i = 0; i < 20; i++) {
                    clients.get(i).say(Resp.request("PUT", "k" + i, "v", "" + round));
                }
                for (Client client : clients) {
                    assertThat(client.read((":" + (round + 1) + "\r\n").length()))
                            .isEqualTo(":" + (round + 1) + "\r\n");
                }
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
        assertThat(engine.keyspace().revision()).isEqualTo(1_000);
    }

    @Test
    void infoTellsOfTheLog() throws IOException {
        try (Client client = connect()) {
            assertThat(client.hears(":1\r\n", "PUT", "k", "v", "0")).isTrue();
            client.say(Resp.request("INFO", "persistence"));
            client.finish();
            assertThat(client.readToEnd())
                    .contains(
                            "durable:1",
                            "forces:1",
                            "log_last_index:2",
                            "disk_full:0",
                            "reserve_held:1",
                            "recovery_cut_bytes:0")
                    .containsPattern("force_percentiles_usec:p50=[0-9.]+,p99=");
        }
    }
}
