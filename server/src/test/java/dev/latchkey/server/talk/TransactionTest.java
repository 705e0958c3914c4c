package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.verbs.Verb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransactionTest {

    private static final String NONE = "-ERR transactions are not supported\r\n";
    private static final String NOT_EXECUTED =
            "-ERR not executed: transactions are not supported, and one was begun with MULTI\r\n";

    private final Talk talk = Talk.open();

    @Test
    void pipelinedTransactionExecutesNothing() {
        assertThat(talk.say(Resp.request("MULTI")
                        + Resp.request("PUT", "a", "1", "0")
                        + Resp.request("PUT", "b", "2", "0")
                        + Resp.request("EXEC")
                        + Resp.request("GET", "a")
                        + Resp.request("GET", "b")))
                .isEqualTo(NONE
                        + NOT_EXECUTED
                        + NOT_EXECUTED
                        + "-EXECABORT Transaction discarded because of previous errors.\r\n"
                        + "$-1\r\n$-1\r\n");
    }

    @Test
    void discardEndsIt() {
        talk.ask("MULTI");
        assertThat(talk.ask("PUT", "a", "1", "0")).isEqualTo(NOT_EXECUTED);
        assertThat(talk.ask("DISCARD")).isEqualTo("+OK\r\n");
        assertThat(talk.ask("GET", "a")).isEqualTo("$-1\r\n");
        assertThat(talk.ask("PUT", "a", "1", "0")).isEqualTo(":1\r\n");
    }

    @Test
    void resetEndsIt() {
        talk.ask("MULTI");
        assertThat(talk.ask("RESET")).isEqualTo("+RESET\r\n");
        assertThat(talk.ask("PUT", "a", "1", "0")).isEqualTo(":1\r\n");
    }

    @Test
    void quitLeavesAmidIt() {
        talk.ask("MULTI");
        assertThat(talk.ask("QUIT")).isEqualTo("+OK\r\n");
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void nestedMultiSaysSoAndStaysInside() {
        talk.ask("MULTI");
        assertThat(talk.ask("MULTI")).isEqualTo("-ERR MULTI calls can not be nested\r\n");
        assertThat(talk.ask("PUT", "a", "1", "0")).isEqualTo(NOT_EXECUTED);
    }

    @Test
    void multiWithTooManyWordsBeginsWhatExecutesNothingToo() {
        assertThat(talk.ask("MULTI", "x")).startsWith("-ERR wrong number of arguments for 'multi'");
        assertThat(talk.ask("PUT", "a", "1", "0")).isEqualTo(NOT_EXECUTED);
        assertThat(talk.ask("EXEC")).startsWith("-EXECABORT");
        assertThat(talk.ask("PUT", "a", "1", "0")).isEqualTo(":1\r\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Verb.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MULTI", "EXEC", "DISCARD", "RESET", "QUIT"})
    void nothingElseRunsInside(Verb verb) {
        talk.ask("MULTI");
        assertThat(talk.ask(SampleRequests.right(verb))).isEqualTo(NOT_EXECUTED);
        assertThat(talk.ask(verb.name(), "too", "many", "words", "for", "anything"))
                .isEqualTo(NOT_EXECUTED);
    }

    @Test
    void unknownCommandsAreNotExecutedEither() {
        talk.ask("MULTI");
        assertThat(talk.ask("SET", "a", "1")).isEqualTo(NOT_EXECUTED);
    }
}
