package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.wire.verbs.Verb;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions as clients send them: TXN in one request, and MULTI, WATCH and EXEC. Covers TXN-03 and TXN-04. */
class TransactionTest {

    private static final String ABORTED = "-EXECABORT Transaction discarded because of previous errors.\r\n";
    private static final String QUEUED = "+QUEUED\r\n";

    private final dev.latchkey.engine.Engine engine = Talk.memory();
    private final Talk talk = Talk.withEngine(engine);
    private final Talk other = Talk.withEngine(engine);

    @Test
    void queuedCommandsAreExecutedTogetherByExec() {
        talk.ask("PUT", "a", "1", "0");
        assertThat(talk.ask("MULTI")).isEqualTo("+OK\r\n");
        assertThat(talk.ask("PUT", "a", "2", "1")).isEqualTo(QUEUED);
        assertThat(talk.ask("GETV", "a")).isEqualTo(QUEUED);
        assertThat(talk.ask("GET", "none")).isEqualTo(QUEUED);
        assertThat(talk.ask("GETV", "none")).isEqualTo(QUEUED);
        assertThat(talk.ask("DEL", "a", "2")).isEqualTo(QUEUED);
        assertThat(other.ask("GET", "a")).as("before EXEC").isEqualTo(Resp.bulk("1"));
        assertThat(talk.ask("EXEC"))
                .isEqualTo("*5\r\n:2\r\n*3\r\n" + Resp.bulk("2") + ":2\r\n:2\r\n$-1\r\n*-1\r\n:3\r\n");
        assertThat(talk.ask("EXEC")).isEqualTo("-ERR EXEC without MULTI\r\n");
        assertThat(other.ask("GET", "a")).isEqualTo("$-1\r\n");
    }

    @Test
    void pipelinedTransactionIsExecuted() {
        assertThat(talk.say(Resp.request("MULTI")
                        + Resp.request("PUT", "a", "1", "0")
                        + Resp.request("PUT", "b", "2", "0")
                        + Resp.request("EXEC")
                        + Resp.request("GET", "b")))
                .isEqualTo("+OK\r\n" + QUEUED + QUEUED + "*2\r\n:1\r\n:1\r\n" + Resp.bulk("2"));
    }

    @Test
    void refusedCommandIsNamedAndNothingIsExecuted() {
        talk.ask("PUT", "b", "1", "0");
        talk.ask("MULTI");
        talk.ask("PUT", "a", "1", "0");
        talk.ask("PUT", "b", "2", "0");
        assertThat(talk.ask("EXEC")).isEqualTo("-EXECABORT 2 ERRVERSION 1 is the current version\r\n");
        assertThat(talk.ask("GET", "a")).isEqualTo("$-1\r\n");
        assertThat(talk.ask("PUT", "a", "1", "0")).as("no transaction any more").isEqualTo(":1\r\n");
    }

    @Test
    void emptyTransactionHasAnEmptyReply() {
        talk.ask("MULTI");
        assertThat(talk.ask("EXEC")).isEqualTo("*0\r\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Verb.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GET", "GETV", "PUT", "DEL", "MULTI", "EXEC", "DISCARD", "RESET", "QUIT"})
    void whatCannotBeQueuedIsRefusedAndExecToo(Verb verb) {
        talk.ask("MULTI");
        talk.ask("PUT", "a", "1", "0");
        assertThat(talk.ask(SampleRequests.right(verb))).startsWith("-ERR " + verb);
        assertThat(talk.ask("PUT", "b", "1", "0")).isEqualTo(QUEUED);
        assertThat(talk.ask("EXEC")).isEqualTo(ABORTED);
        assertThat(talk.ask("GET", "a")).isEqualTo("$-1\r\n");
    }

    @Test
    void wrongAndUnknownCommandsAreRefusedAndExecToo() {
        for (String[] wrong : List.<String[]>of(
                new String[] {"SET", "a", "1"},
                new String[] {"PUT", "a"},
                new String[] {"PUT", "a", "1", "x"},
                new String[] {"CHECK", "a", "1"},
                new String[] {"EXEC", "x"},
                new String[] {"MULTI"})) {
            talk.ask("MULTI");
            talk.ask("PUT", "a", "1", "0");
            assertThat(talk.ask(wrong)).startsWith("-ERR ");
            assertThat(talk.ask("EXEC")).as(String.join(" ", wrong)).isEqualTo(ABORTED);
        }
        assertThat(talk.ask("GET", "a")).isEqualTo("$-1\r\n");
    }

