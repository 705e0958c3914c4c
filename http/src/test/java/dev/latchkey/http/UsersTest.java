package dev.latchkey.http;

import static dev.latchkey.http.UsersFixture.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.users.LoginVerdict;
import dev.latchkey.server.users.SecretChecks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to a server with users. */
final class UsersTest {

    private static final String ROOT = "root read: write: follow: lock: admin";

    /** The password {@code pw}, with one iteration, to be fast. */
    private static final String SLOW_PASSWORD =
            "pbkdf2:1:0011223344556677:0089239d545d8593e43f05a697cf9e50fddb74b892e42268ff84da76600d1a3b";

    /** A user whose password no one knows. */
    private static final String SLOW = "slow pbkdf2:1:0011223344556677:"
            + "0000000000000000000000000000000000000000000000000000000000000000 read: write:";

    @TempDir
    private Path directory = Path.of("");

    private UsersFixture server(String... lines) {
        return new UsersFixture(directory, lines);
    }

    private static void create(UsersFixture server, String... keys) {
        for (String key : keys) {
            assertThat(server.connect()
                            .put("/v1/kv/" + key + "?version=0", "value", as("root"))
                            .status())
                    .isEqualTo(201);
        }
    }

    private static String follow(HttpTalk talk, String query, String user) {
        return talk.raw("GET /v1/follow" + query + " HTTP/1.1\r\nHost: localhost\r\n" + as(user) + "\r\n\r\n");
    }

