package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads, writes and deletes of a key. */
final class KeyRoutesTest {

    private static final String TAG_1 = "\"1-00112233\"";

    private final HttpTalk talk = HttpTalk.open();

    private HttpReply create(String target, String value) {
        HttpReply reply = talk.put(target, value, "If-None-Match: *");
        assertThat(reply.status()).isEqualTo(201);
        return reply;
    }

    @Test
    void createdKeyHasAStrongQuotedTagOfVersionAndStore() {
        HttpReply reply = create("/v1/kv/greeting", "hello");
        assertThat(reply.field("ETag")).isEqualTo(TAG_1);
        assertThat(reply.field("Latchkey-Version")).isEqualTo("1");
        assertThat(talk.get("/v1/kv/greeting").field("ETag")).isEqualTo(TAG_1);
    }

    @Test
    void valueIsSentAsAnAttachmentThatBrowsersDoNotInterpret() {
        create("/v1/kv/page", "<script>alert(1)</script>");
        HttpReply reply = talk.get("/v1/kv/page");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("<script>alert(1)</script>");
        assertThat(reply.fields())
                .containsEntry("content-type", "application/octet-stream")
                .containsEntry("content-length", "25")
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("content-disposition", "attachment")
                .containsEntry("content-security-policy", "sandbox")
                .containsEntry("cache-control", "private, no-cache")
                .containsEntry("latchkey-version", "1")
                .containsEntry("latchkey-revision", "1")
                .containsEntry("date", "Sat, 3 Feb 2001 04:05:06 GMT");
        assertThat(reply.fields()).doesNotContainKeys("access-control-allow-origin", "server");
    }

    @Test
    void missingKeyIsAProblem() {
        HttpReply reply = talk.get("/v1/kv/none");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.field("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.problem()).isEqualTo("no-key not-done");
        assertThat(reply.body())
                .isEqualTo(
                        "{\"type\":\"urn:latchkey:problem:no-key\",\"title\":\"The key does not exist\",\"status\":404,"
                                + "\"detail\":\"the key does not exist\",\"outcome\":\"not-done\"}");
    }

    @Test
    void headHasTheFieldsOfGetAndNoBody() {
        create("/v1/kv/k", "value");
        HttpReply reply = talk.send("HEAD", "/v1/kv/k", "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("Content-Length")).isEqualTo("5");
        assertThat(reply.body()).isEmpty();
        assertThat(talk.get("/v1/kv/k").body()).isEqualTo("value");
    }

    @ParameterizedTest
    @ValueSource(strings = {TAG_1, "W/" + TAG_1, "\"x\", W/" + TAG_1, "*", "\"a,b\" ,\t" + TAG_1})
    void valueThatTheClientHasIsNotSentAgain(String field) {
        create("/v1/kv/k", "value");
        HttpReply reply = talk.get("/v1/kv/k", "If-None-Match: " + field);
        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.field("ETag")).isEqualTo(TAG_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2-00112233\"", "\"1-00112234\"", "\"1\""})
    void valueThatTheClientDoesNotHaveIsSent(String field) {
        create("/v1/kv/k", "value");
        assertThat(talk.get("/v1/kv/k", "If-None-Match: " + field).status()).isEqualTo(200);
    }

    @Test
    void writeWithTheTagThatWasReadReplacesTheValue() {
        create("/v1/kv/k", "a");
        HttpReply reply = talk.put("/v1/kv/k", "b", "If-Match: " + TAG_1);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.fields()).doesNotContainKey("content-length");
        assertThat(reply.field("ETag")).isEqualTo("\"2-00112233\"");
        assertThat(talk.get("/v1/kv/k").body()).isEqualTo("b");
    }

    @Test
    void writeWithoutAVersionIsRefused() {
        create("/v1/kv/k", "a");
        assertThat(talk.put("/v1/kv/k", "b").problem()).isEqualTo("version-required not-done");
        assertThat(talk.put("/v1/kv/k", "b").status()).isEqualTo(428);
        assertThat(talk.delete("/v1/kv/k").status()).isEqualTo(428);
        assertThat(talk.get("/v1/kv/k").body()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2-00112233\"",
                "W/" + TAG_1,
                "\"1-deadbeef\"",
                "\"1\"",
                "\"01-00112233\"",
                "\"-1-00112233\"",
                "\"99999999999999999999-00112233\"",
                "\"\""
            })
    void tagOfAnotherVersionOrStoreOrAWeakOneNeverMatches(String tag) {
        create("/v1/kv/k", "a");
        for (String method : new String[] {"PUT", "DELETE"}) {
            HttpReply reply = talk.send(method, "/v1/kv/k", method.equals("PUT") ? "b" : "", "If-Match: " + tag);
            assertThat(reply.status()).isEqualTo(412);
            assertThat(reply.problem()).isEqualTo("version not-done");
            assertThat(reply.field("ETag")).isEqualTo(TAG_1);
            assertThat(reply.member("current")).isEqualTo("1");
        }
        assertThat(talk.get("/v1/kv/k").body()).isEqualTo("a");
    }

