package dev.latchkey.http;

import static dev.latchkey.http.UsersFixture.as;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.SessionId;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteAccess;
import dev.latchkey.http.routes.Api;
import dev.latchkey.http.routes.MetricsRoute;
import dev.latchkey.server.permissions.Missing;
import dev.latchkey.server.permissions.Permissions;
import dev.latchkey.wire.Requester;
import dev.latchkey.wire.verbs.CommandDecoder;
import dev.latchkey.wire.verbs.Decoded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Covers SEC-15 for HTTP: every route of the table, by every kind of user, with keys inside and outside of what the user may use. What is
 * expected is written down here once more, and is compared with the decision about the same command over RESP.
 */
final class UserAccessTest {

    private static final String SESSION = "00112233445566778899aabbccddeeff";

    /** An ETag of another store, which no version has. */
    private static final String NO_ETAG = "If-Match: \"1-ffffffff\"";

    /** The kinds of users, by their rules. */
    private static final Map<String, String> RULES = Map.of(
            "nobody", "",
            "reader", "read:in/",
            "writer", "write:in/",
            "follower", "follow:in/",
            "watcher", "read:in/ follow:in/",
            "editor", "read:in/ write:in/",
            "locker", "lock:in",
            "admin", "admin",
            "all", "read: write: follow: lock: admin");

    /** Keys inside and outside, among them neighbors that differ in the last byte of the prefix, and those of locks. */
    private static final List<String> KEYS = List.of(
            "in/k",
            "in/",
            "in",
            "in0",
            "in.",
            "out",
            "lock/in",
            "lock/inner",
            "lock/i",
            "lock/io",
            "lock-queue/in/x",
            "lock-queue/out/x",
            "election/in",
            "semaphore/in/x",
            "read-write-lock/out/x");

    /** What a request does to its key. */
    private enum Use {
        READ,
        PUT,
        PUT_OWNED,
        DELETE,
        LIST,
        FOLLOW,
        SESSION,
        READ_AND_PUT,
        ADMIN,
        NOTHING
    }

    /**
     * A request.
     *
     * @param key the key, or the prefix, that it is about
     * @param words the same command over RESP; empty if there is none
     */
    private record Call(Use use, String key, List<String> words, String target, String body, List<String> fields) {

        static Call of(Use use, String key, String words, String target, String... fields) {
            return new Call(use, key, split(words), target, "", List.of(fields));
        }

        Call with(String content) {
            return new Call(use, key, words, target, content, fields);
        }

        private static List<String> split(String words) {
            return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
        }
    }

    private static String escaped(String key) {
        StringBuilder text = new StringBuilder();
        for (byte each : key.getBytes(ISO_8859_1)) {
            text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
        }
        return text.toString();
    }

