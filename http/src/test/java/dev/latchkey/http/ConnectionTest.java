package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.wire.Limits;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of a connection: several requests, lost outcomes, deadlines, and its end. Covers SEC-12, and NET-06 for HTTP. */
final class ConnectionTest {

    private static final String GET = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String PUT =
            "PUT /v1/kv/k?version=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nv";

    private final LateEngine engine = new LateEngine(HttpTalk.memory(new ManualTime()));
    private final HttpTalk talk = HttpTalk.with(engine);

    private static int responses(String output) {
        return output.split("HTTP/1\\.1 ", -1).length - 1;
    }

    @Test
    void requestsThatArriveTogetherAreAnsweredInOrder() {
        String output = HttpTalk.open().raw(PUT + GET + "GET /v1/kv/k HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(responses(output)).isEqualTo(3);
        assertThat(output).startsWith("HTTP/1.1 201 ").endsWith("\r\n\r\nv");
    }

    @Test
    void requestsAreReadOneByteAtATime() {
        HttpTalk open = HttpTalk.open();
        StringBuilder output = new StringBuilder();
        for (char c : (PUT + GET).toCharArray()) {
            output.append(open.raw(String.valueOf(c)));
        }
        assertThat(responses(output.toString())).isEqualTo(2);
    }

    @Test
    void nextRequestIsNotDecodedBeforeTheResponse() {
        assertThat(talk.raw(PUT + PUT + GET)).isEmpty();
        assertThat(engine.submitted()).isEqualTo(1);
        engine.answer(0);
        assertThat(talk.heard()).startsWith("HTTP/1.1 201 ");
        assertThat(engine.submitted()).isEqualTo(2);
        engine.answer(1);
        String rest = talk.heard();
        assertThat(rest).startsWith("HTTP/1.1 412 ").endsWith("ok\n");
        assertThat(responses(rest)).isEqualTo(2);
    }

    @Test
    void lostWriteIsAnsweredAsUnknown() {
        assertThat(talk.raw(PUT)).isEmpty();
        engine.lose(0);
        HttpReply reply = HttpReply.parse(talk.heard());
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.problem()).isEqualTo("outcome-unknown unknown");
        assertThat(talk.raw(GET)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void writeIsUnknownIfTheStoreIsReplacedMeanwhile() {
        assertThat(talk.raw(PUT)).isEmpty();
        engine.storeId = Optional.of(new StoreId(1, 2));
        engine.answer(0);
        assertThat(HttpReply.parse(talk.heard()).problem()).isEqualTo("outcome-unknown unknown");
    }

    @Test
    void requestsAreRefusedWhileThereIsNoStore() {
        engine.storeId = Optional.empty();
        for (String target : new String[] {"/readyz", "/v1/kv/k", "/v1/kv", "/v1/follow", "/v1/locks"}) {
            HttpReply reply = talk.get(target);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.problem()).isEqualTo("starting not-done");
            assertThat(reply.field("Retry-After")).isEqualTo("1");
        }
        assertThat(talk.get("/livez").status()).isEqualTo(200);
        assertThat(engine.submitted()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Reply.Refusal.class)
    void refusalOfTheStoreIsDefinite(Reply.Refusal reason) {
        assertThat(talk.raw(PUT)).isEmpty();
        engine.answer(0, new Reply.Refused(reason));
        HttpReply reply = HttpReply.parse(talk.heard());
        int status =
                switch (reason) {
                    case VERSIONS_USED_UP -> 409;
                    case MEMORY_FULL, DISK_FULL -> 507;
                    case REPLY_TOO_LARGE, SESSIONS_FULL, OWNED_KEYS_FULL, RECORDS_FULL, QUEUE_FULL -> 429;
                    case NO_LEADER -> 503;
                };
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.member("outcome")).isEqualTo("not-done");
    }

    @Test
    void errorOfTheServerDuringAWriteIsUnknownAndDuringAReadIsNot() {
        assertThat(talk.raw(PUT)).isEmpty();
        engine.answer(0, new Reply.Kept(1));
        assertThat(HttpReply.parse(talk.heard()).problem()).isEqualTo("outcome-unknown unknown");
        engine.fails = true;
        assertThat(HttpReply.parse(talk.raw(PUT)).problem()).isEqualTo("outcome-unknown unknown");
        assertThat(talk.get("/v1/kv/k").problem()).isEqualTo("internal-error not-done");
    }

    @Test
    void connectionIsClosedAfterTheResponseIfTheClientWantsThat() {
        HttpTalk open = HttpTalk.open();
        HttpReply reply = open.get("/livez", "Connection: close");
        assertThat(reply.field("Connection")).isEqualTo("close");
        assertThat(open.isOpen()).isFalse();
        HttpTalk old = HttpTalk.open();
        assertThat(old.raw("GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")).endsWith("ok\n");
        assertThat(old.isOpen()).isFalse();
    }

    @Test
    void clientThatClosesItsSideStillGetsTheResponses() {
        assertThat(talk.raw(PUT + GET + GET)).isEmpty();
        talk.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(talk.isOpen()).isTrue();
        engine.answer(0);
        assertThat(responses(talk.heard())).isEqualTo(3);
        assertThat(talk.isOpen()).isFalse();
    }

    @Test
    void idleConnectionIsClosed() {
        HttpTalk open = HttpTalk.open();
        open.raw(GET);
        open.pass(Duration.ofSeconds(60));
        assertThat(open.isOpen()).isTrue();
        open.pass(Duration.ofSeconds(1));
        assertThat(open.isOpen()).isFalse();
        assertThat(open.services.log).singleElement().asString().contains("sent no request for 60 s");
    }

    @Test
    void slowRequestIsRefused() {
        HttpTalk open = HttpTalk.open();
        open.pass(Duration.ofSeconds(30));
        assertThat(open.raw("GET /livez HTTP/1.1\r\n")).isEmpty();
        for (int i = 0; i < 9; i++) {
            open.pass(Duration.ofSeconds(1));
            assertThat(open.raw("X")).isEmpty();
            assertThat(open.services.budgets(true).input().bytes()).isLessThanOrEqualTo(16_384);
        }
        open.pass(Duration.ofSeconds(2));
        HttpReply reply = HttpReply.parse(open.heard());
        assertThat(reply.status()).isEqualTo(408);
        assertThat(reply.problem()).isEqualTo("timeout not-done");
        assertThat(open.isOpen()).isFalse();
    }

    @Test
    void slowBodyIsRefused() {
        HttpTalk open = HttpTalk.open();
        assertThat(open.raw("PUT /v1/kv/k?version=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"))
                .isEmpty();
        open.pass(Duration.ofSeconds(11));
        assertThat(open.heard()).startsWith("HTTP/1.1 408 ");
        assertThat(open.services.engine.keyspace().revision()).isZero();
    }

    @Test
    void timeThatTheServerTakesDoesNotCountAgainstTheClient() {
        assertThat(talk.raw(PUT)).isEmpty();
        talk.pass(Duration.ofSeconds(100));
        assertThat(talk.isOpen()).isTrue();
        engine.answer(0);
        assertThat(talk.heard()).startsWith("HTTP/1.1 201 ");
        HttpTalk paused = HttpTalk.open();
        paused.raw("GET /livez HTTP/1.1\r\n");
        paused.services.time.pass(Duration.ofSeconds(100));
        paused.connection.extendDeadlines(Duration.ofSeconds(100).toNanos(), paused.services.time.nanos());
        paused.connection.inspect(paused.services.time.nanos());
        assertThat(paused.raw("Host: localhost\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void connectionWithoutLoginIsClosedAfterEachResponse() {
        HttpTalk locked = HttpTalk.withPassword();
        assertThat(locked.get("/livez").field("Connection")).isEqualTo("close");
        assertThat(locked.isOpen()).isFalse();
    }

    @Test
    void connectionWithoutLoginIsClosedAfterTenSeconds() {
        HttpTalk locked = HttpTalk.withPassword();
        locked.raw("GET /livez");
        locked.pass(Duration.ofSeconds(10));
        assertThat(locked.isOpen()).isTrue();
        locked.pass(Duration.ofMillis(1));
        assertThat(locked.isOpen()).isFalse();
        assertThat(locked.services.log).singleElement().asString().contains("did not log in within 10 s");
    }

    @Test
    void shutdownAnswersWhatWasReadAndCloses() {
        HttpTalk idle = talk.another();
        assertThat(talk.raw(PUT)).isEmpty();
        talk.connection.stop();
        idle.connection.stop();
        idle.heard();
        assertThat(idle.isOpen()).isFalse();
        assertThat(talk.isOpen()).isTrue();
        engine.answer(0);
        HttpReply reply = HttpReply.parse(talk.heard());
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.field("Connection")).isEqualTo("close");
        assertThat(talk.isOpen()).isFalse();
    }

    @Test
    void answerToAClosedConnectionIsDropped() {
        assertThat(talk.raw(PUT)).isEmpty();
        talk.channel.close();
        engine.answer(0);
        assertThat(talk.heard()).isEmpty();
    }

    @Test
    void largestIncompleteRequestIsRefusedWhenTheBudgetIsExceeded() {
        Limits limits = Limits.STANDARD.withInputShare(0);
        ManualTime time = new ManualTime();
        HttpTalk first = new HttpTalk(HttpTalk.memory(time), Credentials.NONE, limits, time);
        HttpTalk second = first.another();
        int max = (int) limits.input().allConnectionsBytesMax();
        String head = "PUT /v1/kv/k?version=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n";
        assertThat(first.raw(head + "x".repeat(1_000_000))).isEmpty();
        List<HttpTalk> talks = new ArrayList<>(List.of(first, second));
        StringBuilder output = new StringBuilder();
        for (int held = 0; held < max; held += 500_000) {
            talks.add(first.another());
            output.append(talks.get(talks.size() - 1).raw(head + "x".repeat(500_000)));
        }
        talks.forEach(talk -> output.append(talk.heard()));
        assertThat(output).contains("HTTP/1.1 429 ", "\"outcome\":\"not-done\"");
        assertThat(first.isOpen()).isFalse();
        assertThat(second.isOpen()).isTrue();
        assertThat(first.services.budgets(true).input().bytes()).isLessThanOrEqualTo(max);
    }

    @Test
    void memoryOfARequestIsReturnedToTheBudgets() {
        HttpTalk open = HttpTalk.open();
        assertThat(open.raw("PUT /v1/kv/k?version=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
                        + "x".repeat(90_000)))
                .isEmpty();
        assertThat(open.services.budgets(true).input().bytes()).isBetween(90_000L, 400_000L);
        assertThat(open.raw("x".repeat(10_000))).startsWith("HTTP/1.1 201 ");
        assertThat(open.services.budgets(true).input().bytes()).isLessThan(20_000L);
        open.channel.close();
        assertThat(open.services.budgets(true).input().bytes()).isZero();
        assertThat(open.services.budgets(true).queued().bytes()).isZero();
    }
}
