package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.wire.Limits;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of server-sent events. Covers IN-07 for them. */
final class FollowRoutesTest {

    private static final String FOLLOW = " HTTP/1.1\r\nHost: localhost\r\n";

    private final HttpTalk writer = HttpTalk.open();
    private final HttpTalk follower = writer.another();

    private static String id(long revision) {
        return HttpTalk.STORE + ":" + revision;
    }

    private void create(String key, String value) {
        assertThat(writer.put("/v1/kv/" + key, value, "If-None-Match: *").status())
                .isEqualTo(201);
    }

    private static String follow(HttpTalk on, String query, String... fields) {
        StringBuilder request = new StringBuilder("GET /v1/follow" + query + FOLLOW);
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return on.raw(request + "\r\n");
    }

    private static String step(long revision, long previous, String key, String value) {
        return "event: step\nid: " + id(revision) + "\ndata: {\"previous\":\"" + previous + "\",\"revision\":\""
                + revision
                + "\",\"events\":[{\"kind\":\"put\",\"key\":\"" + key + "\",\"version\":\"1\",\"value\":\"" + value
                + "\",\"revision\":\"" + revision
                + "\",\"by\":\"default\",\"time\":\"2001-02-03T04:05:06.789Z\"}]}\n\n";
    }

    @Test
    void streamStartsNowAndAnnouncesItsRevision() {
        create("a", "x");
        String output = follow(follower, "");
        assertThat(output)
                .startsWith("""
                        HTTP/1.1 200 OK\r
                        Cache-Control: no-store\r
                        Content-Type: text/event-stream\r
                        X-Content-Type-Options: nosniff\r
                        """)
                .contains(
                        "Transfer-Encoding: chunked",
                        "event: start\nid: " + id(1) + "\ndata: {\"store\":\"" + HttpTalk.STORE
                                + "\",\"revision\":\"1\"}\n\n")
                .doesNotContain("event: step");
        create("b", "y");
        assertThat(follower.heard()).contains(step(2, 1, "b", "y"));
    }

    @Test
    void streamContinuesAfterARevisionOrTheLastEvent() {
        create("a", "x");
        create("b", "y");
        assertThat(follow(follower, "?from=1")).contains(step(2, 1, "b", "y")).doesNotContain("\"a\"");
        assertThat(follow(writer.another(), "?from=" + id(1))).contains(step(2, 1, "b", "y"));
        assertThat(follow(writer.another(), "?from=0", "Last-Event-ID: " + id(1)))
                .contains(step(2, 1, "b", "y"))
                .doesNotContain("\"a\"");
    }

    @Test
    void onlyThePrefixIsFollowed() {
        follow(follower, "?prefix=jobs/");
        create("jobs", "x");
        create("jobs/1", "y");
        assertThat(follower.heard()).contains(step(2, 0, "jobs/1", "y")).doesNotContain("\"jobs\"");
    }

    @Test
    void keysAndValuesCannotForgeEvents() {
        follow(follower, "");
        create("a%0a%0aevent:%20gap%0aid:%20x%0d", "\n\nevent: gap\n\n\r\u2028".replace('\u2028', '.'));
        assertThat(follower.heard()).contains("event: step").doesNotContain("\n\nevent: gap", "\nid: x");
    }

    @Test
    void endOfASessionIsOneEvent() {
        String session = writer.post("/v1/sessions", "{\"ttlMillis\":1000}").member("session");
        for (String key : new String[] {"a", "b"}) {
            writer.put("/v1/kv/" + key + "?version=0", "", "Latchkey-Session: " + session);
        }
        follow(follower, "?from=2");
        writer.delete("/v1/sessions/" + session);
        String output = follower.heard();
        assertThat(output.split("event: step", -1)).hasSize(2);
        assertThat(output)
                .contains(
                        "id: " + id(4),
                        "\"previous\":\"2\",\"revision\":\"4\"",
                        "\"kind\":\"close\",\"key\":\"a\"",
                        "\"kind\":\"close\",\"key\":\"b\"");
    }

    @Test
    void commentIsSentAfterFifteenSecondsOfSilence() {
        follow(follower, "");
        follower.pass(Duration.ofSeconds(15));
        assertThat(follower.heard()).isEmpty();
        follower.pass(Duration.ofSeconds(1));
        assertThat(follower.heard()).isEqualTo("3\r\n:\n\n\r\n");
        create("a", "x");
        assertThat(follower.heard()).contains("event: step");
        follower.pass(Duration.ofSeconds(15));
        assertThat(follower.heard()).isEmpty();
        for (int i = 0; i < 10; i++) {
            follower.pass(Duration.ofSeconds(16));
            assertThat(follower.heard()).isEqualTo("3\r\n:\n\n\r\n");
        }
        assertThat(follower.isOpen()).isTrue();
    }

