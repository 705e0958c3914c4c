package dev.latchkey.http;

import static dev.latchkey.http.UsersFixture.as;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The login of browsers by the cookie of a console session. Covers SEC-08. */
final class ConsoleLoginTest {

    private static final String JSON = "Content-Type: application/json";

    private static final String ANN = "ann read: write: follow: admin";

    @TempDir
    private Path directory = Path.of("");

    private UsersFixture server(String... lines) {
        return new UsersFixture(directory, lines);
    }

    private static HttpReply logIn(HttpTalk talk, String... fields) {
        String[] all = new String[fields.length + 1];
        System.arraycopy(fields, 0, all, 0, fields.length);
        all[fields.length] = JSON;
        return talk.send("POST", "/v1/login", "{}", all);
    }

    /** Logs in, and returns the field by which further requests present the cookie. */
    private static String cookie(HttpTalk talk, String user) {
        HttpReply reply = logIn(talk, as(user));
        assertThat(reply.status()).isEqualTo(204);
        return "Cookie: " + reply.field("Set-Cookie").split(";", 2)[0];
    }

    private static int status(HttpTalk talk, String cookie) {
        return talk.get("/v1/login", cookie).status();
    }

    @Test
    void loginExchangesASecretForACookieThatNoScriptCanReadAndNoOtherSiteSends() {
        HttpTalk talk = server(ANN).connect();
        HttpReply reply = logIn(talk, as("ann"));
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.field("Set-Cookie")).matches("latchkey-0=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict");
        assertThat(reply.field("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void cookieAuthenticatesTheRequestsOfItsUserOnEveryConnection() {
        UsersFixture server = server(ANN, "bob read:b");
        String ann = cookie(server.connect(), "ann");
        HttpTalk other = server.connect();
        assertThat(other.get("/v1/login", ann).body())
                .isEqualTo("{\"user\":\"ann\",\"by\":\"cookie\",\"required\":true}");
        assertThat(other.put("/v1/kv/k?version=0", "v", ann).status()).isEqualTo(201);
        assertThat(other.get("/v1/kv/k", "Cookie: theme=dark; " + ann.substring("Cookie: ".length()) + "; x=y")
                        .body())
                .isEqualTo("v");
        assertThat(other.get("/v1/login", as("bob")).member("user")).isEqualTo("bob");
        assertThat(other.get("/v1/kv/k", cookie(server.connect(), "bob")).status())
                .isEqualTo(403);
        assertThat(server.audit)
                .anyMatch(line -> line.contains("\"event\":\"login\"") && line.contains("\"by\":\"cookie\""));
    }

    @Test
    void requestAfterOneWithACookieNeedsALoginOfItsOwn() {
        UsersFixture server = server(ANN);
        HttpTalk talk = server.connect();
        String ann = cookie(talk, "ann");
        assertThat(status(talk, ann)).isEqualTo(200);
        assertThat(talk.get("/v1/kv").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie: latchkey-0=",
                "Cookie: latchkey-0=0000000000000000000000000000000000000000000000000000000000000000",
                "Cookie: latchkey-1=TOKEN",
                "Cookie: xlatchkey-0=TOKEN",
                "Cookie: latchkey-0=TOKEN0",
                "Cookie: TOKEN",
            })
    void anythingElseInTheCookieAuthenticatesNobody(String field) {
        UsersFixture server = server(ANN);
        String token = cookie(server.connect(), "ann").replaceAll(".*=", "");
        assertThat(server.connect().get("/v1/kv", field.replace("TOKEN", token)).status())
                .isEqualTo(401);
    }

    @Test
    void logoutEndsTheSessionForAllConnectionsAndDeletesTheCookie() {
        UsersFixture server = server(ANN);
        String ann = cookie(server.connect(), "ann");
        String again = cookie(server.connect(), "ann");
        HttpReply reply = server.connect().delete("/v1/login", ann);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.field("Set-Cookie")).isEqualTo("latchkey-0=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
        assertThat(status(server.connect(), ann)).isEqualTo(401);
        assertThat(status(server.connect(), again)).isEqualTo(200);
    }

    @Test
    void logoutEndsTheStreamsOfTheSession() {
        UsersFixture server = server(ANN);
        String ann = cookie(server.connect(), "ann");
        HttpTalk stream = server.connect();
        assertThat(stream.raw("GET /v1/follow HTTP/1.1\r\nHost: localhost\r\n" + ann + "\r\n\r\n"))
                .contains("event: start");
        stream.pass(Duration.ofSeconds(1));
        assertThat(stream.heard()).isEmpty();
        server.connect().delete("/v1/login", ann);
        stream.pass(Duration.ofSeconds(1));
        assertThat(stream.heard()).endsWith("0\r\n\r\n");
    }

    @Test
    void sessionEndsWhenItsUserIsRemoved() {
        UsersFixture server = server(ANN, "bob read:");
        String bob = cookie(server.connect(), "bob");
        assertThat(status(server.connect(), bob)).isEqualTo(200);
        server.change(ANN);
        assertThat(status(server.connect(), bob)).isEqualTo(401);
        server.change(ANN, "bob read:");
        assertThat(status(server.connect(), bob)).isEqualTo(401);
    }

    @Test
    void sessionEndsWhenTheRulesOfItsUserChange() {
        UsersFixture server = server(ANN, "bob read:");
        String bob = cookie(server.connect(), "bob");
        server.change(ANN, "bob read:b");
        assertThat(status(server.connect(), bob)).isEqualTo(401);
    }

    @Test
    void sessionEndsWhenItIsNotUsedAndAfterSomeTimeInAnyCase() {
        UsersFixture server = server(ANN);
        String idle = cookie(server.connect(), "ann");
        String used = cookie(server.connect(), "ann");
        for (int minutes = 0; minutes < 11 * 60; minutes += 20) {
            server.services.time.pass(Duration.ofMinutes(20));
            assertThat(status(server.connect(), used))
                    .as("after %d minutes", minutes)
                    .isEqualTo(200);
        }
        assertThat(status(server.connect(), idle)).isEqualTo(401);
        server.services.time.pass(Duration.ofMinutes(29));
        assertThat(status(server.connect(), used)).isEqualTo(200);
        server.services.time.pass(Duration.ofMinutes(29));
        assertThat(status(server.connect(), used)).isEqualTo(200);
        server.services.time.pass(Duration.ofMinutes(29));
        assertThat(status(server.connect(), used)).isEqualTo(401);
    }

    @Test
    void userHasABoundedNumberOfSessionsOfWhichTheLeastRecentlyUsedEnds() {
        UsersFixture server = server(ANN, "bob read:");
        String bob = cookie(server.connect(), "bob");
        String first = cookie(server.connect(), "ann");
        server.services.time.pass(Duration.ofSeconds(1));
        String second = cookie(server.connect(), "ann");
        for (int i = 2; i < 16; i++) {
            server.services.time.pass(Duration.ofSeconds(1));
            cookie(server.connect(), "ann");
        }
        server.services.time.pass(Duration.ofSeconds(1));
        assertThat(status(server.connect(), first)).isEqualTo(200);
        String last = cookie(server.connect(), "ann");
        assertThat(status(server.connect(), second)).isEqualTo(401);
        assertThat(status(server.connect(), first)).isEqualTo(200);
        assertThat(status(server.connect(), last)).isEqualTo(200);
        assertThat(status(server.connect(), bob)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin: http://localhost:3000, 403",
        "Origin: null, 403",
        "Sec-Fetch-Site: same-site, 403",
        "Sec-Fetch-Site: cross-site, 403",
        "Sec-Fetch-Site: same-origin, 200",
        "Sec-Fetch-Site: none, 200",
        "Origin: http://localhost, 200",
    })
    void cookieCountsOnlyInRequestsOfThisServersPages(String field, int status) {
        UsersFixture server = server(ANN);
        String ann = cookie(server.connect(), "ann");
        assertThat(server.connect().get("/v1/kv", ann, field).status()).isEqualTo(status);
        assertThat(server.connect().put("/v1/kv/k?version=0", "v", ann, field).status())
                .isEqualTo(status == 200 ? 201 : 403);
    }

    @Test
    void otherWebsiteCannotLogABrowserInOrOut() {
        UsersFixture server = server(ANN);
        String ann = cookie(server.connect(), "ann");
        assertThat(logIn(server.connect(), as("ann"), "Origin: http://evil.example")
                        .problem())
                .isEqualTo("cross-site not-done");
        assertThat(server.connect()
                        .send("POST", "/v1/login", "{}", as("ann"), "Content-Type: text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(server.connect()
                        .delete("/v1/login", ann, "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(status(server.connect(), ann)).isEqualTo(200);
    }

    @Test
    void sessionBeginsWithASecretOnly() {
        UsersFixture server = server(ANN);
        String ann = cookie(server.connect(), "ann");
        assertThat(logIn(server.connect(), ann).problem()).isEqualTo("bad-request not-done");
        assertThat(logIn(server.connect()).status()).isEqualTo(401);
        HttpReply wrong = logIn(server.connect(), as("ann", "wrong"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.fields()).doesNotContainKey("set-cookie");
        assertThat(logIn(HttpTalk.open()).problem()).isEqualTo("bad-request not-done");
    }

    @Test
    void serverWithAPasswordHasSessionsOfTheUserDefault() {
        HttpTalk talk = HttpTalk.withPassword();
        String password = "Authorization: Basic "
                + Base64.getEncoder().encodeToString(("default:" + HttpTalk.PASSWORD).getBytes(ISO_8859_1));
        String cookie = "Cookie: " + logIn(talk, password).field("Set-Cookie").split(";", 2)[0];
        assertThat(talk.another().get("/v1/login", cookie).body())
                .isEqualTo("{\"user\":\"default\",\"by\":\"cookie\",\"required\":true}");
    }

    @Test
    void serverWithoutALoginSaysSo() {
        assertThat(HttpTalk.open().get("/v1/login").body())
                .isEqualTo("{\"user\":\"default\",\"by\":\"none\",\"required\":false}");
    }

    /** To a challenge in the Basic scheme, a browser opens a dialog of its own, which the page cannot prevent. */
    @Test
    void requestOfAScriptIsNotChallengedInTheBasicScheme() {
        HttpTalk locked = HttpTalk.withPassword();
        assertThat(locked.get("/v1/kv").field("WWW-Authenticate")).contains("Basic ");
        assertThat(locked.another()
                        .get("/v1/kv", "X-Requested-With: XMLHttpRequest")
                        .field("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"latchkey\"");
    }
}
