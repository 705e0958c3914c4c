package dev.latchkey.app.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The load generator stops at the first error reply with exit code 1, so exit code 0 means that there was none. */
final class RedisBenchmarkTest {

    private final ServedNode node = ServedNode.open();

    @BeforeAll
    static void findProgram() {
        assumeTrue(
                Program.isOnPath("redis-benchmark"),
                "skipped: redis-benchmark is not on the PATH (Debian: redis-tools)");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static Program.Result benchmark(int port, String... words) {
        List<String> line = new ArrayList<>(List.of("redis-benchmark", "-h", ServedNode.HOST, "-p"));
        line.add(String.valueOf(port));
        line.addAll(List.of("-n", "2000", "-c", "10", "-q"));
        line.addAll(List.of(words));
        return Program.run(line.toArray(String[]::new));
    }

    private static void assertMeasured(Program.Result result) {
        assertThat(result.output()).contains("requests per second").doesNotContain("Error");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void pingRuns() {
        assertMeasured(benchmark(node.port(), "-t", "ping"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "16"})
    void putAndGetRun(String pipelined) {
        assertMeasured(benchmark(
                node.port(), "-P", pipelined, "-r", "1000000", "put", "__rand_int__:__rand_int__", "value", "0"));
        assertMeasured(benchmark(node.port(), "-P", pipelined, "-r", "1000000", "get", "__rand_int__"));
    }

    @Test
    void passwordIsGivenOnTheCommandLine() {
        try (ServedNode guarded = ServedNode.withPassword()) {
            assertMeasured(benchmark(guarded.port(), "-a", ServedNode.PASSWORD, "-t", "ping"));
        }
    }

    @Test
    void anErrorReplyStopsIt() {
        Program.Result result = benchmark(node.port(), "put", "k", "v", "7");
        assertThat(result.output()).contains("ERRNOKEY");
        assertThat(result.exitCode()).isEqualTo(1);
    }
}