    @Test
    void discardResetAndALostConnectionExecuteNothing() {
        talk.ask("MULTI");
        talk.ask("PUT", "a", "1", "0");
        assertThat(talk.ask("DISCARD")).isEqualTo("+OK\r\n");
        talk.ask("MULTI");
        talk.ask("PUT", "a", "1", "0");
        assertThat(talk.ask("RESET")).isEqualTo("+RESET\r\n");
        assertThat(talk.ask("EXEC")).isEqualTo("-ERR EXEC without MULTI\r\n");
        talk.ask("MULTI");
        talk.ask("PUT", "a", "1", "0");
        talk.conversation.abandon();
        assertThat(other.ask("GET", "a")).isEqualTo("$-1\r\n");
        other.ask("MULTI");
        assertThat(other.ask("QUIT")).isEqualTo("+OK\r\n");
        assertThat(other.hungUp).isTrue();
    }

    @Test
    void nestedMultiSaysSo() {
        talk.ask("MULTI");
        assertThat(talk.ask("MULTI")).isEqualTo("-ERR MULTI calls can not be nested\r\n");
    }

    @Test
    void multiWithTooManyWordsBeginsWhatExecutesNothing() {
        assertThat(talk.ask("MULTI", "x")).startsWith("-ERR wrong number of arguments for 'multi'");
        assertThat(talk.ask("PUT", "a", "1", "0")).isEqualTo(QUEUED);
        assertThat(talk.ask("EXEC")).isEqualTo(ABORTED);
    }

    @Test
    void writtenKeyThatIsWatchedMakesTheReplyNull() {
        other.ask("PUT", "a", "1", "0");
        assertThat(talk.ask("WATCH", "a", "absent")).isEqualTo("+OK\r\n");
        assertThat(transaction("PUT", "b", "1", "0")).as("unchanged").isEqualTo("*1\r\n:1\r\n");
        talk.ask("WATCH", "a", "absent");
        other.ask("PUT", "a", "1", "1");
        assertThat(transaction("PUT", "b", "2", "1")).isEqualTo("*-1\r\n");
        assertThat(transaction("PUT", "b", "2", "1")).as("watched once").isEqualTo("*1\r\n:2\r\n");
        talk.ask("HELLO", "3");
        talk.ask("WATCH", "a");
        other.ask("DEL", "a", "2");
        assertThat(transaction("GET", "b")).isEqualTo("_\r\n");
    }

    @Test
    void keyThatIsCreatedAndDeletedCountsAsWritten() {
        talk.ask("WATCH", "absent");
        other.ask("PUT", "absent", "1", "0");
        other.ask("DEL", "absent", "1");
        assertThat(transaction("PUT", "b", "1", "0")).isEqualTo("*-1\r\n");
        assertThat(talk.ask("GET", "b")).isEqualTo("$-1\r\n");
    }

    @Test
    void numberOfARefusedCommandDoesNotCountWatchedKeys() {
        talk.ask("WATCH", "a", "b", "a");
        assertThat(transaction("DEL", "c", "1")).isEqualTo("-EXECABORT 1 ERRNOKEY there is no such key\r\n");
    }

    @Test
    void keyThatIsWatchedAgainStaysAsItWasFirst() {
        talk.ask("WATCH", "a");
        other.ask("PUT", "a", "1", "0");
        talk.ask("WATCH", "a");
        assertThat(transaction("GET", "a")).isEqualTo("*-1\r\n");
    }

    @Test
    void unwatchAndDiscardEndWatching() {
        talk.ask("WATCH", "a");
        other.ask("PUT", "a", "1", "0");
        assertThat(talk.ask("UNWATCH")).isEqualTo("+OK\r\n");
        assertThat(transaction("GET", "a")).isEqualTo("*1\r\n" + Resp.bulk("1"));
        talk.ask("WATCH", "a");
        talk.ask("MULTI");
        talk.ask("DISCARD");
        other.ask("PUT", "a", "2", "1");
        assertThat(transaction("GET", "a")).isEqualTo("*1\r\n" + Resp.bulk("2"));
    }

    @Test
    void pipelinedWatchIsCompleteBeforeTheTransaction() {
        assertThat(talk.say(Resp.request("PUT", "a", "1", "0")
                        + Resp.request("WATCH", "a")
                        + Resp.request("MULTI")
                        + Resp.request("PUT", "a", "2", "1")
                        + Resp.request("EXEC")))
                .isEqualTo(":1\r\n+OK\r\n+OK\r\n" + QUEUED + "*1\r\n:2\r\n");
    }

    private String transaction(String... command) {
        talk.ask("MULTI");
        assertThat(talk.ask(command)).isEqualTo(QUEUED);
        return talk.ask("EXEC");
    }

