package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.verbs.Access;
import dev.latchkey.wire.verbs.Verb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Covers SEC-15: every command of the command table, by every kind of user, with keys inside and outside of what the user may use. What is
 * expected is written down here once more, by the name of the command.
 */
final class UserAccessTest {

    private static final String SESSION = "00112233445566778899aabbccddeeff";

    /** The kinds of users, by their rules. */
    private static final Map<String, String> RULES = Map.of(
            "nobody", "",
            "reader", "read:in/",
            "writer", "write:in/",
            "follower", "follow:in/",
            "watcher", "read:in/ follow:in/",
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
            "election-queue/in/x",
            "semaphore/in/x",
            "read-write-lock/in/x",
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
        ADMIN,
        NOTHING
    }

    private record Request(Use use, List<String> words) {
        static Request of(Use use, String words) {
            return new Request(use, List.of(words.split(" ", -1)));
        }
    }

    /** All requests of {@code verb} about {@code key}. A command for the store that is not here fails the test. */
    private static List<Request> requests(Verb verb, String key) {
        Map<Verb, List<Request>> ofStore = Map.ofEntries(
                Map.entry(Verb.GET, List.of(Request.of(Use.READ, "GET " + key))),
                Map.entry(Verb.GETV, List.of(Request.of(Use.READ, "GETV " + key))),
                Map.entry(Verb.HISTORY, List.of(Request.of(Use.READ, "HISTORY " + key))),
                Map.entry(
                        Verb.PUT,
                        List.of(
                                Request.of(Use.PUT, "PUT " + key + " v 9"),
                                Request.of(Use.PUT_OWNED, "PUT " + key + " v 9 OWNER " + SESSION))),
                Map.entry(Verb.DEL, List.of(Request.of(Use.DELETE, "DEL " + key + " 9"))),
                Map.entry(Verb.LIST, List.of(Request.of(Use.LIST, "LIST " + key))),
                Map.entry(Verb.FOLLOW, List.of(Request.of(Use.FOLLOW, "FOLLOW " + key))),
                Map.entry(Verb.CHANGES, List.of(Request.of(Use.FOLLOW, "CHANGES " + key + " FROM 0"))),
                Map.entry(
                        Verb.SESSION,
                        List.of(
                                Request.of(Use.SESSION, "SESSION OPEN 1000"),
                                Request.of(Use.SESSION, "SESSION KEEP " + SESSION),
                                Request.of(Use.SESSION, "SESSION KEEP " + SESSION + " 1000"),
                                Request.of(Use.SESSION, "SESSION CLOSE " + SESSION))),
                Map.entry(
                        Verb.ONCE,
                        List.of(
                                Request.of(Use.PUT, once("PUT " + key + " v 9")),
                                Request.of(Use.PUT_OWNED, once("PUT " + key + " v 9 OWNER " + SESSION)),
                                Request.of(Use.DELETE, once("DEL " + key + " 9")),
                                Request.of(Use.SESSION, once("KEEP 1000")),
                                Request.of(Use.SESSION, once("CANCEL")))),
                Map.entry(Verb.WATCH, List.of(Request.of(Use.READ, "WATCH " + key))),
                Map.entry(
                        Verb.TXN,
                        List.of(
                                Request.of(Use.READ, "TXN 1 2 GETV " + key),
                                Request.of(Use.READ, "TXN 1 3 CHECK " + key + " 9"),
                                Request.of(Use.PUT, "TXN 1 4 PUT " + key + " v 9"),
                                Request.of(Use.PUT_OWNED, "TXN 1 6 PUT " + key + " v 9 OWNER " + SESSION),
                                Request.of(Use.DELETE, "TXN 1 3 DEL " + key + " 9"))));
        if (verb.isForStore()) {
            return List.copyOf(ofStore.getOrDefault(verb, List.of()));
        }
        boolean isAdmin = verb == Verb.BACKUP || verb == Verb.INFO;
        return List.of(new Request(isAdmin ? Use.ADMIN : Use.NOTHING, Arrays.asList(SampleRequests.right(verb))));
    }

    private static String once(String command) {
        return "ONCE " + SESSION + " 1 0 " + command;
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
                || Stream.of("lock/in", "lock-queue/in", "election/in", "semaphore/in", "read-write-lock/in")
                        .anyMatch(start -> start.startsWith(prefix));
    }

    private static boolean isPermitted(String user, Use use, String key) {
        if (user.equals("all") || use == Use.NOTHING) {
            return true;
        }
        boolean reads = user.equals("reader") || user.equals("watcher");
        boolean locks = user.equals("locker");
        return switch (use) {
            case READ -> (reads && isIn(key)) || (locks && isLock(key));
            case PUT -> user.equals("writer") && isIn(key);
            case PUT_OWNED, DELETE -> (user.equals("writer") && isIn(key)) || (locks && isLock(key));
            case LIST -> (reads && meetsIn(key)) || (locks && meetsLock(key));
            case FOLLOW -> (user.equals("watcher") && meetsIn(key)) || (locks && meetsLock(key));
            case SESSION -> user.equals("writer") || locks;
            case ADMIN -> user.equals("admin");
            case NOTHING -> true;
        };
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

    private static Stream<Verb> verbs() {
        return Stream.of(Verb.values());
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void userMayDoWhatItsRulesSayAndNothingElse(Verb verb) {
        UsersFixture server = server();
        List<String> wrong = new ArrayList<>();
        for (String user : RULES.keySet()) {
            for (String key : KEYS) {
                List<Request> requests = requests(verb, key);
                assertThat(requests).as("requests of " + verb + " in this test").isNotEmpty();
                for (Request request : requests) {
                    String[] words = request.words().toArray(String[]::new);
                    String reply = server.connect(user).ask(words);
                    boolean permitted = isPermitted(user, request.use(), key);
                    if (reply.startsWith("-NOPERM ") == permitted || reply.startsWith("-NOAUTH")) {
                        wrong.add(user + ": " + String.join(" ", words) + " -> " + reply);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Covers SEC-01 for a server with users. */
    @ParameterizedTest
    @MethodSource("verbs")
    void clientThatIsNoUserMayOnlyLogIn(Verb verb) {
        UsersFixture server = server();
        for (String key : KEYS) {
            for (Request request : requests(verb, key)) {
                String reply = server.connect().ask(request.words().toArray(String[]::new));
                if (verb.access() != Access.BEFORE_LOGIN) {
                    assertThat(reply).isEqualTo("-NOAUTH Authentication required.\r\n");
                }
            }
        }
    }

    /** A refusal is the same whether or not the key exists. */
    @ParameterizedTest
    @MethodSource("verbs")
    void refusalRevealsNothingAboutTheKey(Verb verb) {
        UsersFixture server = server();
        for (String user : RULES.keySet()) {
            for (Request request : requests(verb, "out")) {
                if (!isPermitted(user, request.use(), "out")) {
                    String[] words = request.words().toArray(String[]::new);
                    String absent = server.connect(user).ask(words);
                    server.connect("all").ask("PUT", "out", "secret", "0");
                    assertThat(server.connect(user).ask(words))
                            .isEqualTo(absent)
                            .doesNotContain("secret");
                    server.connect("all").ask("DEL", "out", "1");
                }
            }
        }
    }
}
