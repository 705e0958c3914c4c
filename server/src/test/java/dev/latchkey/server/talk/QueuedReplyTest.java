package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LOAD-10: whatever is queued after an unanswered write is counted in bytes, and no more is accepted than may be queued. */
class QueuedReplyTest {

    private static final int KIBIBYTES = 100;
    private static final String BIG = "x".repeat(KIBIBYTES * 1_024);
    private static final long QUEUED_MAX = Limits.STANDARD.pipelinedBytesMax();

    private final HeldBackEngine engine = new HeldBackEngine();
    private final Talk talk = Talk.withEngine(engine);

    @ParameterizedTest
    @ValueSource(strings = {"ECHO", "PING", "INFO"})
    void replyThatTheServerMakesItselfCountsWithTheArgumentsThatItHolds(String command) {
        int requests = 100;
        talk.say(Resp.request("PUT", "k", "v", "0") + Resp.request(command, BIG).repeat(requests));
        assertThat(talk.conversation.queuedBytes()).isBetween(QUEUED_MAX - 200, QUEUED_MAX + 2L * BIG.length());
        assertThat(talk.untaken()).isGreaterThan(requests / 2 * BIG.length());
        engine.answer(0);
        String heard = talk.heard();
        assertThat(heard).startsWith(":1\r\n");
        assertThat(heard.length()).isGreaterThan(requests * BIG.length());
        assertThat(talk.conversation.queuedBytes()).isZero();
        assertThat(talk.untaken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMMAND", "COMMAND DOCS", "COMMAND INFO", "COMMAND LIST"})
    void largeConstantReplyIsSharedByAllRequests(String command) {
        int requests = 5_000;
        talk.say(Resp.request("PUT", "k", "v", "0")
                + Resp.request(command.split(" ")).repeat(requests));
        assertThat(talk.untaken()).isZero();
        assertThat(talk.conversation.queuedBytes() / requests).isBetween(64L, 200L);
    }

    @Test
    void answeredReplyCountsUntilItIsWritten() {
        talk.say(Resp.request("PUT", "k", BIG, "0") + Resp.request("GET", "k").repeat(3));
        assertThat(talk.conversation.queuedBytes()).as("three reads").isBetween(3 * 256L, 3 * 300L);
        for (int n = 1; n <= 3; n++) {
            engine.answer(n);
        }
        assertThat(talk.conversation.queuedBytes()).isGreaterThan(3L * BIG.length());
        talk.hasRoom = false;
        engine.answer(0);
        assertThat(talk.conversation.queuedBytes()).isGreaterThan(3L * BIG.length());
        talk.hasRoom = true;
        talk.conversation.proceed();
        assertThat(talk.heard()).isEqualTo(":1\r\n" + Resp.bulk(BIG).repeat(3));
        assertThat(talk.conversation.queuedBytes()).isZero();
    }

    @Test
    void queuedWriteIsCountedByTheEngineAlone() {
        talk.say(Resp.request("PUT", "k", BIG, "0").repeat(3));
        assertThat(talk.conversation.queuedBytes()).isZero();
    }

    @Test
    void nothingCountsOnceTheConnectionIsClosed() {
        talk.say(Resp.request("PUT", "k", "v", "0") + Resp.request("GET", "k") + Resp.request("ECHO", BIG));
        talk.conversation.abandon();
        engine.answer(1);
        engine.answer(0);
        assertThat(talk.conversation.queuedBytes()).isZero();
        assertThat(talk.heard()).isEmpty();
    }
}
