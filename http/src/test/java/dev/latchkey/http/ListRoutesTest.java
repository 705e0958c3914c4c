package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings of keys, and histories of keys and locks. */
final class ListRoutesTest {

    private final HttpTalk talk = HttpTalk.open();

    private void create(String target, String value) {
        assertThat(talk.put(target, value, "If-None-Match: *").status()).isEqualTo(201);
    }

    @Test
    void keysAreListedWithVersionsAndRevisionsAsStrings() {
        create("/v1/kv/a", "x");
        create("/v1/kv/b/%00%ff", "\u00ff");
        HttpReply reply = talk.get("/v1/kv?values=true");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("Content-Type")).isEqualTo("application/json");
        assertThat(reply.field("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.body())
                .isEqualTo("{\"store\":\"00112233445566778899aabbccddeeff\",\"revision\":\"2\",\"keys\":["
                        + "{\"key\":\"a\",\"version\":\"1\",\"value\":\"x\"},"
                        + "{\"key64\":\"Yi8A_w\",\"version\":\"1\",\"value64\":\"_w\"}],\"more\":false}");
        assertThat(talk.get("/v1/kv?prefix=b/").body()).contains("Yi8A_w").doesNotContain("\"a\"", "value");
    }

    @Test
    void pagesContinueAfterTheLastKey() {
        create("/v1/kv/a", "x");
        create("/v1/kv/%ff", "x");
        create("/v1/kv/%ff%ff", "x");
        HttpReply first = talk.get("/v1/kv?limit=1");
        assertThat(first.body()).endsWith("\"more\":true,\"next\":\"a\"}");
        HttpReply second = talk.get("/v1/kv?limit=1&after=a");
        assertThat(second.member("next64")).isEqualTo("_w");
        assertThat(talk.get("/v1/kv?after64=_w&prefix=%ff").body()).contains("\"key64\":\"__8\"", "\"more\":false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=10001",
                "limit=x",
                "limit=",
                "values=yes",
                "values",
                "after=",
                "prefix=a&prefix64=YQ",
                "prefix64=*",
                "page=2",
                "prefix=a+b",
            })
    void invalidParameterIsRefused(String query) {
        assertThat(talk.get("/v1/kv?" + query).problem()).isEqualTo("bad-request not-done");
    }

    @Test
    void pastWritesOfAKeyAreListedNewestFirst() {
        create("/v1/kv/k", "abc");
        talk.delete("/v1/kv/k?version=1");
        String body = talk.get("/v1/history/k").body();
        assertThat(body)
                .startsWith("{\"complete\":true,\"events\":[{\"kind\":\"delete\",\"version\":\"2\",\"revision\":\"2\",")
                .contains(
                        "{\"kind\":\"put\",\"version\":\"1\",\"revision\":\"1\",\"time\":\"2001-02-03T04:05:06.789Z\","
                                + "\"by\":\"default\",\"size\":3}");
        assertThat(talk.get("/v1/history/?key64=aw&limit=1").body())
                .contains("delete")
                .doesNotContain("put");
    }

    @Test
    void heldLocksAreListedWithTheirHolders() {
        create("/v1/kv/lock/build", "f00d 2026-01-02T03:04:05Z ann@host 7 make");
        create("/v1/kv/lock/free", "");
        create("/v1/kv/lock/plain", "beef");
        assertThat(talk.get("/v1/locks").body())
                .isEqualTo("{\"revision\":\"3\",\"locks\":[{\"name\":\"build\",\"token\":\"1\","
                        + "\"since\":\"2026-01-02T03:04:05Z\",\"owner\":\"ann@host 7 make\"},"
                        + "{\"name\":\"plain\",\"token\":\"1\",\"since\":null,\"owner\":\"\"}],\"more\":false}");
        assertThat(talk.get("/v1/locks?limit=1&after=build").body())
                .isEqualTo("{\"revision\":\"3\",\"locks\":[],\"more\":true,\"next\":\"free\"}");
        assertThat(talk.get("/v1/locks/build").body())
                .isEqualTo("{\"name\":\"build\",\"held\":true,\"token\":\"1\",\"since\":\"2026-01-02T03:04:05Z\","
                        + "\"owner\":\"ann@host 7 make\"}");
        assertThat(talk.get("/v1/locks/free").body()).isEqualTo("{\"name\":\"free\",\"held\":false}");
        assertThat(talk.get("/v1/locks/none").body()).isEqualTo("{\"name\":\"none\",\"held\":false}");
    }

    @Test
    void lastHoldersOfALockAreListedWithTheEndOfTheirHolds() {
        create("/v1/kv/lock/a%2Fb", "f00d 2026-01-02T03:04:05Z ann");
        talk.delete("/v1/kv/lock/a/b?version=1");
        create("/v1/kv/lock/a/b", "beef 2026-01-02T03:04:05Z bob");
        String time = "2001-02-03T04:05:06.789Z";
        assertThat(talk.get("/v1/locks/a%2Fb/history").body())
                .isEqualTo(
                        "{\"complete\":true,\"holds\":[{\"token\":\"3\",\"from\":\"" + time + "\",\"owner\":\"bob\"},"
                                + "{\"token\":\"1\",\"from\":\"" + time + "\",\"owner\":\"ann\",\"to\":\"" + time
                                + "\",\"end\":\"released\",\"by\":\"default\"}]}");
        assertThat(talk.get("/v1/locks/a%2Fb/history?limit=1").body()).doesNotContain("ann");
        assertThat(talk.get("/v1/locks/none/history").body()).isEqualTo("{\"complete\":true,\"holds\":[]}");
        assertThat(talk.get("/v1/locks/x/history?limit=101").status()).isEqualTo(400);
    }

    @Test
    void statusShowsTheState() {
        create("/v1/kv/k", "v");
        assertThat(talk.get("/v1/status").body())
                .startsWith("{\"version\":\"0.1.0\",\"store\":\"00112233445566778899aabbccddeeff\",\"revision\":\"1\",")
                .contains("\"engine\":\"memory\"", "\"keys\":1", "\"durable\":false");
    }
}
