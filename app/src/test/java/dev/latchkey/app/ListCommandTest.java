package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.client.Latchkey;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ListCommandTest {

    private static final int KEYS = 2_345;

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        node.close();
    }

    private List<String> fill() {
        List<String> keys = IntStream.range(0, KEYS)
                .mapToObj(i -> String.format("k%05d", i))
                .toList();
        try (Latchkey latchkey = Latchkey.connect("127.0.0.1:" + node.port())) {
            CompletableFuture.allOf(keys.stream()
                            .map(key -> latchkey.clerk()
                                    .async()
                                    .withoutDeadline()
                                    .put(Key.of(key), Value.of("v"), Version.NONE))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        }
        return keys;
    }

    @Test
    void everyPageIsListed() {
        List<String> expected = fill().stream().map(key -> key + "\t1").toList();
        CommandRun run = given.run("list");
        assertThat(run.out().lines()).containsExactlyElementsOf(expected);
        assertThat(run.out()).endsWith("1\n");
        assertThat(given.run("list", "--count").out()).isEqualTo(KEYS + "\n");
        assertThat(given.run("list", "--count", "k000", "--after", "k00009").out())
                .isEqualTo("90\n");
        assertThat(given.run("list", "--limit", "1500").out().lines())
                .containsExactlyElementsOf(expected.subList(0, 1_500));
        assertThat(given.run("list", "--after", "k02300").out().lines())
                .containsExactlyElementsOf(expected.subList(2_301, KEYS));
        assertThat(given.run("list", "k0001", "--after", "k00012", "--limit", "3", "--values")
                        .out())
                .isEqualTo("k00013\t1\tv\nk00014\t1\tv\nk00015\t1\tv\n");
    }

    @Test
    void emptyListPrintsNothing() {
        assertThat(given.run("list")).satisfies(run -> {
            assertThat(run.exitCode()).isZero();
            assertThat(run.out() + run.err()).isEmpty();
        });
    }

    @Test
    void controlCharactersAreShownAsBytes() {
        put("plain ключ", "значение".getBytes(StandardCharsets.UTF_8));
        put("line\nend", new byte[] {(byte) 0xff, 0, 'a', '\t', '\\'});
        put("turned\u202e", "\u001b[2J".getBytes(StandardCharsets.UTF_8));
        assertThat(given.run("list", "--values").out().lines())
                .containsExactly(
                        "line\\x0aend\t1\t\\xff\\x00a\\x09\\x5c",
                        "plain ключ\t1\tзначение",
                        "turned\\xe2\\x80\\xae\t1\t\\x1b[2J");
    }

    private void put(String key, byte[] value) {
        assertThat(given.in(value).run("put", key, "-", "0").exitCode()).isZero();
    }
}
