package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.access.LoginThrottle;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection whose password may not be checked yet waits, and nothing that it sent overtakes the check. */
final class PostponedLoginTest {

    private static final class ManualGate implements LoginThrottle.Gate {
        private boolean open;
        private int failures;

        @Override
        public boolean mayTry() {
            return open;
        }

        @Override
        public void failed() {
            failures++;
        }
    }

    private final ManualGate gate = new ManualGate();
    private final Talk talk = Talk.withPassword(gate);

    private String inspected() {
        talk.conversation.tidy(talk.time.nanos());
        return talk.heard();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH", "HELLO 2 AUTH default"})
    void passwordWaitsAndWhatFollowsItToo(String login) {
        String[] words = (login + " x").split(" ");
        words[words.length - 1] = Talk.PASSWORD;
        assertThat(talk.say(Resp.request(words) + Resp.request("PING"))).isEmpty();
        assertThat(talk.conversation.hasRoom()).isFalse();
        assertThat(inspected()).isEmpty();
        gate.open = true;
        assertThat(inspected()).endsWith("+PONG\r\n").doesNotContain("-NOAUTH");
        assertThat(gate.failures).isZero();
    }

    @Test
    void wrongPasswordIsCountedOnce() {
        gate.open = true;
        assertThat(talk.ask("AUTH", "wrong")).startsWith("-WRONGPASS");
        assertThat(talk.ask("HELLO", "3", "AUTH", "default", "wrong")).startsWith("-WRONGPASS");
        assertThat(talk.ask("HELLO", "4", "AUTH", "default", "wrong")).startsWith("-NOPROTO");
        assertThat(gate.failures).isEqualTo(2);
    }

    @Test
    void helloWithoutAPasswordDoesNotWait() {
        assertThat(talk.ask("HELLO", "3")).startsWith("-NOAUTH");
        assertThat(talk.ask("HELLO", "3", "SETNAME", "a")).startsWith("-NOAUTH");
    }

    @Test
    void clientThatHasClosedItsSideIsAnsweredToo() {
        talk.say(Resp.request("AUTH", Talk.PASSWORD));
        talk.conversation.finish();
        gate.open = true;
        assertThat(inspected()).isEqualTo("+OK\r\n");
    }

    @Test
    void waitingDoesNotExtendTheTimeForTheLogin() {
        talk.say(Resp.request("AUTH", Talk.PASSWORD));
        talk.time.pass(Duration.ofSeconds(11));
        assertThat(talk.conversation.overdue(talk.time.nanos())).contains("did not log in");
    }
}