    @Test
    void tagOfAKeyThatDoesNotExistNeverMatches() {
        for (String tag : new String[] {TAG_1, "\"1-deadbeef\""}) {
            HttpReply reply = talk.put("/v1/kv/k", "b", "If-Match: " + tag);
            assertThat(reply.status()).isEqualTo(412);
            assertThat(reply.fields()).doesNotContainKey("etag");
            assertThat(talk.delete("/v1/kv/k", "If-Match: " + tag).status()).isEqualTo(412);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If-Match: *",
                "If-Match: 1-00112233",
                "If-Match: \"1-00112233\", \"2-00112233\"",
                "If-Match: \"1-00112233",
                "If-Match: \"1-00112233\" x",
                "If-Match: \"1-00112233\"\r\nIf-Match: \"2-00112233\"",
                "If-Match: \"1-00112233\"\r\nIf-None-Match: *",
                "If-None-Match: \"1-00112233\"",
                "If-None-Match: x"
            })
    void preconditionThatNamesNoSingleVersionIsInvalid(String fields) {
        create("/v1/kv/k", "a");
        assertThat(talk.put("/v1/kv/k", "b", fields).status()).isEqualTo(400);
        assertThat(talk.delete("/v1/kv/k", fields).status()).isEqualTo(400);
        assertThat(talk.get("/v1/kv/k").body()).isEqualTo("a");
    }

    @Test
    void deleteCannotRequireAbsence() {
        assertThat(talk.delete("/v1/kv/k", "If-None-Match: *").status()).isEqualTo(400);
        assertThat(talk.delete("/v1/kv/k?version=0").status()).isEqualTo(400);
    }

    @Test
    void versionsCanBeParametersForPeople() {
        assertThat(talk.put("/v1/kv/k?version=0", "a").status()).isEqualTo(201);
        assertThat(talk.put("/v1/kv/k?version=1", "b").status()).isEqualTo(204);
        assertThat(talk.put("/v1/kv/k?version=1", "c").status()).isEqualTo(412);
        HttpReply deleted = talk.delete("/v1/kv/k?version=2");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.field("Latchkey-Version")).isEqualTo("3");
        assertThat(deleted.fields()).doesNotContainKey("etag");
    }

    @Test
    void existingKeyIsNotCreated() {
        create("/v1/kv/k", "a");
        HttpReply reply = talk.put("/v1/kv/k", "b", "If-None-Match: *");
        assertThat(reply.status()).isEqualTo(412);
        assertThat(reply.field("ETag")).isEqualTo(TAG_1);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/kv/a/b//c, /v1/kv/?key64=YS9iLy9j",
        "/v1/kv/%00%ff, /v1/kv?key64=AP8",
        "/v1/kv/%2e%2e/%2E, /v1/kv/?key64=Li4vLg==",
        "/v1/kv/a+b, /v1/kv/?key64=YSti",
        "/v1/kv/%c0%ae, /v1/kv/?key64=wK4",
        "/v1/kv/%2F, /v1/kv/?key64=Lw",
        "/v1/kv/a%3Fb%23, /v1/kv/%61%3fb%23",
    })
    void keyOfArbitraryBytesHasSeveralSpellings(String one, String other) {
        create(one, "value");
        assertThat(talk.get(other).body()).isEqualTo("value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/kv/",
                "/v1/kv/%",
                "/v1/kv/%zz",
                "/v1/kv/%4",
                "/v1/kv/x?key64=eA",
                "/v1/kv/?key64=",
                "/v1/kv/?key64=!!",
                "/v1/kv/x?verison=1",
                "/v1/kv/x?version=1&version=1",
                "/v1/kv/x?version=+1",
                "/v1/kv/x?version=-1",
                "/v1/kv/x?version=01",
                "/v1/kv/x?version=9223372036854775808",
                "/v1/kv/x#y",
                "/v1/kv/\u00e9",
            })
    void invalidTargetIsRefused(String target) {
        HttpReply reply = talk.put(target, "v", "Connection: keep-alive");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.problem()).isEqualTo("bad-request not-done");
        assertThat(talk.services.engine.keyspace().keys()).isZero();
    }

    @Test
    void keyAndValueOfMaximumLengthAreAccepted() {
        String key = "%ff".repeat(1_024);
        String value = "\u0000\u00ff".repeat(524_288);
        create("/v1/kv/" + key, value);
        assertThat(talk.get("/v1/kv/" + key).body().equals(value)).isTrue();
        assertThat(talk.get("/v1/kv/" + key + "x").status()).isEqualTo(400);
        assertThat(talk.another()
                        .put("/v1/kv/big", value + "x", "If-None-Match: *")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void emptyValueIsAValue() {
        assertThat(talk.put("/v1/kv/k", "", "If-None-Match: *", "Content-Length: 0")
                        .status())
                .isEqualTo(201);
        assertThat(talk.put("/v1/kv/k", "", "If-Match: " + TAG_1).status()).isEqualTo(204);
        HttpReply reply = talk.get("/v1/kv/k");
        assertThat(reply.field("Content-Length")).isEqualTo("0");
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void bodyCanBeChunked() {
        String head = "PUT /v1/kv/k?version=0 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(talk.raw(head + "3\r\nabc\r\n")).isEmpty();
        assertThat(HttpReply.parse(talk.raw("2\r\nde\r\n0\r\n\r\n")).status()).isEqualTo(201);
        assertThat(talk.get("/v1/kv/k").body()).isEqualTo("abcde");
    }

    @Test
    void idempotencyKeyIsRefusedRatherThanIgnored() {
        HttpReply reply = talk.delete("/v1/kv/k?version=1", "Idempotency-Key: 7");
        assertThat(reply.status()).isEqualTo(501);
        assertThat(reply.problem()).isEqualTo("not-implemented not-done");
    }
}
