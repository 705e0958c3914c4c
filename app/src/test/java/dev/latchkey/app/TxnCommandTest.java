package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command txn. */
final class TxnCommandTest {

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        node.close();
    }

    private CommandRun txn(String operations, String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "txn";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return given.in(operations.getBytes(StandardCharsets.UTF_8)).run(arguments);
    }

    @Test
    void everyOperationHasALine() {
        given.run("put", "order", "new", "0");
        CommandRun run = txn("""
                # pay
                CHECK order 1
                PUT stock 11 0 GUARD order 1

                put "a name" "two\\nlines" 0
                get "a name"
                GET nothing
                DEL order 1""");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("OK\n1\n1\n1\ttwo\\x0alines\n0\n2\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void refusalNamesTheOperationAndNothingIsDone() {
        given.run("put", "b", "v", "0");
        CommandRun run = txn("PUT a v 0\nPUT b w 7\n");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("not done: operation 2 was refused: version conflict, the key is at version 1");
        assertThat(given.run("get", "a").err()).contains("no such key");
        assertThat(txn("CHECK a 3\n").err()).contains("operation 1 was refused: no such key");
        assertThat(txn("PUT a v 0 GUARD b 9\n").err())
                .contains("operation 1 was refused: the key of the guard is at version 1");
    }

    @Test
    void outcomesAreJson() {
        assertThat(txn("PUT a v 0\nGET a\nGET b\nCHECK b 0\n", "--json").out())
                .isEqualTo("{\"outcome\":\"Done\",\"results\":[{\"version\":1},"
                        + "{\"value\":\"v\",\"version\":1,\"revision\":1},{\"value\":null,\"version\":0},{}]}\n");
        CommandRun refused = txn("GET a\nPUT a v 0\n", "--json");
        assertThat(refused.out())
                .isEqualTo("{\"outcome\":\"Refused\",\"operation\":2,\"reason\":\"ErrVersion\",\"current\":1}\n");
        assertThat(refused.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "LIST a | line 2: 'LIST' cannot be an operation of a transaction",
                "PUT a v x | line 2: version 'x' is not a decimal number",
                "PUT a | line 2: wrong number of arguments for the command PUT key value version",
                "CHECK a | line 2: wrong number of arguments for 'check'",
                "GET \"a | line 2: a quote is not closed",
                "PUT a v 0 OWNER 00112233445566778899aabbccddeeff | line 2: a key cannot be given an OWNER here",
            })
    void lineThatIsNoOperationIsAUsageError(String line, String reason) {
        CommandRun run = txn("GET a\n" + line + "\n");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(reason).doesNotContain("TXN");
    }

    @Test
    void operationsHaveLimits() {
        assertThat(txn("").err()).contains("a transaction has 1 to 128 operations, not 0");
        CommandRun run = txn("GET a\n".repeat(129));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a transaction has 1 to 128 operations, not 129");
        assertThat(txn("GET a\n".repeat(128)).exitCode()).isZero();
    }
}
