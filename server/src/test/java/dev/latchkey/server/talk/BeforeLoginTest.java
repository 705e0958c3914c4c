package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.verbs.Verb;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SEC-01 and SEC-02: what a client can do before authentication. */
class BeforeLoginTest {

    private static final String NOAUTH = "-NOAUTH Authentication required.\r\n";

    private final Talk talk = Talk.withPassword();

    @ParameterizedTest
    @EnumSource(
            value = Verb.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"AUTH", "HELLO", "QUIT", "RESET"})
    void everyOtherCommandAnswersTheSameAndLeaksNothing(Verb verb) {
        assertThat(talk.ask(SampleRequests.right(verb))).isEqualTo(NOAUTH);
        assertThat(talk.ask(verb.name())).isEqualTo(NOAUTH);
        assertThat(talk.ask(verb.name(), "a", "b", "c", "d", "e", "f", "g")).isEqualTo(NOAUTH);
        assertThat(talk.hungUp).isFalse();
    }

    @Test
    void nothingIsExecuted() {
        assertThat(talk.ask("PUT", "k", "v", "0")).isEqualTo(NOAUTH);
        assertThat(talk.ask("CLIENT", "SETNAME", "n")).isEqualTo(NOAUTH);
        assertThat(talk.ask("MULTI")).isEqualTo(NOAUTH);
        talk.ask("AUTH", Talk.PASSWORD);
        assertThat(talk.ask("GET", "k")).isEqualTo("$-1\r\n");
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
    }

    @Test
    void unknownCommandsAreNotToldApart() {
        assertThat(talk.ask("SET", "k", "v")).isEqualTo(NOAUTH);
        assertThat(talk.ask("")).isEqualTo(NOAUTH);
    }

    @Test
    void whatLogsInOrLeavesRuns() {
        assertThat(talk.ask("RESET")).isEqualTo("+RESET\r\n");
        assertThat(talk.ask("AUTH", "wrong")).startsWith("-WRONGPASS ");
        assertThat(talk.ask("HELLO", "3")).startsWith("-NOAUTH HELLO must be called");
        assertThat(talk.ask("QUIT")).isEqualTo("+OK\r\n");
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void elevenArgumentsAreTooMany() {
        assertThat(talk.say("*10\r\n" + "$1\r\nx\r\n".repeat(10))).isEqualTo(NOAUTH);
        assertThat(talk.say("*11\r\n"))
                .isEqualTo("-ERR Protocol error: invalid multibulk length: a request has 1 to 10 arguments\r\n");
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void argumentBeyond16KibIsRefusedByItsHeader() {
        assertThat(talk.ask("PING", "x".repeat(16_384))).isEqualTo(NOAUTH);
        assertThat(talk.say("*2\r\n$4\r\nPING\r\n$16385\r\n"))
                .isEqualTo("-ERR Protocol error: invalid bulk length: an argument has 0 to 16384 bytes\r\n");
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void limitsOfTheStoreHoldOnceLoggedIn() {
        String big = "x".repeat(16_385);
        assertThat(talk.say(Resp.request("AUTH", Talk.PASSWORD) + Resp.request("ECHO", big)))
                .isEqualTo("+OK\r\n" + Resp.bulk(big));
    }

    @Test
    void limitsBeforeLoginHoldAgainAfterReset() {
        talk.ask("AUTH", Talk.PASSWORD);
        assertThat(talk.say(Resp.request("RESET") + "*11\r\n")).startsWith("+RESET\r\n-ERR Protocol error: ");
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void oneMebibyteOfInputIsTheMost() {
        String line = "\r\n".repeat(32_768);
        for (int i = 0; i < 16; i++) {
            assertThat(talk.say(line)).isEmpty();
        }
        assertThat(talk.hungUp).isFalse();
        assertThat(talk.say("\r\n")).isEqualTo("-ERR Protocol error: too much input before login\r\n");
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void whatCameWhileLoggedInDoesNotCountAfterReset() {
        talk.ask("AUTH", Talk.PASSWORD);
        for (int i = 0; i < 20; i++) {
            talk.ask("ECHO", "x".repeat(65_536));
        }
        assertThat(talk.ask("RESET")).isEqualTo("+RESET\r\n");
        assertThat(talk.hungUp).isFalse();
        assertThat(talk.ask("AUTH", Talk.PASSWORD)).isEqualTo("+OK\r\n");
    }

    @Test
    void oneKibibyteOfOutputIsTheMost() {
        String heard = talk.say(Resp.request("PING").repeat(100));
        assertThat(heard.length()).isBetween(1_024 - NOAUTH.length(), 1_024);
        assertThat(heard).isEqualTo(NOAUTH.repeat(heard.length() / NOAUTH.length()));
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void echoedTextCannotExceedTheOutputEither() {
        String heard = talk.say(Resp.request("HELLO", "3", "x".repeat(2_000)).repeat(20));
        assertThat(heard.length()).isLessThanOrEqualTo(1_024);
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void tenSecondsAreTheDeadline() {
        talk.time.pass(Duration.ofSeconds(10));
        assertThat(talk.conversation.overdue(talk.time.nanos())).isNull();
        talk.time.pass(Duration.ofNanos(1));
        assertThat(talk.conversation.overdue(talk.time.nanos())).isEqualTo("did not log in within 10 s");
    }

    @Test
    void pauseOfTheServerExtendsTheDeadline() {
        talk.time.pass(Duration.ofSeconds(40));
        talk.conversation.extendDeadlines(Duration.ofSeconds(30).toNanos(), talk.time.nanos());
        assertThat(talk.conversation.overdue(talk.time.nanos())).isNull();
        talk.time.pass(Duration.ofNanos(1));
        assertThat(talk.conversation.overdue(talk.time.nanos())).isEqualTo("did not log in within 10 s");
    }

    @Test
    void loginEndsTheDeadlineAndResetBeginsItAnew() {
        talk.ask("AUTH", Talk.PASSWORD);
        talk.time.pass(Duration.ofHours(1));
        assertThat(talk.conversation.overdue(talk.time.nanos())).isNull();
        talk.ask("RESET");
        assertThat(talk.conversation.overdue(talk.time.nanos())).isNull();
        talk.time.pass(Duration.ofSeconds(11));
        assertThat(talk.conversation.overdue(talk.time.nanos())).isNotNull();
    }

    @Test
    void resetBeforeLoginGivesNoMoreTime() {
        talk.time.pass(Duration.ofSeconds(9));
        talk.ask("RESET");
        talk.time.pass(Duration.ofSeconds(2));
        assertThat(talk.conversation.overdue(talk.time.nanos())).isNotNull();
    }
}
