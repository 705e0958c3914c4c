package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions, and keys that they own. Covers IN-09 together with {@code GatekeeperTest}. */
final class SessionRoutesTest {

    private final HttpTalk talk = HttpTalk.open();

    private String open() {
        HttpReply reply = talk.post("/v1/sessions", "{\"ttlMillis\":60000}");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.member("store")).isEqualTo(HttpTalk.STORE.toString());
        String session = reply.member("session");
        assertThat(session).matches("[0-9a-f]{32}");
        assertThat(reply.field("Location")).isEqualTo("/v1/sessions/" + session);
        return session;
    }

    @Test
    void keyOfASessionIsDeletedWhenTheSessionIsClosed() {
        String session = open();
        assertThat(talk.put("/v1/kv/lock/x?version=0", "me", "Latchkey-Session: " + session)
                        .status())
                .isEqualTo(201);
        assertThat(talk.get("/v1/sessions").body()).contains("\"sessions\":1,\"ownedKeys\":1,\"opened\":1");
        assertThat(talk.delete("/v1/sessions/" + session).status()).isEqualTo(204);
        assertThat(talk.get("/v1/kv/lock/x").status()).isEqualTo(404);
        assertThat(talk.delete("/v1/sessions/" + session).problem()).isEqualTo("no-session not-done");
    }

    @Test
    void sessionIsRenewedAndItsTimeToLiveChanged() {
        String session = open();
        assertThat(talk.post("/v1/sessions/" + session + "/keep", "{}").body()).isEqualTo("{\"ttlMillis\":60000}");
        assertThat(talk.post("/v1/sessions/" + session + "/keep", "{\"ttlMillis\":5}")
                        .body())
                .isEqualTo("{\"ttlMillis\":5}");
        assertThat(talk.post("/v1/sessions/" + "0".repeat(32) + "/keep", "{}").status())
                .isEqualTo(404);
    }

    @Test
    void keyOfAnUnknownSessionIsNotWritten() {
        HttpReply reply = talk.put("/v1/kv/k?version=0", "v", "Latchkey-Session: " + "0".repeat(32));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.problem()).isEqualTo("owner-session not-done");
        assertThat(talk.put("/v1/kv/k?version=0", "v", "Latchkey-Session: x").status())
                .isEqualTo(400);
        assertThat(talk.get("/v1/kv/k").status()).isEqualTo(404);
    }

    @Test
    void idsOfSessionsAreNotListed() {
        String session = open();
        assertThat(talk.get("/v1/sessions").body()).doesNotContain(session);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "1",
                "{\"ttlMillis\":0}",
                "{\"ttlMillis\":86400001}",
                "{\"ttlMillis\":1e309}",
                "{\"ttlMillis\":1.5}",
                "{\"ttlMillis\":99999999999}",
                "{\"ttlMillis\":\"1000\"}",
                "{\"ttlMillis\":1000,\"ttlMillis\":2000}",
                "{\"ttlMillis\":1000,\"x\":1}",
                "{\"ttlMillis\":1000}x",
                "{\"ttlMillis\":1000",
                "{\"ttlMillis\":[[[[[[1]]]]]]}",
                "\u00ff"
            })
    void invalidBodyIsRefused(String json) {
        assertThat(talk.post("/v1/sessions", json).problem()).isEqualTo("bad-request not-done");
        assertThat(talk.services.engine.sessions().opened()).isZero();
    }

    @Test
    void deeplyNestedOrLargeBodyIsRefused() {
        assertThat(talk.post("/v1/sessions", "{\"ttlMillis\":" + "[".repeat(4_000) + "}")
                        .status())
                .isEqualTo(400);
        assertThat(talk.another().post("/v1/sessions", "[".repeat(10_000)).status())
                .isEqualTo(413);
    }
}