    @Test
    void commandsAndWatchedKeysAreBoundedInNumber() {
        String[] watch = Collections.nCopies(129, "k").toArray(String[]::new);
        watch[0] = "WATCH";
        for (int i = 1; i < watch.length; i++) {
            watch[i] = "k" + i;
        }
        assertThat(talk.ask(watch)).isEqualTo("+OK\r\n");
        assertThat(talk.ask("WATCH", "more"))
                .isEqualTo("-ERR a transaction has at most 128 commands and watched keys\r\n");
        talk.ask("UNWATCH");
        talk.ask("MULTI");
        for (int i = 0; i < 128; i++) {
            assertThat(talk.ask("GET", "k")).isEqualTo(QUEUED);
        }
        assertThat(talk.ask("GET", "k")).isEqualTo("-ERR a transaction has at most 128 commands and watched keys\r\n");
        assertThat(talk.ask("EXEC")).isEqualTo(ABORTED);
    }

    @Test
    void commandsAreBoundedInBytesAndCountAsMemoryOfTheConnection() {
        assertThat(talk.conversation.heldBytes()).isZero();
        talk.ask("MULTI");
        String value = "v".repeat(600_000);
        assertThat(talk.ask("PUT", "a", value, "0")).isEqualTo(QUEUED);
        assertThat(talk.conversation.heldBytes()).isBetween(600_000L, 601_000L);
        assertThat(talk.conversation.userBytes()).isGreaterThan(600_000);
        assertThat(talk.ask("PUT", "b", value, "0")).isEqualTo(QUEUED);
        assertThat(talk.ask("PUT", "c", value, "0"))
                .isEqualTo(
                        "-ERR the commands and watched keys of a transaction have at most 1310720 bytes, of which each counts 64\r\n");
        assertThat(talk.ask("EXEC")).isEqualTo(ABORTED);
        assertThat(talk.conversation.heldBytes()).isZero();
    }

    @Test
    void transactionInOneRequestIsExecutedOrRefusedAsAWhole() {
        assertThat(talk.ask("TXN", "3", "4", "PUT", "a", "1", "0", "2", "GETV", "a", "3", "CHECK", "b", "0"))
                .isEqualTo("*3\r\n:1\r\n*3\r\n" + Resp.bulk("1") + ":1\r\n:1\r\n+OK\r\n");
        assertThat(talk.ask("txn", "2", "4", "put", "b", "1", "0", "3", "check", "a", "7"))
                .isEqualTo("-EXECABORT 2 ERRVERSION 1 is the current version\r\n");
        assertThat(talk.ask("GET", "b")).isEqualTo("$-1\r\n");
    }

    @Test
    void transactionInASessionIsExecutedOnce() {
        String id = talk.ask("SESSION", "OPEN", "1000").split("\r\n", -1)[2];
        String[] once = {"ONCE", id, "1", "0", "TXN", "2", "4", "PUT", "a", "1", "0", "2", "GET", "a"};
        String reply = "*2\r\n:1\r\n" + Resp.bulk("1");
        assertThat(talk.ask(once)).isEqualTo(reply);
        other.ask("PUT", "a", "2", "1");
        assertThat(talk.ask(once)).isEqualTo(reply);
        assertThat(talk.ask("ONCE", id, "1", "0", "CANCEL")).isEqualTo(reply);
        assertThat(talk.ask("GET", "a")).isEqualTo(Resp.bulk("2"));
    }

    @Test
    void longResultsAreWrittenInSlices() {
        talk.ask("PUT", "a", "v".repeat(500_000), "0");
        talk.ask("PUT", "b", "w".repeat(500_000), "0");
        String a = Resp.bulk("v".repeat(500_000));
        String b = Resp.bulk("w".repeat(500_000));
        assertThat(talk.ask("TXN", "3", "2", "GET", "a", "2", "GETV", "b", "3", "CHECK", "c", "0"))
                .isEqualTo("*3\r\n" + a + "*3\r\n" + b + ":1\r\n:2\r\n+OK\r\n");
    }

    @Test
    void asManyOperationsAsThereCanBeFitIntoARequest() {
        List<String> words = new ArrayList<>(List.of("TXN", String.valueOf(Command.Transaction.OPERATIONS_MAX)));
        String session = talk.ask("SESSION", "OPEN", "1000").split("\r\n", -1)[2];
        for (int i = 0; i < Command.Transaction.OPERATIONS_MAX; i++) {
            words.addAll(List.of("9", "PUT", "k" + i, "", "0", "OWNER", session, "GUARD", "g", "0"));
        }
        assertThat(talk.ask(words.toArray(String[]::new))).startsWith("*128\r\n:1\r\n");
    }
}
