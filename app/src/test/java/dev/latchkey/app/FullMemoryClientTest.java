package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SESS-08, LOAD-04: a Java client with default settings, which writes in a session, comes to a server process whose memory is full. */
final class FullMemoryClientTest {

    private static final int PUTS_MAX = 10_000;

    private static final String VALUE = "v".repeat(10_000);

    private final Path directory;

    FullMemoryClientTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Puts keys until one is refused; returns how many were stored. */
    private static int fill(int port) throws IOException {
        try (InlineClient filler = new InlineClient(port)) {
            for (int i = 0; i < PUTS_MAX; i++) {
                if (!":1".equals(filler.ask("put filler" + i + " " + VALUE + " 0"))) {
                    return i;
                }
            }
        }
        throw new AssertionError("no put was refused");
    }

    private static void freesSpace(LatchkeyProcess server) throws IOException {
        int port = server.port();
        int stored = fill(port);
        assertThat(stored).isGreaterThan(10);
        try (Latchkey client = Latchkey.connect("127.0.0.1:" + port)) {
            Clerk clerk = client.clerk();
            assertThatThrownBy(() -> clerk.put("new", VALUE, Version.NONE))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("memory limit");
            Versioned victim = clerk.get("filler0").orElseThrow();
            assertThat(clerk.delete("filler0", victim.version())).isInstanceOf(PutOutcome.Ok.class);
            assertThat(clerk.delete("filler1", victim.version())).isInstanceOf(PutOutcome.Ok.class);
            assertThat(clerk.put("new", VALUE, Version.NONE)).isInstanceOf(PutOutcome.Ok.class);
        }
    }

    @Test
    void aNewClientDeletesAndThenWritesWhenTheMemoryOfAnInMemoryServerIsFull() throws IOException {
        try (LatchkeyProcess server = LatchkeyProcess.serve("--max-memory", "2m")) {
            freesSpace(server);
        }
    }

    @Test
    void aNewClientDeletesAndThenWritesWhenTheMemoryOfADurableServerIsFull() throws IOException {
        String[] flags = {"serve", "--data", directory.toString(), "--port", "0", "--max-memory", "2m"};
        try (LatchkeyProcess server = LatchkeyProcess.start(Map.of(), LatchkeyProcess.command(flags))) {
            freesSpace(server);
        }
    }
}