    /** All requests of a route about {@code key}. A route that is not here fails the test. */
    private static List<Call> calls(Route route, String key) {
        String in = escaped(key);
        String json = "Content-Type: application/json";
        String session = "/v1/sessions/" + SESSION;
        String lock = "lock/" + key;
        String election = "election/" + key;
        return switch (route.method() + " " + route.path()) {
            case "GET /v1/kv/{key+}" -> List.of(Call.of(Use.READ, key, "GET " + key, "/v1/kv/" + in));
            case "PUT /v1/kv/{key+}" ->
                List.of(
                        Call.of(Use.PUT, key, "PUT " + key + " v 9", "/v1/kv/" + in + "?version=9")
                                .with("v"),
                        Call.of(Use.PUT, key, "PUT " + key + " v 9", "/v1/kv/" + in, NO_ETAG)
                                .with("v"),
                        Call.of(
                                        Use.PUT_OWNED,
                                        key,
                                        "PUT " + key + " v 9 OWNER " + SESSION,
                                        "/v1/kv/" + in + "?version=9",
                                        "Latchkey-Session: " + SESSION)
                                .with("v"));
            case "DELETE /v1/kv/{key+}" ->
                List.of(
                        Call.of(Use.DELETE, key, "DEL " + key + " 9", "/v1/kv/" + in + "?version=9"),
                        Call.of(Use.DELETE, key, "DEL " + key + " 9", "/v1/kv/" + in, NO_ETAG));
            case "GET /v1/kv" ->
                List.of(
                        Call.of(Use.LIST, key, "LIST " + key, "/v1/kv?prefix=" + in),
                        Call.of(Use.LIST, key, "LIST " + key, "/v1/kv?values=true&prefix=" + in));
            case "POST /v1/txn" -> transactions(key);
            case "GET /v1/history/{key+}" -> List.of(Call.of(Use.READ, key, "HISTORY " + key, "/v1/history/" + in));
            case "GET /v1/follow" ->
                List.of(
                        Call.of(Use.FOLLOW, key, "FOLLOW " + key, "/v1/follow?prefix=" + in),
                        Call.of(Use.FOLLOW, key, "FOLLOW " + key + " FROM 0", "/v1/follow?from=0&prefix=" + in),
                        Call.of(
                                Use.FOLLOW,
                                key,
                                "FOLLOW " + key,
                                "/v1/follow?prefix=" + in,
                                "Last-Event-ID: ff112233445566778899aabbccddeeff:1"));
            case "POST /v1/sessions" ->
                List.of(Call.of(Use.SESSION, key, "SESSION OPEN 1000", "/v1/sessions", json)
                        .with("{\"ttlMillis\":1000}"));
            case "POST /v1/sessions/{session}/keep" ->
                List.of(
                        Call.of(Use.SESSION, key, "SESSION KEEP " + SESSION, session + "/keep", json)
                                .with("{}"),
                        Call.of(Use.SESSION, key, "SESSION KEEP " + SESSION + " 1000", session + "/keep", json)
                                .with("{\"ttlMillis\":1000}"));
            case "DELETE /v1/sessions/{session}" ->
                List.of(Call.of(Use.SESSION, key, "SESSION CLOSE " + SESSION, session));
            case "GET /v1/locks" -> List.of(Call.of(Use.LIST, "lock/", "LIST lock/", "/v1/locks"));
            case "GET /v1/locks/{name}" -> List.of(Call.of(Use.READ, lock, "GET " + lock, "/v1/locks/" + in));
            case "GET /v1/locks/{name}/history" ->
                List.of(Call.of(Use.READ, lock, "HISTORY " + lock, "/v1/locks/" + in + "/history"));
            case "GET /v1/locks/{name}/waiters" -> waiters("lock-queue/", key, "/v1/locks/" + in);
            case "GET /v1/elections" -> List.of(Call.of(Use.LIST, "election/", "LIST election/", "/v1/elections"));
            case "GET /v1/elections/{name}" ->
                List.of(Call.of(Use.READ, election, "GET " + election, "/v1/elections/" + in));
            case "GET /v1/elections/{name}/history" ->
                List.of(Call.of(Use.READ, election, "HISTORY " + election, "/v1/elections/" + in + "/history"));
            case "GET /v1/elections/{name}/waiters" -> waiters("election-queue/", key, "/v1/elections/" + in);
            case "GET /v1/login", "DELETE /v1/login" -> List.of(Call.of(Use.NOTHING, key, "", route.path()));
            case "POST /v1/login" ->
                List.of(Call.of(Use.NOTHING, key, "", route.path(), json).with("{}"));
            case "GET /" -> List.of(Call.of(Use.NOTHING, key, "", route.path()));
            case "GET /console/{file}" -> List.of(Call.of(Use.NOTHING, key, "", "/console/app.js"));
            case "GET /v1/sessions", "GET /v1/status", "GET /metrics" ->
                List.of(Call.of(Use.ADMIN, key, "INFO", route.path()));
            case "GET /livez", "GET /readyz" -> List.of(Call.of(Use.NOTHING, key, "", route.path()));
            default -> List.of();
        };
    }

