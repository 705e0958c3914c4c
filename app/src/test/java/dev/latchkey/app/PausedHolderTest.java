package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.lock.Held;
import dev.latchkey.core.Version;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** LOCK-02, PROC-04: a process that holds a lock is suspended for three times the time to live of its session. */
@Timeout(180)
@DisabledOnOs(OS.WINDOWS)
final class PausedHolderTest {

    private static final Duration TTL = Duration.ofSeconds(2);
    private static final int PAUSED_FOR = 3;

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid()).start();
        assertThat(kill.waitFor()).as("the exit code of kill").isZero();
    }

    private static void type(BufferedWriter in, String... lines) throws IOException {
        for (String line : lines) {
            in.write(line + "\n");
        }
        in.flush();
    }

    /** Returns after the time to live has passed at the server: a client that is gone leaves a lock, which must be freed first. */
    private static void awaitTimeToLive(String server, Latchkey latchkey, String timer) throws InterruptedException {
        Latchkey gone = Latchkey.connect(server);
        Held left = gone.lock(timer).withTtl(TTL).acquire();
        gone.closeNow();
        try (Held next = latchkey.lock(timer).acquire()) {
            assertThat(next.token()).isGreaterThan(left.token());
        }
    }

    @Test
    void pausedHolderIsReplacedAndItsWritesAreRefusedAndItKnowsWhenItWakes() throws Exception {
        try (ServedNode node = ServedNode.open();
                Latchkey latchkey = Latchkey.connect("127.0.0.1:" + node.port())) {
            Process holder = new ProcessBuilder(PausedHolder.command(node.port(), TTL))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = holder.inputReader(StandardCharsets.UTF_8);
                    BufferedWriter in = holder.outputWriter(StandardCharsets.UTF_8)) {
                assertThat(out.readLine()).isEqualTo("token 1");
                type(in, "held", "write");
                assertThat(out.readLine()).isEqualTo("held true");
                assertThat(out.readLine()).isEqualTo("Ok 1");

                signal(holder, "STOP");
                for (int i = 0; i < PAUSED_FOR; i++) {
                    awaitTimeToLive("127.0.0.1:" + node.port(), latchkey, "timer");
                }
                Held next = latchkey.lock(PausedHolder.LOCK).acquire();
                assertThat(next.token()).isEqualTo(Version.of(3));

                type(in, "held", "write"); // read as soon as it wakes
                signal(holder, "CONT");
                assertThat(List.of(out.readLine(), out.readLine(), out.readLine()))
                        .containsExactlyInAnyOrder("held false", "ErrGuard 3", "lost UNREACHABLE");
                assertThat(next.isHeld()).isTrue();
            } finally {
                holder.destroyForcibly();
            }
            assertThat(latchkey.clerk().get(PausedHolder.RESULT).orElseThrow().version())
                    .isEqualTo(Version.of(1));
        }
    }
}
