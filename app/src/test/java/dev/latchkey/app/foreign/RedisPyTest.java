package dev.latchkey.app.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each step is a function of redis_py.py. */
final class RedisPyTest {

    private static final String PYTHON = "/usr/bin/python3";

    private final ServedNode node = ServedNode.open();

    @BeforeAll
    static void findLibrary() {
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON))
                        && Program.run(PYTHON, "-c", "import redis").exitCode() == 0,
                "skipped: " + PYTHON + " has no redis module (Debian: python3-redis)");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static void assertStepSucceeds(int port, String step) {
        Program.Result result =
                Program.run(PYTHON, "-B", "src/test/resources/foreign/python/redis_py.py", String.valueOf(port), step);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"page", "operations", "binary", "pipeline", "transaction"})
    void everyOperationWorks(String step) {
        assertStepSucceeds(node.port(), step);
    }

    @Test
    void passwordIsAccepted() {
        try (ServedNode guarded = ServedNode.withPassword()) {
            assertStepSucceeds(guarded.port(), "password");
        }
    }

    @ParameterizedTest
    @CsvSource({"severed_by_default, 1", "severed_when_retrying, 2", "severed_at_most_once, 1"})
    void requestIsResentAfterALostReplyOnlyWhereThePageSaysSo(String step, int timesSent) throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed")) {
            assertStepSucceeds(proxy.port(), step);
            assertThat(proxy.timesSent()).isEqualTo(timesSent);
        }
    }
}