    private static List<Call> transactions(String key) {
        String check = "{'op':'check','key':'" + key + "','version':'9'}";
        String get = "{'op':'get','key':'" + key + "'}";
        String put = "{'op':'put','key':'" + key + "','value':'v','version':'9'}";
        String owned = put.replace("}", ",'session':'" + SESSION + "'}");
        String delete = "{'op':'delete','key':'" + key + "','version':'9'}";
        String words = "PUT " + key + " v 9";
        return List.of(
                transaction(Use.READ, key, "TXN 1 3 CHECK " + key + " 9", check),
                transaction(Use.READ, key, "TXN 1 2 GETV " + key, get),
                transaction(Use.PUT, key, "TXN 1 4 " + words, put),
                transaction(Use.PUT_OWNED, key, "TXN 1 6 " + words + " OWNER " + SESSION, owned),
                transaction(Use.DELETE, key, "TXN 1 3 DEL " + key + " 9", delete),
                transaction(Use.READ_AND_PUT, key, "TXN 2 4 " + words + " 2 GETV " + key, put + "," + get));
    }

    private static Call transaction(Use use, String key, String words, String operations) {
        return Call.of(use, key, words, "/v1/txn", "Content-Type: application/json")
                .with("{'operations':[".concat(operations).concat("]}").replace('\'', '"'));
    }

    private static List<Call> waiters(String queue, String name, String path) {
        String prefix = queue + name + "/";
        return List.of(Call.of(Use.LIST, prefix, "LIST " + prefix, path + "/waiters"));
    }

    private static boolean isIn(String key) {
        return key.startsWith("in/");
    }

    private static boolean isLock(String key) {
        return Stream.of("lock/", "lock-queue/", "election/", "election-queue/", "semaphore/", "read-write-lock/")
                .anyMatch(start -> key.startsWith(start + "in"));
    }

    /** Whether a prefix is that of keys inside, or of keys inside and others. */
    private static boolean meetsIn(String prefix) {
        return isIn(prefix) || "in/".startsWith(prefix);
    }

    private static boolean meetsLock(String prefix) {
        return isLock(prefix)
                || Stream.of(
                                "lock/in",
                                "lock-queue/in",
                                "election/in",
                                "election-queue/in",
                                "semaphore/in",
                                "read-write-lock/in")
                        .anyMatch(start -> start.startsWith(prefix));
    }

    private static boolean isPermitted(String user, Use use, String key) {
        if (user.equals("all") || use == Use.NOTHING) {
            return true;
        }
        boolean reads = user.equals("reader") || user.equals("watcher") || user.equals("editor");
        boolean writes = user.equals("writer") || user.equals("editor");
        boolean locks = user.equals("locker");
        return switch (use) {
            case READ -> (reads && isIn(key)) || (locks && isLock(key));
            case PUT -> writes && isIn(key);
            case PUT_OWNED, DELETE -> (writes && isIn(key)) || (locks && isLock(key));
            case LIST -> (reads && meetsIn(key)) || (locks && meetsLock(key));
            case FOLLOW -> (user.equals("watcher") && meetsIn(key)) || (locks && meetsLock(key));
            case SESSION -> writes || locks;
            case READ_AND_PUT -> isPermitted(user, Use.READ, key) && isPermitted(user, Use.PUT, key);
            case ADMIN -> user.equals("admin");
            case NOTHING -> true;
        };
    }

    /** The detail of a refusal by the rules of RESP; empty if the command is permitted. */
    private static String refusalOverResp(Call call, String user, Permissions permissions, String operation) {
        if (call.words().isEmpty()) {
            return "";
        }
        byte[][] words =
                call.words().stream().map(word -> word.getBytes(ISO_8859_1)).toArray(byte[][]::new);
        Decoded decoded = CommandDecoder.decode(words, new Requester() {
            @Override
            public String user() {
                return user;
            }

            @Override
            public SessionId newSession() {
                return SessionId.parse(SESSION);
            }
        });
        if (decoded instanceof Decoded.ForServer request) {
            return sentence(user, permissions.missing(request.verb()), operation);
        }
        Decoded.ForStore request = (Decoded.ForStore) decoded;
        Missing missing = permissions.missing(request.verb());
        return sentence(
                user,
                missing == null ? permissions.missing(request.command()) : missing,
                request.verb().name());
    }

