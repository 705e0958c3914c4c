package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.route.RouteAccess;
import dev.latchkey.http.routes.Api;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks before a route is called. Covers SEC-01, SEC-02, SEC-07, SEC-08, SEC-09, SEC-11, IN-09. */
final class GatekeeperTest {

    private static final String PUT = "PUT /v1/kv/k?version=0 HTTP/1.1\r\nHost: localhost\r\n";

    private final HttpTalk talk = HttpTalk.open();

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Stream<String> resources() {
        HttpTalk talk = HttpTalk.withPassword();
        return Api.table(talk.services, List.of()).routes().stream()
                .filter(route -> route.access() != RouteAccess.OPEN)
                .map(route -> route.method() + " " + route.path().replaceAll("\\{.*?}", "x"));
    }

    @ParameterizedTest
    @MethodSource("resources")
    @ValueSource(
            strings = {
                "GET /index.html",
                "GET /v1/none",
                "DELETE /livez",
                "OPTIONS /v1/kv/x",
                "POST /v1/txn",
                "GET /metrics"
            })
    void nothingButProbesAndFilesOfTheConsoleIsAnsweredBeforeLogin(String request) {
        HttpTalk locked = HttpTalk.withPassword();
        String[] parts = request.split(" ", -1);
        HttpReply reply = locked.send(parts[0], parts[1], "");
        if (request.equals("DELETE /livez")) {
            assertThat(reply.status()).isEqualTo(405);
            return;
        }
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.problem()).isEqualTo("unauthenticated not-done");
        assertThat(reply.field("WWW-Authenticate")).startsWith("Basic realm=\"latchkey\"");
        assertThat(locked.isOpen()).isFalse();
    }

    @Test
    void probesAreAnsweredBeforeLogin() {
        HttpTalk locked = HttpTalk.withPassword();
        assertThat(locked.get("/livez").body()).isEqualTo("ok\n");
        assertThat(locked.another().get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void bodyOfAnUnauthenticatedRequestIsNotRead() {
        HttpTalk locked = HttpTalk.withPassword();
        String reply =
                locked.raw("PUT /v1/kv/k?version=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
        assertThat(reply).startsWith("HTTP/1.1 401 ");
        assertThat(locked.isOpen()).isFalse();
    }

    @Test
    void passwordIsPresentedAsABearerTokenOrInTheBasicScheme() {
        for (String field : new String[] {
            "Authorization: Bearer " + HttpTalk.PASSWORD,
            basic("default:" + HttpTalk.PASSWORD),
            "authorization: bearer " + HttpTalk.PASSWORD
        }) {
            assertThat(HttpTalk.withPassword().get("/v1/kv", field).status()).isEqualTo(200);
        }
    }

    @Test
    void everyRequestIsAuthenticated() {
        HttpTalk locked = HttpTalk.withPassword();
        assertThat(locked.get("/v1/kv", "Authorization: Bearer " + HttpTalk.PASSWORD)
                        .status())
                .isEqualTo(200);
        assertThat(locked.get("/v1/kv").status()).isEqualTo(401);
    }

    @Test
    void wrongPasswordIsRefused() {
        for (String field : new String[] {
            "Authorization: Bearer open",
            basic("root:" + HttpTalk.PASSWORD),
            basic("default:"),
            basic("default"),
            "Authorization: Basic !!",
            "Authorization: Digest x",
            "Authorization:",
            "Authorization: Bearer " + HttpTalk.PASSWORD + "\r\nAuthorization: Bearer x"
        }) {
            HttpTalk locked = HttpTalk.withPassword();
            assertThat(locked.get("/v1/kv", field).status()).isEqualTo(401);
            assertThat(locked.services.logins.failures()).isEqualTo(1);
        }
    }

    @Test
    void guessingIsSlowedDown() {
        HttpTalk locked = HttpTalk.withPassword();
        for (int i = 0; i < 10; i++) {
            assertThat(locked.another()
                            .get("/v1/kv", "Authorization: Bearer " + i)
                            .status())
                    .isEqualTo(401);
        }
        HttpReply reply = locked.another().get("/v1/kv", "Authorization: Bearer " + HttpTalk.PASSWORD);
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.field("Retry-After")).isEqualTo("1");
        locked.services.time.pass(Duration.ofSeconds(1));
        assertThat(locked.another()
                        .get("/v1/kv", "Authorization: Bearer " + HttpTalk.PASSWORD)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void authorizationIsIgnoredWithoutAPassword() {
        assertThat(talk.get("/v1/kv", "Authorization: Bearer x").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:5626", "127.0.0.1", "127.0.0.1:80", "[::1]:5626", "kv.example.com"})
    void allowedHostIsServed(String host) {
        assertThat(talk.raw("GET /livez HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/kv/k", "/v1/kv", "/v1/follow", "/livez", "/nothing"})
    void otherHostIsMisdirectedWhateverTheResource(String target) {
        for (String host : new String[] {"evil.example", "localhost.evil.example", "kv.example.com.", "127.0.0.2"}) {
            HttpReply reply = HttpReply.parse(talk.raw("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
            assertThat(reply.status()).isEqualTo(421);
            assertThat(reply.problem()).isEqualTo("misdirected not-done");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: localhost\r\nHost: localhost\r\n",
                "Host:\r\n",
                "Host: localhost:x\r\n",
                "Host: user@localhost\r\n",
                "Host: localhost/\r\n"
            })
    void exactlyOneValidHostIsNeeded(String fields) {
        assertThat(talk.raw("GET /livez HTTP/1.1\r\n" + fields + "\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost.evil.example",
                "Origin: http://localhost:5626",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: http://localhost\r\nOrigin: http://evil.example",
                "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site",
            })
    void writeOfAnotherSiteIsRefused(String fields) {
        assertThat(talk.put("/v1/kv/k?version=0", "v", fields).problem()).isEqualTo("cross-site not-done");
        HttpTalk second = talk.another();
        assertThat(second.delete("/v1/kv/k?version=1", fields).status()).isEqualTo(403);
        assertThat(second.send("POST", "/v1/sessions", "", "Content-Type: application/json", fields)
                        .status())
                .isEqualTo(403);
        String put = "{\"operations\":[{\"op\":\"put\",\"key\":\"k\",\"value\":\"v\",\"version\":\"0\"}]}";
        assertThat(talk.another()
                        .send("POST", "/v1/txn", put, "Content-Type: application/json", fields)
                        .problem())
                .isEqualTo("cross-site not-done");
        assertThat(talk.services.engine.keyspace().revision()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://localhost",
                "Origin: https://LOCALHOST",
                "Origin: http://localhost:80",
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none",
                "X-Forwarded-For: 1.2.3.4"
            })
    void writeOfTheSameSiteOrOfAProgramIsAccepted(String fields) {
        assertThat(talk.put("/v1/kv/k?version=0", "v", fields).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded"})
    void postNeedsAContentTypeThatBrowsersAskTheServerAbout(String fields) {
        String body = "{\"ttlMillis\":1000}";
        String request = "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\n" + fields + (fields.isEmpty() ? "" : "\r\n")
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        assertThat(talk.raw(request)).startsWith("HTTP/1.1 415 ");
        assertThat(talk.services.engine.sessions().opened()).isZero();
    }

    @Test
    void preflightIsNotAnswered() {
        HttpReply reply = talk.send("OPTIONS", "/v1/kv/k", "", "Origin: http://localhost");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.field("Allow")).isEqualTo("DELETE, GET, HEAD, PUT");
        assertThat(reply.fields().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nv\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n1\r\nv\r\n0\r\n\r\n",
                "Content-Length: 1\r\nContent-Length: 2\r\n\r\nvv",
                "Content-Length: 1\r\nContent-Length: 1\r\n\r\nv",
                "Content-Length: 1, 1\r\n\r\nv",
                "Content-Length: +1\r\n\r\nv",
                "Content-Length: 0x1\r\n\r\nv",
                "Content-Length: -1\r\n\r\nv",
                "Content-Length : 1\r\n\r\nv",
                "Transfer-Encoding: identity\r\n\r\nv",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\nv\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\nv\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\nvv\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x1\r\nv\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\nv\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\nv\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n\r\nv\r\n0\r\n\r\n",
                "X: y\nContent-Length: 1\r\n\r\nv",
                "X: a\u0000b\r\nContent-Length: 1\r\n\r\nv",
                ": x\r\n\r\n",
                "no colon\r\n\r\n"
            })
    void requestWhoseEndIsUncertainIsRefusedAndTheConnectionClosed(String rest) {
        String smuggled = "DELETE /v1/kv/victim?version=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(talk.put("/v1/kv/victim?version=0", "v").status()).isEqualTo(201);
        String replies = talk.raw(PUT + rest + smuggled);
        assertThat(replies).startsWith("HTTP/1.1 400 ").contains("\"outcome\":\"not-done\"");
        assertThat(replies.split("HTTP/1\\.1 [0-9]", -1)).hasSize(2);
        assertThat(talk.isOpen()).isFalse();
        assertThat(talk.services.engine.keyspace().revision()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v1/kv HTTP/2.0, 505",
        "PRI * HTTP/2.0, 505",
        "GET /v1/kv HTTP/1.2, 505",
        "GET http://localhost/v1/kv HTTP/1.1, 400",
        "GET * HTTP/1.1, 400",
        "GET //evil.example/v1/kv HTTP/1.1, 404",
        "GET /v1/../v1/kv HTTP/1.1, 404",
        "GET /v1/kv/../../etc/passwd HTTP/1.1, 404",
        "GET /%2e%2e/etc/passwd HTTP/1.1, 404",
        "GET /v1/locks/..%2f..%2fetc HTTP/1.1, 200",
        "GET /v1\\kv HTTP/1.1, 400",
        "BREW /v1/kv HTTP/1.1, 405",
    })
    void oddRequestLineIsAnsweredDefinitely(String line, int status) {
        assertThat(talk.raw(line + "\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET\r\n\r\n", "*1\r\n$4\r\nPING\r\n\r\n", "\u0016\u0003\u0001\r\n\r\n", "\u0000\u0000\u0000\r\n"
            })
    void clientThatDoesNotSpeakHttpIsDisconnected(String bytes) {
        assertThat(talk.raw(bytes)).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 2");
        assertThat(talk.isOpen()).isFalse();
    }

    @Test
    void longTargetsAndFieldsAreRefused() {
        assertThat(talk.raw("GET /v1/kv/" + "x".repeat(10_000) + " HTTP/1.1\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(talk.isOpen()).isFalse();
        assertThat(talk.another().raw("GET /livez HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(102_400)))
                .startsWith("HTTP/1.1 431 ");
        assertThat(talk.another().raw("GET /livez HTTP/1.1\r\nHost: localhost\r\n" + "X:y\r\n".repeat(100) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(talk.another().raw("GET /livez HTTP/1.1\r\nHost: localhost\r\n" + "X:y\r\n".repeat(10_000)))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void bodyIsOnlyAcceptedWhereTheRouteHasOne() {
        assertThat(talk.raw("GET /v1/kv HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(talk.isOpen()).isFalse();
        String webSocket = "GET /v1/kv HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678";
        assertThat(talk.another().raw(webSocket)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void unsupportedExpectationIsRefused() {
        assertThat(talk.get("/v1/kv", "Expect: 200-ok").status()).isEqualTo(417);
    }

    @Test
    void clientIsToldToSendTheBodyOnlyIfTheHeadIsAccepted() {
        String expecting = "Content-Length: 1\r\nExpect: 100-continue\r\n\r\n";
        assertThat(talk.raw(PUT + expecting)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(talk.raw("v")).startsWith("HTTP/1.1 201 ");
        assertThat(HttpTalk.withPassword().raw(PUT + expecting)).startsWith("HTTP/1.1 401 ");
        assertThat(talk.raw(PUT + "Content-Length: 1048577\r\nExpect: 100-continue\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void passwordIsCheckedBeforeTheRouteIsKnown() {
        HttpTalk server = new HttpTalk(
                HttpTalk.memory(new ManualTime()), Credentials.of(new byte[] {'x'}), Limits.STANDARD, new ManualTime());
        assertThat(server.get("/no/such/path?x=y").status()).isEqualTo(401);
    }
}
