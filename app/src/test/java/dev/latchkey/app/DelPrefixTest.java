package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code latchkey del --prefix}, and {@code put --any-version}, while another client writes. */
final class DelPrefixTest {

    private static final int KEYS = 1_200;

    private final RivalEngine engine = new RivalEngine();
    private Node node;
    private CommandRun.Given given;

    @BeforeEach
    void start() throws IOException {
        node = Node.start(NodeConfig.loopback(0), engine);
        given = CommandRun.Given.server(node.address().getPort());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void put(String... keys) {
        for (String key : keys) {
            assertThat(given.run("put", "--any-version", key, "v").exitCode()).isZero();
        }
    }

    private static void assertSaid(CommandRun run, int exitCode, String out, String err) {
        assertThat(run.err()).isEqualTo(err);
        assertThat(run.out()).isEqualTo(out);
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }

    private String keys() {
        return given.run("list").out();
    }

    @Test
    void onlyTheKeysWithThePrefixAreDeleted() {
        put("a", "s", "s.", "s/", "s/1", "s/2 x", "s0", "t/1");
        assertSaid(given.run("del", "--prefix", "s/", "--yes"), 0, "deleted 3 keys\n", "");
        assertThat(keys()).isEqualTo("a\t1\ns\t1\ns.\t1\ns0\t1\nt/1\t1\n");
        assertSaid(given.run("del", "--prefix", "s/", "--yes"), 0, "deleted 0 keys\n", "");
    }

    @Test
    void everyPageIsDeleted() {
        for (int i = 0; i < KEYS; i++) {
            engine.put("s/" + i);
        }
        put("t");
        assertThat(given.run("list", "--count").out()).isEqualTo(KEYS + 1 + "\n");
        assertSaid(given.run("del", "--prefix", "s/", "--yes"), 0, "deleted " + KEYS + " keys\n", "");
        assertThat(keys()).isEqualTo("t\t1\n");
    }

    @Test
    void terminalIsAskedAndOnlyYesDeletes() {
        put("s/1", "s/2");
        String question = "latchkey del: delete 2 keys beginning with 's/'? [y/N] ";
        for (String answer : new String[] {"n\n", "\n", "", "Yes!\n"}) {
            assertSaid(
                    given.typing(answer).run("del", "--prefix", "s/"),
                    1,
                    "",
                    question + "latchkey del: not done: nothing was deleted\n");
        }
        assertThat(keys()).isEqualTo("s/1\t1\ns/2\t1\n");
        assertSaid(given.typing("Y\n").run("del", "--prefix", "s/"), 0, "deleted 2 keys\n", question);
        assertThat(keys()).isEmpty();
    }

    @Test
    void keysThatChangeMeanwhileAreLeftAndReported() {
        put("s/1", "s/2", "s/3");
        engine.contend("s/1", 1);
        engine.contend("s/3", 0);
        assertSaid(
                given.run("del", "--prefix", "s/", "--yes"),
                1,
                "deleted 1 key, 2 left because they have changed\n",
                """
                latchkey del: not deleted: s/1 has changed and is at version 2 now
                latchkey del: not deleted: s/3 has changed and was deleted by another client
                """);
        assertThat(keys()).isEqualTo("s/1\t2\n");
        assertSaid(
                given.run("del", "--prefix", "s/", "--yes", "--json"),
                0,
                "{\"deleted\":1,\"changed\":0,\"unknown\":0}\n",
                "");
    }

    @Test
    void putAtAnyVersionWritesInSpiteOfConflicts() {
        put("k");
        engine.contend("k", 3);
        assertSaid(given.run("put", "--any-version", "k", "mine"), 0, "5\n", "");
        assertThat(given.run("get", "k").out()).isEqualTo("mine");
    }

    @Test
    void putAtAnyVersionEndsAtTheTimeLimit() {
        put("k");
        engine.contend("k", Integer.MAX_VALUE);
        CommandRun run = given.run("put", "--any-version", "--timeout", "300ms", "k", "mine");
        assertThat(run.exitCode()).isIn(1, 3, 4); // 3: the limit passed during a write
        assertThat(given.run("get", "k").out()).isNotEqualTo("mine");
    }

    @Test
    void putIfAbsentCreatesOrDoesNothing() {
        assertSaid(given.run("put", "--if-absent", "k", "first"), 0, "1\n", "");
        assertSaid(
                given.run("put", "--if-absent", "k", "second"),
                1,
                "",
                "latchkey put: not done: version conflict, the key is at version 1\n");
        assertThat(given.run("get", "k").out()).isEqualTo("first");
    }
}