    private static String sentence(String user, @Nullable Missing missing, String operation) {
        return missing == null ? "" : "user '" + user + "' needs " + missing.toRun(operation);
    }

    @TempDir
    private Path directory = Path.of("");

    private UsersFixture server() {
        return new UsersFixture(
                directory,
                RULES.entrySet().stream()
                        .map(user -> (user.getKey() + " " + user.getValue()).trim())
                        .toArray(String[]::new));
    }

    private static List<Route> further() {
        return List.of(MetricsRoute.of(Runnable::run, "text/plain", () -> "latchkey_up 1\n"));
    }

    private static Stream<Route> routes() {
        return Api.table(HttpTalk.open().services, further()).routes().stream();
    }

    private static HttpReply send(UsersFixture server, Route route, Call call, String... fields) {
        HttpTalk talk = new HttpTalk(server.services, further());
        String[] all =
                Stream.concat(call.fields().stream(), Arrays.stream(fields)).toArray(String[]::new);
        HttpReply reply = talk.send(route.method().name(), call.target(), call.body(), all);
        talk.channel.close();
        return reply;
    }

    @ParameterizedTest
    @MethodSource("routes")
    void userMayDoWhatItsRulesSayAndNothingElse(Route route) {
        UsersFixture server = server();
        List<String> wrong = new ArrayList<>();
        for (String user : RULES.keySet()) {
            for (String key : KEYS) {
                List<Call> calls = calls(route, key);
                assertThat(calls)
                        .as("requests of " + route.path() + " in this test")
                        .isNotEmpty();
                for (Call call : calls) {
                    HttpReply reply = send(server, route, call, as(user));
                    boolean permitted = isPermitted(user, call.use(), call.key());
                    String refusal =
                            refusalOverResp(call, user, server.permissions(user), route.method() + " " + route.path());
                    boolean isRefused = reply.status() == 403 && reply.problem().equals("permission not-done");
                    if (isRefused == permitted
                            || refusal.isEmpty() != permitted
                            || (isRefused && !reply.member("detail").equals(refusal))
                            || reply.status() == 401) {
                        wrong.add(user + ": " + route.method() + " " + call + " -> " + reply);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void clientThatIsNoUserGetsNothingButTheProbesAndFilesOfTheConsole(Route route) {
        UsersFixture server = server();
        for (String key : KEYS) {
            for (Call call : calls(route, key)) {
                int open = 200;
                int expected = route.access() == RouteAccess.OPEN ? open : 401;
                assertThat(send(server, route, call).status()).isEqualTo(expected);
                assertThat(send(server, route, call, as("all", "wrong")).status())
                        .isIn(expected, route.access() == RouteAccess.OPEN ? open : 429);
            }
        }
    }

    /** A refusal is the same whether or not the key exists. */
    @ParameterizedTest
    @MethodSource("routes")
    void refusalRevealsNothingAboutTheKey(Route route) {
        UsersFixture without = server();
        UsersFixture with = server();
        assertThat(with.connect()
                        .put("/v1/kv/out?version=0", "secret", as("all"))
                        .status())
                .isEqualTo(201);
        for (String user : RULES.keySet()) {
            for (Call call : calls(route, "out")) {
                if (!isPermitted(user, call.use(), call.key())) {
                    assertThat(send(with, route, call, as(user))).isEqualTo(send(without, route, call, as(user)));
                }
            }
        }
    }

    @Test
    void metricsNeedALogin() {
        HttpTalk locked = HttpTalk.withPassword();
        HttpTalk talk = new HttpTalk(locked.services, further());
        assertThat(talk.get("/metrics").status()).isEqualTo(401);
        HttpReply reply =
                new HttpTalk(locked.services, further()).get("/metrics", "Authorization: Bearer " + HttpTalk.PASSWORD);
        assertThat(reply.body()).isEqualTo("latchkey_up 1\n");
        assertThat(new HttpTalk(HttpTalk.open().services, further())
                        .get("/metrics", "Sec-Fetch-Site: cross-site")
                        .problem())
                .isEqualTo("cross-site not-done");
    }
}