    private static HttpTalk withShortHistory() {
        ManualTime time = new ManualTime();
        StateLimits limits = StateLimits.STANDARD.withHistory(new HistoryLimits(2, 1 << 20));
        return new HttpTalk(
                new MemoryEngine(HttpTalk.STORE, limits, 1L << 30, new SipHash(1, 2), time),
                Credentials.NONE,
                Limits.STANDARD,
                time);
    }

    @Test
    void gapIsReportedIfEventsWereEvicted() {
        HttpTalk talk = withShortHistory();
        for (int i = 0; i < 5; i++) {
            talk.put("/v1/kv/" + i + "?version=0", "v");
        }
        HttpReply reply = HttpReply.parse(follow(talk.another(), "?from=1"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("Content-Type")).isEqualTo("text/event-stream");
        assertThat(reply.body()).isEqualTo("event: gap\nid: gap:3\ndata: {\"oldest\":\"3\"}\n\n");
    }

    @Test
    void gapIsReportedInAnotherStore() {
        create("a", "x");
        String other = "ff112233445566778899aabbccddeeff";
        HttpReply reply = HttpReply.parse(follow(follower, "", "Last-Event-ID: " + other + ":1"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("event: gap\nid: gap:0\ndata: {\"oldest\":\"0\"}\n\n");
    }

    @Test
    void streamEndsWithAGapWhenTheStoreIsReplaced() {
        ManualTime time = new ManualTime();
        EngineAround engine = new EngineAround(HttpTalk.memory(time)) {};
        HttpTalk talk = new HttpTalk(engine, Credentials.NONE, Limits.STANDARD, time);
        follow(talk, "");
        engine.storeId = Optional.of(new StoreId(1, 2));
        talk.pass(Duration.ofSeconds(1));
        assertThat(talk.heard()).contains("event: gap\nid: gap:0\n").endsWith("0\r\n\r\n");
        assertThat(talk.isOpen()).isFalse();
        assertThat(talk.connection.isBoundToStore()).isFalse();
    }

    @Test
    void clientIsToldNotToReconnectAfterAGap() {
        HttpReply reply = HttpReply.parse(follow(follower, "?from=1", "Last-Event-ID: gap:3"));
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void slowReaderWhoseEventsAreEvictedGetsAGapAndTheStreamEnds() {
        HttpTalk talk = withShortHistory();
        HttpTalk slow = talk.another();
        follow(slow, "");
        slow.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        for (int i = 0; i < 5; i++) {
            talk.put("/v1/kv/" + i + "?version=0", "v");
        }
        assertThat(slow.heard()).isEmpty();
        slow.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        slow.channel.pipeline().fireChannelWritabilityChanged();
        assertThat(slow.heard())
                .contains("event: gap\nid: gap:3\n")
                .endsWith("0\r\n\r\n")
                .doesNotContain("event: step");
        assertThat(slow.isOpen()).isFalse();
    }

    @Test
    void revisionThatIsNotReachedIsRefused() {
        create("a", "x");
        HttpReply reply = HttpReply.parse(follow(follower, "?from=2"));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.problem()).isEqualTo("not-reached not-done");
        assertThat(reply.member("detail")).isEqualTo("the store has not reached revision 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "", ":1", "00112233:1", "00112233445566778899aabbccddeeff:", "1:1"})
    void invalidPositionIsRefused(String position) {
        assertThat(HttpReply.parse(follow(follower, "?from=" + position)).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"HEAD /v1/follow HTTP/1.1, 200", "GET /v1/follow HTTP/1.0, 505"})
    void streamNeedsGetAndHttp11(String line, int status) {
        String output = follower.raw(line + "\r\nHost: localhost\r\n\r\n");
        assertThat(output).startsWith("HTTP/1.1 " + status + " ").doesNotContain("event:");
    }

    @Test
    void shutdownEndsTheStream() {
        follow(follower, "");
        follower.connection.stop();
        assertThat(follower.heard()).isEqualTo("0\r\n\r\n");
        assertThat(follower.isOpen()).isFalse();
    }

    @Test
    void closedStreamIsReleased() {
        follow(follower, "");
        assertThat(follower.services.budgets(true).queued().bytes()).isPositive();
        follower.channel.close();
        create("a", "x");
        assertThat(follower.heard()).isEmpty();
        assertThat(follower.services.budgets(true).queued().bytes()).isZero();
    }

    @Test
    void inputAfterTheRequestIsDiscarded() {
        follow(follower, "");
        assertThat(follower.raw("DELETE /v1/kv/a?version=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .isEmpty();
        assertThat(follower.isOpen()).isTrue();
    }
}
