package dev.latchkey.app.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two Node.js clients. Each step is a function of node-redis.mjs or ioredis.mjs, each of which runs in one process. */
final class NodeClientsTest {

    private static final Path SCRIPTS = Path.of("src/test/resources/foreign/node");
    private static final Path INSTALLED = Path.of("target/foreign-node");

    private static final Map<String, NodeScript> SCRIPTS_STARTED = new TreeMap<>();

    private final ServedNode node = ServedNode.open();

    @BeforeAll
    static void install() throws IOException {
        assumeTrue(Program.isOnPath("node"), "skipped: node is not on the PATH");
        assumeTrue(Program.isOnPath("npm"), "skipped: npm is not on the PATH");
        Files.createDirectories(INSTALLED);
        for (String name :
                List.of("package.json", "package-lock.json", ".npmrc", "steps.mjs", "node-redis.mjs", "ioredis.mjs")) {
            Files.copy(SCRIPTS.resolve(name), INSTALLED.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Program.Result result =
                Program.run(INSTALLED, new byte[0], "npm", "ci", "--ignore-scripts", "--prefer-offline");
        assumeTrue(
                result.exitCode() == 0 || !isForLackOfNetwork(result.output()),
                () -> "skipped: npm reaches no registry, it said: " + result.output());
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static boolean isForLackOfNetwork(String complaint) {
        return List.of("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "E40", "E50")
                .stream()
                .anyMatch(complaint::contains);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** Nothing that a client has left keeps its process alive. */
    @AfterAll
    static void endScripts() throws IOException, InterruptedException {
        for (NodeScript script : SCRIPTS_STARTED.values()) {
            try (script) {
                assertThat(script.end()).as(script.toString()).isZero();
            }
        }
    }

    private static void assertStepSucceeds(int port, String name, String step, String protocol) throws IOException {
        NodeScript script = SCRIPTS_STARTED.get(name);
        if (script == null) {
            script = NodeScript.start(INSTALLED, name);
            SCRIPTS_STARTED.put(name, script);
        }
        script.assertPasses(port, step, protocol);
    }

    @ParameterizedTest
    @CsvSource({
        "page, 3",
        "operations, 2",
        "operations, 3",
        "binary, 2",
        "binary, 3",
        "pipeline, 2",
        "pipeline, 3",
        "transaction, 2",
        "transaction, 3",
        "multiAsPipeline, 3"
    })
    void nodeRedisDoesEveryOperation(String step, String protocol) throws IOException {
        assertStepSucceeds(node.port(), "node-redis.mjs", step, protocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page", "operations", "binary", "pipeline", "transaction"})
    void ioredisDoesEveryOperation(String step) throws IOException {
        assertStepSucceeds(node.port(), "ioredis.mjs", step, "2");
    }

    @ParameterizedTest
    @CsvSource({"node-redis.mjs, 2", "node-redis.mjs, 3", "ioredis.mjs, 2"})
    void passwordIsAccepted(String script, String protocol) throws IOException {
        try (ServedNode guarded = ServedNode.withPassword()) {
            assertStepSucceeds(guarded.port(), script, "password", protocol);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "node-redis.mjs, severedByDefault, 1",
        "node-redis.mjs, severedAtMostOnce, 1",
        "ioredis.mjs, severedByDefault, 2",
        "ioredis.mjs, severedAtMostOnce, 1"
    })
    void requestIsResentAfterALostReplyOnlyWhereThePageSaysSo(String script, String step, int timesSent)
            throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed")) {
            assertStepSucceeds(proxy.port(), script, step, "3");
            assertThat(proxy.timesSent()).isEqualTo(timesSent);
        }
    }
}
