package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Covers PROC-08 for a real process: its heap is filled as far as the memory limit allows, so that the garbage collector works under
 * pressure. The server refuses writes with {@code ERRFULL}, and answers everything else.
 */
final class FullHeapProcessTest {

    private static final int HEAP_MEBIBYTES = 192;
    private static final int STORE_MEBIBYTES = 96;
    private static final int VALUE_BYTES = 1_024;
    private static final int BATCH = 256;
    private static final int PUTS_MAX = STORE_MEBIBYTES * 1_024;

    private static LatchkeyProcess serve() {
        List<String> command = new ArrayList<>(LatchkeyProcess.command(
                LatchkeyProcess.serveFlags("--max-memory", STORE_MEBIBYTES + "m", "--threads", "1")));
        command.set(command.indexOf("-Xmx256m"), "-Xmx" + HEAP_MEBIBYTES + "m");
        command.add(1, "-XX:+ExitOnOutOfMemoryError");
        return LatchkeyProcess.start(Map.of(), command);
    }

    /** Puts new keys until one is refused; returns how many were stored. */
    private static int fill(InlineClient client) throws IOException {
        String value = "v".repeat(VALUE_BYTES);
        for (int first = 0; first < PUTS_MAX; first += BATCH) {
            StringBuilder puts = new StringBuilder();
            for (int i = first; i < first + BATCH; i++) {
                puts.append("put key").append(i).append(' ').append(value).append(" 0\r\n");
            }
            client.send(puts.toString());
            int stored = 0;
            for (int i = first; i < first + BATCH; i++) {
                String reply = client.line();
                assertThat(reply).isNotNull().matches(":1|-ERRFULL .*");
                stored += ":1".equals(reply) ? 1 : 0;
            }
            if (stored < BATCH) {
                return first + stored;
            }
        }
        throw new AssertionError("no put was refused");
    }

    @Test
    @Tag("thorough")
    void fullHeapRefusesWritesAndAnswersEverythingElse() throws IOException {
        try (LatchkeyProcess server = serve();
                InlineClient client = new InlineClient(server.port())) {
            int stored = fill(client);
            assertThat(stored * (long) VALUE_BYTES).isGreaterThan(((long) STORE_MEBIBYTES << 20) / 10 * 7);
            for (int round = 0; round < 200; round++) {
                assertThat(client.ask("ping")).isEqualTo("+PONG");
                assertThat(client.ask("put another" + round + " " + "v".repeat(VALUE_BYTES) + " 0"))
                        .startsWith("-ERRFULL ");
                assertThat(client.ask("get key" + (round * (stored / 200)))).isEqualTo("$" + VALUE_BYTES);
                assertThat(client.line()).hasSize(VALUE_BYTES);
            }
            for (int i = 0; i < 10; i++) {
                assertThat(client.ask("del key" + i + " 1")).isEqualTo(":2");
            }
            assertThat(client.ask("put again v 0")).as("after deletes").isEqualTo(":1");
            LatchkeyProcess.Result result = server.terminate();
            assertThat(result.exitCode()).isZero();
            assertThat(result.err()).doesNotContain("OutOfMemoryError");
        }
    }
}