    @Test
    void basicSchemeNamesTheUserAndABearerTokenIsTheSecretOfTheUserDefault() {
        UsersFixture server = server(ROOT, "alice read:a", "default read:d");
        HttpTalk talk = server.connect();
        assertThat(talk.get("/v1/kv/a", as("alice")).status()).isEqualTo(404);
        assertThat(talk.get("/v1/kv/d", as("alice")).status()).isEqualTo(403);
        assertThat(talk.get("/v1/kv/d", "Authorization: Bearer default").status())
                .isEqualTo(404);
        assertThat(talk.get("/v1/kv/a", "Authorization: Bearer default").member("detail"))
                .isEqualTo("user 'default' needs the permission 'read' for key 'a' to run GET");
        assertThat(server.connect()
                        .get("/v1/kv/a", "Authorization: Bearer alice")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void eachRequestIsOneOfTheUserWhomItNames() {
        UsersFixture server = server(ROOT, "alice read:k write:k");
        HttpTalk talk = server.connect();
        talk.put("/v1/kv/k?version=0", "v", as("alice"));
        talk.put("/v1/kv/k?version=1", "v", as("root"));
        assertThat(talk.get("/v1/history/k", as("alice")).body())
                .containsSubsequence("\"by\":\"root\"", "\"by\":\"alice\"");
        assertThat(talk.get("/v1/kv/k").status()).isEqualTo(401);
        assertThat(talk.isOpen()).isFalse();
        assertThat(server.audit)
                .filteredOn(line -> line.contains("\"event\":\"login\""))
                .hasSize(3);
    }

    @Test
    void listShowsOnlyWhatTheUserMayRead() {
        UsersFixture server = server(ROOT, "alice read:a/ read:c/1");
        create(server, "a/1", "b/2", "c/1", "c/2");
        String page = server.connect().get("/v1/kv?values=true", as("alice")).body();
        assertThat(page).contains("\"a/1\"", "\"c/1\"", "\"more\":false").doesNotContain("\"b/2\"", "\"c/2\"");
        String first = server.connect().get("/v1/kv?limit=2", as("alice")).body();
        assertThat(first).contains("\"a/1\"", "\"c/1\"", "\"more\":false");
    }

    @Test
    void locksShowOnlyWhatTheUserMayUse() {
        UsersFixture server = server(ROOT, "alice lock:a");
        create(server, "lock/a1", "lock/b1");
        assertThat(server.connect().get("/v1/locks", as("alice")).body())
                .contains("\"a1\"")
                .doesNotContain("b1");
        assertThat(server.connect().get("/v1/locks/b1", as("alice")).status()).isEqualTo(403);
    }

    @Test
    void streamShowsOnlyWhatTheUserMayFollow() {
        UsersFixture server = server(ROOT, "alice read:a/ follow:a/");
        HttpTalk talk = server.connect();
        assertThat(follow(talk, "", "alice")).contains("event: start");
        create(server, "a/1", "b/2", "a/3");
        assertThat(talk.heard())
                .contains("\"a/1\"", "\"previous\":\"1\",\"revision\":\"3\"")
                .doesNotContain("b/2");
    }

    @Test
    void streamThatIsNotAllowedAnyMoreEnds() {
        UsersFixture server = server(ROOT, "alice read:a/ follow:a/");
        HttpTalk talk = server.connect();
        follow(talk, "?prefix=a/", "alice");
        server.change(ROOT, "alice read:a/b follow:a/b");
        talk.connection.accessChanged();
        assertThat(talk.heard())
                .contains("event: end\ndata: {\"error\":\"NOPERM ")
                .endsWith("0\r\n\r\n");
        assertThat(talk.isOpen()).isFalse();
        create(server, "a/1");
        assertThat(talk.heard()).isEmpty();
    }

    @Test
    void connectionOfARemovedUserIsClosed() {
        UsersFixture server = server(ROOT, "alice read:a/ follow:a/");
        HttpTalk idle = server.connect();
        idle.get("/v1/kv/a/1", as("alice"));
        HttpTalk following = server.connect();
        follow(following, "?prefix=a/", "alice");
        HttpTalk other = server.connect();
        other.get("/v1/kv/a/1", as("root"));
        server.change(ROOT);
        for (HttpTalk talk : new HttpTalk[] {idle, following, other}) {
            talk.connection.accessChanged();
        }
        assertThat(idle.isOpen()).isFalse();
        assertThat(following.isOpen()).isFalse();
        assertThat(other.isOpen()).isTrue();
        assertThat(server.services.log).anyMatch(line -> line.contains("belonged to user 'alice'"));
    }

    @Test
    void limitOfConnectionsCountsEachConnectionOnce() {
        UsersFixture server = server(ROOT, "alice read: connections:1");
        HttpTalk talk = server.connect();
        for (int i = 0; i < 3; i++) {
            assertThat(talk.get("/v1/kv", as("alice")).status()).isEqualTo(200);
        }
        HttpReply refused = server.connect().get("/v1/kv", as("alice"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.member("detail")).startsWith("user 'alice' has the maximum number of connections");
        talk.channel.close();
        assertThat(server.connect().get("/v1/kv", as("alice")).status()).isEqualTo(200);
    }

    @Test
    void limitOfSessionsIsThatOfTheUserAndForeignSessionsAreLogged() {
        UsersFixture server = server(ROOT, "alice write:a sessions:1");
        String json = "Content-Type: application/json";
        HttpTalk talk = server.connect();
        HttpReply opened = talk.send("POST", "/v1/sessions", "{\"ttlMillis\":1000}", json, as("alice"));
        assertThat(opened.status()).isEqualTo(201);
        assertThat(talk.send("POST", "/v1/sessions", "{\"ttlMillis\":1000}", json, as("alice"))
                        .problem())
                .isEqualTo("limit not-done");
        String session = "/v1/sessions/" + opened.member("session");
        assertThat(talk.delete(session, as("root")).status()).isEqualTo(404);
        assertThat(server.audit).anyMatch(line -> line.contains("\"event\":\"foreign-session\",\"user\":\"root\""));
        assertThat(talk.delete(session, as("alice")).status()).isEqualTo(204);
        assertThat(talk.send("POST", "/v1/sessions", "{\"ttlMillis\":1000}", json, as("alice"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void limitOfFollowsIsThatOfTheUser() {
        UsersFixture server = server(ROOT, "alice read: follow: follows:1");
        HttpTalk first = server.connect();
        follow(first, "", "alice");
        assertThat(follow(server.connect(), "", "alice")).startsWith("HTTP/1.1 429 ");
        first.channel.close();
        assertThat(follow(server.connect(), "", "alice")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void auditLogHasLoginsRefusalsAndAdministrationButNoSecrets() {
        UsersFixture server = server(ROOT, "alice read:a");
        server.connect().get("/v1/kv/b", as("alice"));
        server.connect().get("/v1/kv/b", as("alice", "swordfish"));
        server.connect().get("/v1/kv/b", as("hunter2", "swordfish"));
        server.connect().get("/v1/status", as("root"));
        assertThat(server.audit)
                .anyMatch(
                        line -> line.contains(
                                "\"event\":\"refused\",\"user\":\"alice\",\"address\":\"test\",\"command\":\"GET\",\"permission\":\"read\",\"key\":\"b\""))
                .anyMatch(line -> line.contains("\"event\":\"admin\",\"user\":\"root\"")
                        && line.contains("\"command\":\"GET /v1/status\""))
                .anyMatch(line -> line.contains("\"event\":\"login-refused\",\"user\":\"alice\""))
                .noneMatch(line -> line.contains("swordfish") || line.contains("hunter2"));
    }

    /** Checks that wait until the test lets them run. */
    private static final class LaterChecks implements SecretChecks {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean isFull;

        @Override
        public boolean begin(Supplier<LoginVerdict> check, Executor home, Consumer<LoginVerdict> whenDone) {
            return !isFull && waiting.add(() -> whenDone.accept(check.get()));
        }

        void runNext() {
            Objects.requireNonNull(waiting.poll(), "no check waits").run();
        }
    }

    private static String request(String line, String user, String secret) {
        return line + " HTTP/1.1\r\nHost: localhost\r\n" + as(user, secret) + "\r\n";
    }

    @Test
    void connectionReadsNothingFurtherWhileASecretIsChecked() {
        LaterChecks checks = new LaterChecks();
        UsersFixture server = new UsersFixture(directory, checks, ROOT, SLOW);
        HttpTalk talk = server.connect();
        String put = request("PUT /v1/kv/k?version=0", "root", "root") + "Content-Length: 1\r\n\r\nv";
        assertThat(talk.raw(request("GET /no/such/route", "slow", "pw") + "\r\n" + put))
                .isEmpty();
        assertThat(server.services.engine.keyspace().revision()).isZero();
        checks.runNext();
        assertThat(talk.heard()).startsWith("HTTP/1.1 401 ").doesNotContain("404", "HTTP/1.1 201");
        assertThat(talk.isOpen()).isFalse();
        assertThat(server.services.engine.keyspace().revision()).isZero();
    }

    @Test
    void bodyAndFurtherRequestsAreReadAfterTheSecretWasChecked() {
        LaterChecks checks = new LaterChecks();
        String slow = "slow " + SLOW_PASSWORD + " read: write:";
        UsersFixture server = new UsersFixture(directory, checks, ROOT, slow);
        HttpTalk talk = server.connect();
        String put = request("PUT /v1/kv/k?version=0", "slow", "pw") + "Content-Length: 5\r\n\r\nva";
        assertThat(talk.raw(put)).isEmpty();
        checks.runNext();
        assertThat(talk.heard()).isEmpty();
        String get = request("GET /v1/kv/k", "slow", "pw") + "\r\n";
        assertThat(talk.raw("lue" + get)).startsWith("HTTP/1.1 201 ").endsWith("\r\n\r\nvalue");
        assertThat(checks.waiting).isEmpty();
        HttpTalk second = server.connect();
        assertThat(second.raw(get + get)).contains("200 OK");
    }

    @Test
    void requestIsAnsweredAfterItsSecretWasChecked() {
        LaterChecks checks = new LaterChecks();
        String slow = "slow " + SLOW_PASSWORD + " read: write:";
        UsersFixture server = new UsersFixture(directory, checks, ROOT, slow);
        HttpTalk talk = server.connect();
        String get = request("GET /v1/kv/k", "slow", "pw") + "\r\n";
        assertThat(talk.raw(get + get)).isEmpty();
        checks.runNext();
        assertThat(talk.heard().split("HTTP/1\\.1 404 ", -1)).hasSize(3);
    }

    @Test
    void tooManyChecksAreRefused() {
        LaterChecks checks = new LaterChecks();
        checks.isFull = true;
        UsersFixture server = new UsersFixture(directory, checks, ROOT, SLOW);
        HttpReply reply = server.connect().get("/v1/kv/k", as("slow", "pw"));
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.field("Retry-After")).isEqualTo("1");
    }

    @Test
    void checkThatIsCompleteAfterTheConnectionWasClosedAuthenticatesNoOne() {
        LaterChecks checks = new LaterChecks();
        String slow = "slow " + SLOW_PASSWORD + " read: connections:1";
        UsersFixture server = new UsersFixture(directory, checks, ROOT, slow);
        HttpTalk talk = server.connect();
        talk.raw(request("GET /v1/kv/k", "slow", "pw") + "\r\n");
        talk.channel.close();
        checks.runNext();
        assertThat(server.connect().get("/v1/kv/k", as("slow", "pw")).status()).isEqualTo(404);
    }

    @Test
    void clientIsNotBlamedForTheTimeThatACheckTakes() {
        LaterChecks checks = new LaterChecks();
        String slow = "slow " + SLOW_PASSWORD + " read: write:";
        UsersFixture server = new UsersFixture(directory, checks, ROOT, slow);
        HttpTalk talk = server.connect();
        talk.get("/v1/kv/k", as("root"));
        talk.raw(request("PUT /v1/kv/k?version=0", "slow", "pw") + "Content-Length: 5\r\n\r\n");
        for (int i = 0; i < 20; i++) {
            talk.pass(Duration.ofSeconds(1));
        }
        checks.runNext();
        assertThat(talk.raw("value")).startsWith("HTTP/1.1 201 ");
    }
}
