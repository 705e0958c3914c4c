package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** NET-05 and NET-06: a request must arrive completely within a time that depends on its size. */
class SlowRequestTest {

    private final Talk talk = Talk.open();

    private @Nullable String overdue() {
        return talk.conversation.overdue(talk.time.nanos());
    }

    @Test
    void idleConnectionIsNeverOverdue() {
        talk.ask("PING");
        talk.time.pass(Duration.ofDays(30));
        assertThat(overdue()).isNull();
    }

    @Test
    void partOfARequestIsOverdueAfterTheGrace() {
        talk.say("*2\r\n$3\r\nGE");
        talk.time.pass(Duration.ofSeconds(10));
        assertThat(overdue()).isNull();
        talk.time.pass(Duration.ofSeconds(1));
        assertThat(overdue()).isEqualTo("sends a request too slowly: 10 bytes in 11 s");
    }

    @Test
    void pauseOfTheServerDoesNotCount() {
        talk.say("*2\r\n$3\r\nGE");
        talk.time.pass(Duration.ofSeconds(40));
        talk.conversation.extendDeadlines(Duration.ofSeconds(35).toNanos(), talk.time.nanos());
        assertThat(overdue()).isNull();
        talk.time.pass(Duration.ofSeconds(6));
        assertThat(overdue()).isEqualTo("sends a request too slowly: 10 bytes in 11 s");
    }

    @Test
    void pauseBeforeARequestGivesItNoTime() {
        talk.time.pass(Duration.ofSeconds(40));
        talk.say("*2\r\n$3\r\nGE");
        talk.conversation.extendDeadlines(Duration.ofSeconds(39).toNanos(), talk.time.nanos());
        talk.time.pass(Duration.ofSeconds(11));
        assertThat(overdue()).isEqualTo("sends a request too slowly: 10 bytes in 11 s");
    }

    @Test
    void oneByteIsEnoughToBegin() {
        talk.say("*");
        talk.time.pass(Duration.ofSeconds(11));
        assertThat(overdue()).isNotNull();
    }

    @Test
    void byteNowAndThenDoesNotHelp() {
        talk.say("*2\r\n$3\r\nGET\r\n$100\r\n");
        for (int i = 0; i < 6; i++) {
            talk.time.pass(Duration.ofSeconds(2));
            talk.say("x");
        }
        assertThat(overdue()).isNotNull();
    }

    @Test
    void bigRequestHasTimeByItsSize() {
        talk.say("*4\r\n$3\r\nPUT\r\n$1\r\nk\r\n$1048576\r\n");
        for (int i = 0; i < 15; i++) {
            talk.say("x".repeat(65_536));
            talk.time.pass(Duration.ofSeconds(60));
            assertThat(overdue()).isNull();
        }
        talk.time.pass(Duration.ofSeconds(200));
        assertThat(overdue()).isNotNull();
    }

    @Test
    void earlierRequestsOfTheSameReadGiveNoTime() {
        talk.say(Resp.request("ECHO", "x".repeat(60_000)) + "*1");
        talk.time.pass(Duration.ofSeconds(11));
        assertThat(overdue()).isEqualTo("sends a request too slowly: 2 bytes in 11 s");
    }

    @Test
    void completedRequestIsForgotten() {
        talk.say("*1\r\n$4\r\nPI");
        talk.time.pass(Duration.ofSeconds(9));
        assertThat(talk.say("NG\r\n")).isEqualTo("+PONG\r\n");
        talk.time.pass(Duration.ofSeconds(9));
        assertThat(overdue()).isNull();
        talk.say("*");
        talk.time.pass(Duration.ofSeconds(9));
        assertThat(overdue()).isNull();
    }

    @Test
    void whatWeDoNotTakeIsNotHeldAgainstTheClient() {
        talk.hasRoom = false;
        talk.say(Resp.request("PING") + "*1\r\n$4");
        talk.time.pass(Duration.ofSeconds(20));
        assertThat(overdue()).isNull();
        talk.hasRoom = true;
        talk.conversation.proceed();
        assertThat(talk.heard()).isEqualTo("+PONG\r\n");
        assertThat(overdue()).isNull();
        talk.time.pass(Duration.ofSeconds(11));
        assertThat(overdue()).isNotNull();
    }

    @Test
    void timeDuringWhichTheServerDoesNotReadDoesNotCount() {
        talk.say("*2\r\n$3\r\nGE");
        talk.hasRoom = false;
        for (int second = 0; second < 60; second++) {
            talk.time.pass(Duration.ofSeconds(1));
            talk.conversation.tidy(talk.time.nanos());
            assertThat(overdue()).isNull();
        }
        talk.hasRoom = true;
        talk.time.pass(Duration.ofSeconds(1));
        talk.conversation.tidy(talk.time.nanos());
        assertThat(overdue()).isNull();
        talk.time.pass(Duration.ofSeconds(10));
        assertThat(overdue()).isNotNull();
    }
}
