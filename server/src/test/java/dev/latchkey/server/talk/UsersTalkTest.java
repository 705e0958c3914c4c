package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.users.LoginVerdict;
import dev.latchkey.server.users.SecretChecks;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of a server with users. */
final class UsersTalkTest {

    private static final String ROOT = "root read: write: follow: lock: admin";
    private static final String WRONGPASS = "-WRONGPASS invalid username-password pair or user is disabled.\r\n";

    @TempDir
    private Path directory = Path.of("");

    private UsersFixture server(String... lines) {
        return new UsersFixture(directory, lines);
    }

    private static String whoAmI(Talk talk) {
        return talk.ask("ACL", "WHOAMI");
    }

    @Test
    void clientLogsInByNameAndSecret() {
        UsersFixture server = server(ROOT, "alice read:a", "default read:d");
        Talk talk = server.connect();
        assertThat(talk.ask("AUTH", "alice", "root")).isEqualTo(WRONGPASS);
        assertThat(talk.ask("AUTH", "nobody", "alice")).isEqualTo(WRONGPASS);
        assertThat(whoAmI(talk)).startsWith("-NOAUTH");
        assertThat(talk.ask("AUTH", "alice", "alice")).isEqualTo("+OK\r\n");
        assertThat(whoAmI(talk)).isEqualTo(Resp.bulk("alice"));
        assertThat(talk.ask("GET", "a")).isEqualTo("$-1\r\n");
        assertThat(talk.ask("AUTH", "default")).isEqualTo("+OK\r\n");
        assertThat(whoAmI(talk)).isEqualTo(Resp.bulk("default"));
        assertThat(talk.ask("GET", "a")).startsWith("-NOPERM user 'default' needs the permission 'read' for key 'a'");
        assertThat(talk.ask("HELLO", "3", "AUTH", "root", "root")).startsWith("%");
        assertThat(whoAmI(talk)).isEqualTo(Resp.bulk("root"));
        assertThat(talk.ask("AUTH", "root", "wrong")).isEqualTo(WRONGPASS);
        assertThat(whoAmI(talk)).isEqualTo(Resp.bulk("root"));
        talk.ask("RESET");
        assertThat(whoAmI(talk)).startsWith("-NOAUTH");
        assertThat(talk.ask("ACL", "LIST")).startsWith("-NOAUTH");
    }

    /** Clients that look for a primary read its role on connecting. */
    @Test
    void everyUserMayReadTheRoleOfTheServerAndNothingElseOfInfo() {
        UsersFixture server = server(ROOT, "alice read:a");
        assertThat(server.connect().ask("INFO", "replication")).startsWith("-NOAUTH");
        Talk alice = server.connect("alice");
        assertThat(alice.ask("INFO", "replication")).isEqualTo(Resp.bulk("info"));
        assertThat(alice.ask("info", "REPLICATION")).isEqualTo(Resp.bulk("info"));
        for (String sections :
                new String[] {"", " server", " all", " replication server", " replication replication"}) {
            assertThat(alice.ask(("INFO" + sections).split(" ")))
                    .as(sections)
                    .startsWith("-NOPERM user 'alice' needs the permission 'admin' to run INFO");
        }
    }

    @Test
    void serverWithoutUsersHasOne() {
        assertThat(whoAmI(Talk.open())).isEqualTo(Resp.bulk("default"));
        Talk talk = Talk.withPassword();
        talk.ask("AUTH", Talk.PASSWORD);
        assertThat(whoAmI(talk)).isEqualTo(Resp.bulk("default"));
        assertThat(talk.ask("ACL", "LIST")).startsWith("-ERR unknown subcommand");
    }

    @Test
    void eventsNameTheUserWhateverTheClientCallsItself() {
        UsersFixture server = server(ROOT);
        Talk talk = server.connect("root");
        talk.ask("CLIENT", "SETNAME", "mallory");
        talk.ask("PUT", "k", "v", "0");
        assertThat(talk.ask("HISTORY", "k")).contains(Resp.bulk("root")).doesNotContain("mallory");
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo(Resp.bulk("mallory"));
    }

    @Test
    void listShowsOnlyWhatTheUserMayRead() {
        UsersFixture server = server(ROOT, "alice read:a/ read:c/1");
        Talk root = server.connect("root");
        for (String key : new String[] {"a/1", "a/2", "b", "c/0", "c/1", "c/2"}) {
            root.ask("PUT", key, "value", "0");
        }
        Talk alice = server.connect("alice");
        assertThat(alice.ask("LIST"))
                .isEqualTo("*3\r\n:6\r\n:0\r\n*3\r\n" + entry("a/1") + entry("a/2") + entry("c/1"));
        assertThat(alice.ask("LIST", "", "LIMIT", "3")).startsWith("*3\r\n:6\r\n:0\r\n*3\r\n");
        assertThat(alice.ask("LIST", "", "LIMIT", "2")).startsWith("*3\r\n:6\r\n:1\r\n*2\r\n");
        assertThat(alice.ask("LIST", "c/", "AFTER", "c/0")).isEqualTo("*3\r\n:6\r\n:0\r\n*1\r\n" + entry("c/1"));
        assertThat(alice.ask("LIST", "", "VALUES")).doesNotContain("c/0", "c/2", Resp.bulk("b"));
        assertThat(alice.ask("LIST", "b")).startsWith("-NOPERM");
    }

    private static String entry(String key) {
        return "*2\r\n" + Resp.bulk(key) + ":1\r\n";
    }

    @Test
    void guardNeedsToBeReadable() {
        UsersFixture server = server("alice read:a write:a");
        Talk alice = server.connect("alice");
        assertThat(alice.ask("PUT", "a", "v", "0", "GUARD", "b", "0"))
                .startsWith("-NOPERM user 'alice' needs the permission 'read' for key 'b' to run PUT");
        assertThat(alice.ask("PUT", "a", "v", "0", "GUARD", "a2", "0")).isEqualTo(":1\r\n");
        assertThat(alice.ask("DEL", "a", "1", "GUARD", "b", "0")).startsWith("-NOPERM");
        assertThat(alice.ask("DEL", "a", "1")).isEqualTo(":2\r\n");
    }

    @Test
    void everyOperationOfATransactionNeedsItsPermission() {
        Talk alice = server("alice read:a write:a").connect("alice");
        assertThat(alice.ask("TXN", "2", "2", "GET", "a", "3", "CHECK", "b", "0"))
                .isEqualTo("-NOPERM user 'alice' needs the permission 'read' for key 'b' to run TXN\r\n");
        assertThat(alice.ask("TXN", "2", "4", "PUT", "a", "v", "0", "4", "PUT", "b", "v", "0"))
                .startsWith("-NOPERM user 'alice' needs the permission 'write' for key 'b'");
        assertThat(alice.ask("TXN", "1", "7", "PUT", "a", "v", "0", "GUARD", "b", "0"))
                .startsWith("-NOPERM");
        assertThat(alice.ask("WATCH", "a", "b")).startsWith("-NOPERM");
        alice.ask("MULTI");
        assertThat(alice.ask("PUT", "a", "v", "0")).isEqualTo("+QUEUED\r\n");
        assertThat(alice.ask("DEL", "b", "1")).startsWith("-NOPERM");
        assertThat(alice.ask("EXEC")).startsWith("-EXECABORT Transaction discarded");
        assertThat(alice.ask("GET", "a")).isEqualTo("_\r\n");
    }

    @Test
    void transactionIsCheckedAgainWhenItIsExecuted() {
        UsersFixture server = server("alice read:a write:a");
        Talk alice = server.connect("alice");
        alice.ask("MULTI");
        alice.ask("PUT", "a", "v", "0");
        server.change("alice read:a");
        assertThat(alice.ask("EXEC"))
                .isEqualTo("-NOPERM user 'alice' needs the permission 'write' for key 'a' to run EXEC\r\n");
        assertThat(alice.ask("GET", "a")).isEqualTo("_\r\n");
        assertThat(alice.ask("EXEC")).isEqualTo("-ERR EXEC without MULTI\r\n");
    }

    @Test
    void refusalOfOnceNamesTheCommandThatItContains() {
        Talk alice = server("alice read:a").connect("alice");
        String once = "0".repeat(32);
        assertThat(alice.ask("ONCE", once, "1", "0", "PUT", "a", "v", "0"))
                .isEqualTo("-NOPERM user 'alice' needs the permission 'write' for key 'a' to run PUT\r\n");
        assertThat(alice.ask("ONCE", once, "1", "0", "DEL", "a", "1"))
                .isEqualTo("-NOPERM user 'alice' needs the permission 'write' for key 'a' to run DEL\r\n");
        assertThat(alice.ask("ONCE", once, "1", "0", "TXN", "1", "2", "GET", "b"))
                .isEqualTo("-NOPERM user 'alice' needs the permission 'read' for key 'b' to run TXN\r\n");
        assertThat(alice.ask("ONCE", once, "1", "0", "CANCEL"))
                .isEqualTo("-NOPERM user 'alice' needs the permission 'write' or 'lock' for any keys to run ONCE\r\n");
    }

    @Test
    void lockIsWrittenWithAnOwnerOnly() {
        UsersFixture server = server("alice lock:build");
        Talk alice = server.connect("alice");
        String session = openSession(alice);
        assertThat(alice.ask("PUT", "lock/build", "v", "0"))
                .startsWith("-NOPERM")
                .contains("'write' for key 'lock/build' to run PUT, because 'lock' permits only puts with OWNER");
        assertThat(alice.ask("ONCE", session, "1", "0", "PUT", "lock/build", "v", "0"))
                .startsWith("-NOPERM")
                .contains("'write' for key 'lock/build' to run PUT, because 'lock' permits only puts with OWNER");
        assertThat(alice.ask("ONCE", session, "1", "0", "PUT", "lock/build", "v", "0", "OWNER", session))
                .isEqualTo(":1\r\n");
        assertThat(alice.ask("ONCE", session, "2", "1", "DEL", "lock/build", "1"))
                .isEqualTo(":2\r\n");
    }

    private static String openSession(Talk talk) {
        return talk.ask("SESSION", "OPEN", "60000").split("\r\n", -1)[2];
    }

    @Test
    void sessionOfAnotherUserDoesNotExist() {
        UsersFixture server = server("alice write:a", "bob write:a");
        Talk alice = server.connect("alice");
        String session = openSession(alice);
        Talk bob = server.connect("bob");
        server.audit.clear();
        assertThat(bob.ask("SESSION", "KEEP", session)).startsWith("-ERRSESSION");
        assertThat(bob.ask("SESSION", "KEEP", session, "1")).startsWith("-ERRSESSION");
        assertThat(bob.ask("SESSION", "CLOSE", session)).startsWith("-ERRSESSION");
        assertThat(bob.ask("ONCE", session, "1", "0", "PUT", "a", "v", "0")).startsWith("-ERRSESSION");
        assertThat(bob.ask("ONCE", session, "1", "0", "CANCEL")).startsWith("-ERRSESSION");
        assertThat(bob.ask("PUT", "a", "v", "0", "OWNER", session)).startsWith("-ERRSESSION");
        assertThat(server.audit).hasSize(6).allMatch(line -> line.contains("\"foreign-session\",\"user\":\"bob\""));
        assertThat(bob.ask("SESSION", "KEEP", "0".repeat(32))).startsWith("-ERRSESSION");
        assertThat(server.audit).as("a session that nobody has").hasSize(6);
        assertThat(alice.ask("SESSION", "KEEP", session)).isEqualTo(":60000\r\n");
        assertThat(alice.ask("SESSION", "CLOSE", session)).isEqualTo("+OK\r\n");
    }

    @Test
    void newRulesHoldFromTheNextCommandOn() {
        UsersFixture server = server("alice read:a write:a");
        Talk alice = server.connect("alice");
        assertThat(alice.ask("PUT", "a", "v", "0")).isEqualTo(":1\r\n");
        server.change("alice read:a");
        assertThat(alice.ask("PUT", "a", "v", "1")).startsWith("-NOPERM");
        assertThat(alice.ask("GET", "a")).isEqualTo(Resp.bulk("v"));
        server.change("alice write:a");
        assertThat(alice.ask("GET", "a")).startsWith("-NOPERM");
        assertThat(alice.ask("PUT", "a", "v", "1")).isEqualTo(":2\r\n");
    }

    @Test
    void connectionOfARemovedUserIsClosed() {
        UsersFixture server = server("alice read:a", "bob read:a");
        Talk alice = server.connect("alice");
        Talk bob = server.connect("bob");
        server.change("bob read:a");
        assertThat(alice.ask("GET", "a")).startsWith("-NOPERM");
        alice.conversation.accessChanged();
        bob.conversation.accessChanged();
        assertThat(alice.dropped).contains("'alice'");
        assertThat(alice.conversation.isOver()).isTrue();
        assertThat(bob.dropped).isNull();
        assertThat(bob.ask("GET", "a")).isEqualTo("_\r\n");
    }

    /** A connection that was not notified is inspected at intervals. */
    @Test
    void connectionOfARemovedUserIsClosedAtTheNextInspection() {
        UsersFixture server = server("alice read:a", "bob read:a");
        Talk alice = server.connect("alice");
        server.change("bob read:a");
        alice.conversation.tidy(alice.time.nanos());
        assertThat(alice.dropped).contains("'alice'");
    }

    private static void follow(Talk talk, String prefix) {
        assertThat(talk.ask("FOLLOW", prefix)).startsWith("*2\r\n");
    }

    private static String ended(String prefix) {
        return ">3\r\n" + Resp.bulk("latchkey-end") + Resp.bulk(prefix);
    }

    @Test
    void followShowsOnlyWhatTheUserMayRead() {
        UsersFixture server = server(ROOT, "alice read:a/ read:b follow:");
        Talk root = server.connect("root");
        Talk alice = server.connect("alice");
        follow(alice, "");
        root.ask("PUT", "a/1", "seen", "0");
        root.ask("PUT", "c", "hidden", "0");
        root.ask("PUT", "b", "seen", "0");
        assertThat(alice.heard())
                .contains(
                        Resp.bulk("a/1") + ":1\r\n" + Resp.bulk("seen"),
                        ":3\r\n:1\r\n" + Resp.bulk("put") + Resp.bulk("b"))
                .doesNotContain("hidden");
        assertThat(alice.ask("CHANGES", "", "FROM", "0"))
                .contains(Resp.bulk("a/1"), Resp.bulk("b"))
                .doesNotContain("hidden");
        assertThat(alice.ask("FOLLOW", "c")).startsWith("-NOPERM").contains("'follow' and 'read'");
        assertThat(alice.ask("CHANGES", "c", "FROM", "0")).startsWith("-NOPERM");
    }

    @Test
    void requestThatWaitsForAnEventDoesNotShowAHiddenOne() {
        UsersFixture server = server(ROOT, "alice read:a follow:a");
        Talk root = server.connect("root");
        Talk alice = server.connect("alice");
        assertThat(alice.ask("CHANGES", "", "FROM", "0", "BLOCK", "1000")).isEmpty();
        root.ask("PUT", "c", "hidden", "0");
        assertThat(alice.heard()).isEmpty();
        server.change(ROOT, "alice read:b follow:b");
        root.ask("PUT", "a", "forbidden by now", "0");
        assertThat(alice.heard()).isEmpty();
        root.ask("PUT", "b", "seen", "0");
        assertThat(alice.heard()).contains("seen").doesNotContain("hidden", "forbidden");
    }

    @Test
    void followThatIsNotAllowedAnyMoreEndsWithAnError() {
        UsersFixture server = server(ROOT, "alice read:a read:b follow:");
        Talk root = server.connect("root");
        Talk alice = server.connect("alice");
        follow(alice, "a");
        follow(alice, "b");
        server.change(ROOT, "alice read:b read:c follow:");
        root.ask("PUT", "a", "forbidden", "0");
        root.ask("PUT", "b", "seen", "0");
        assertThat(alice.heard()).contains("seen").doesNotContain("forbidden");
        alice.conversation.accessChanged();
        assertThat(alice.heard()).startsWith(ended("a")).contains("NOPERM").doesNotContain(ended("b"));
        root.ask("PUT", "b", "seen again", "1");
        assertThat(alice.heard()).contains("seen again").doesNotContain("forbidden");
        alice.conversation.accessChanged();
        assertThat(alice.heard()).isEmpty();
    }

    @Test
    void followsOfTheUserBeforeEndWithTheLoginOfAnother() {
        UsersFixture server = server(ROOT, "alice read:a");
        Talk talk = server.connect("root");
        follow(talk, "a");
        assertThat(talk.ask("AUTH", "root", "root")).isEqualTo("+OK\r\n");
        assertThat(talk.ask("AUTH", "alice", "alice")).startsWith("+OK\r\n" + ended("a"));
        server.connect("root").ask("PUT", "a", "v", "0");
        assertThat(talk.heard()).isEmpty();
        assertThat(talk.ask("GET", "a")).isEqualTo(Resp.bulk("v"));
    }

    @Test
    void numberOfConnectionsOfAUserIsLimited() {
        UsersFixture server = server("alice connections:2", "bob ");
        Talk first = server.connect("alice");
        server.connect("alice");
        Talk third = server.connect();
        assertThat(third.ask("AUTH", "alice", "alice"))
                .startsWith("-ERR user 'alice' has the maximum number of connections");
        assertThat(whoAmI(third)).startsWith("-NOAUTH");
        assertThat(third.ask("AUTH", "bob", "bob")).isEqualTo("+OK\r\n");
        assertThat(first.ask("AUTH", "alice", "alice")).as("again").isEqualTo("+OK\r\n");
        first.conversation.abandon();
        first.conversation.abandon();
        assertThat(third.ask("AUTH", "alice", "alice")).isEqualTo("+OK\r\n");
        assertThat(server.connect().ask("AUTH", "alice", "alice")).startsWith("-ERR user");
        third.ask("RESET");
        server.connect("alice");
    }

    @Test
    void numberOfFollowsOfAUserIsLimited() {
        UsersFixture server = server("alice read: follow: follows:2");
        Talk one = server.connect("alice");
        Talk two = server.connect("alice");
        follow(one, "a");
        follow(two, "a");
        assertThat(two.ask("FOLLOW", "b")).startsWith("-ERR the user has the maximum number of follows");
        one.ask("UNFOLLOW");
        follow(two, "b");
        assertThat(one.ask("FOLLOW", "b")).startsWith("-ERR");
        two.conversation.abandon();
        follow(one, "b");
    }

    @Test
    void numberOfSessionsOfAUserIsLimited() {
        UsersFixture server = server("alice write: sessions:2", "bob write:");
        Talk alice = server.connect("alice");
        String session = openSession(alice);
        openSession(alice);
        assertThat(alice.ask("SESSION", "OPEN", "60000"))
                .startsWith("-ERRFULL the user has the maximum number of sessions");
        assertThat(server.connect("bob").ask("SESSION", "OPEN", "60000")).startsWith("*2");
        alice.ask("SESSION", "CLOSE", session);
        openSession(alice);
        assertThat(alice.ask("SESSION", "OPEN", "60000")).startsWith("-ERRFULL");
    }

    /** Sessions whose opening was not answered count, some of them twice, so that the limit is never exceeded. */
    @Test
    void sessionsThatAreBeingOpenedCount() {
        HeldBackEngine engine = new HeldBackEngine();
        UsersFixture server = new UsersFixture(directory, engine, SecretChecks.IMMEDIATE, "alice write: sessions:3");
        Talk alice = server.connect("alice");
        String open = Resp.request("SESSION", "OPEN", "60000");
        assertThat(alice.say(open + open + open)).isEmpty();
        assertThat(engine.submitted()).isEqualTo(2);
        engine.answer(0);
        engine.answer(1);
        assertThat(alice.heard()).contains("-ERRFULL the user has the maximum number of sessions");
        alice.say(open + open);
        assertThat(engine.submitted()).as("the third session").isEqualTo(3);
    }

    @Test
    void auditLogHasLoginsRefusalsAndAdministrationButNoSecretsAndNoValues() {
        UsersFixture server = server(ROOT, "alice read:a");
        Talk alice = server.connect();
        alice.ask("AUTH", "alice", "my-secret");
        alice.ask("AUTH", "my-secret", "my-secret");
        alice.ask("AUTH", "alice", "alice");
        alice.ask("PUT", "b", "my-value", "0");
        alice.ask("ONCE", "0".repeat(32), "1", "0", "PUT", "b", "my-value", "0");
        alice.ask("INFO");
        alice.ask("GET", "a");
        Talk root = server.connect("root");
        root.ask("BACKUP", "START");
        root.ask("BACKUP", "NEXT");
        root.ask("BACKUP", "STOP");
        root.ask("INFO", "server");
        assertThat(server.audit)
                .map(line -> line.replaceFirst("^.*\"event\":", "").replace(",\"address\":\"test\"", ""))
                .containsExactly(
                        "\"login-refused\",\"user\":\"alice\",\"reason\":\"the user does not exist or the secret is wrong\"}",
                        "\"login-refused\",\"reason\":\"the user does not exist or the secret is wrong\"}",
                        "\"login\",\"user\":\"alice\",\"by\":\"secret\"}",
                        "\"refused\",\"user\":\"alice\",\"command\":\"PUT\",\"permission\":\"write\",\"key\":\"b\"}",
                        "\"refused\",\"user\":\"alice\",\"command\":\"ONCE\",\"permission\":\"write\",\"key\":\"b\"}",
                        "\"refused\",\"user\":\"alice\",\"command\":\"INFO\",\"permission\":\"admin\"}",
                        "\"login\",\"user\":\"root\",\"by\":\"secret\"}",
                        "\"admin\",\"user\":\"root\",\"command\":\"BACKUP\",\"argument\":\"START\"}",
                        "\"admin\",\"user\":\"root\",\"command\":\"BACKUP\",\"argument\":\"STOP\"}",
                        "\"admin\",\"user\":\"root\",\"command\":\"INFO\",\"argument\":\"server\"}");
        assertThat(String.join("", server.audit)).doesNotContain("my-secret", "my-value");
    }

    /** Checks that the test completes, one after another. */
    private static final class HeldBackChecks implements SecretChecks {

        private record Begun(Supplier<LoginVerdict> check, Executor home, Consumer<LoginVerdict> whenDone) {}

        private final Queue<Begun> begun = new ArrayDeque<>();
        private boolean full;

        @Override
        public boolean begin(Supplier<LoginVerdict> check, Executor home, Consumer<LoginVerdict> whenDone) {
            return !full && begun.add(new Begun(check, home, whenDone));
        }

        void complete() {
            Begun next = begun.remove();
            LoginVerdict verdict = next.check().get();
            next.home().execute(() -> next.whenDone().accept(verdict));
        }
    }

    private final HeldBackChecks checks = new HeldBackChecks();

    /** A server with a user alice, whose password, which somebody chose, is "pw". */
    private UsersFixture serverWithPassword() {
        UsersFixture server = new UsersFixture(directory, Talk.memory(), checks, "root admin");
        server.changeTo("alice pbkdf2:1000:0011223344556677:"
                + "5d8dfeccd997d64433f2a2291121fed60cb8c5d91232f093e6d6f5f2ca136d4a read:\n");
        return server;
    }

    private static final String PASSWORD = "passwd";

    @Test
    void requestsAfterALoginWaitUntilThePasswordIsChecked() {
        Talk talk = serverWithPassword().connect();
        assertThat(talk.say(Resp.request("HELLO", "3", "AUTH", "alice", PASSWORD) + Resp.request("GET", "k")))
                .isEmpty();
        assertThat(talk.conversation.hasRoom()).isFalse();
        talk.conversation.tidy(talk.time.nanos());
        assertThat(talk.heard()).isEmpty();
        checks.complete();
        assertThat(talk.heard()).startsWith("%").endsWith("_\r\n");
        assertThat(talk.ask("AUTH", "alice", PASSWORD)).as("known by now").isEqualTo("+OK\r\n");
        assertThat(talk.say(Resp.request("AUTH", "alice", "wrong") + Resp.request("GET", "k")))
                .isEmpty();
        checks.complete();
        assertThat(talk.heard()).isEqualTo(WRONGPASS + "_\r\n");
    }

    @Test
    void passwordIsCheckedOnceForManyConnections() {
        UsersFixture server = serverWithPassword();
        Talk first = server.connect();
        first.ask("AUTH", "alice", PASSWORD);
        checks.complete();
        assertThat(first.heard()).isEqualTo("+OK\r\n");
        assertThat(server.connect().ask("AUTH", "alice", PASSWORD)).isEqualTo("+OK\r\n");
        assertThat(checks.begun).isEmpty();
    }

    @Test
    void loginIsRefusedWhileTooManyPasswordsAreChecked() {
        Talk talk = serverWithPassword().connect();
        checks.full = true;
        assertThat(talk.ask("AUTH", "alice", PASSWORD)).startsWith("-ERR too many passwords are being checked");
        checks.full = false;
        assertThat(talk.ask("AUTH", "alice", PASSWORD)).isEmpty();
        checks.complete();
        assertThat(talk.heard()).isEqualTo("+OK\r\n");
    }

    @Test
    void passwordThatIsCheckedForAClosedConnectionIsForgotten() {
        Talk talk = serverWithPassword().connect();
        talk.ask("AUTH", "alice", PASSWORD);
        talk.conversation.abandon();
        checks.complete();
        assertThat(talk.heard()).isEmpty();
        assertThat(talk.conversation.isOver()).isTrue();
    }

    @Test
    void requestThatIsWrongInAnotherWayIsNotChecked() {
        Talk talk = serverWithPassword().connect();
        assertThat(talk.ask("HELLO", "4", "AUTH", "alice", PASSWORD)).startsWith("-NOPROTO");
        assertThat(talk.ask("HELLO", "3", "AUTH", "alice", PASSWORD, "WHAT")).startsWith("-ERR Syntax error");
        assertThat(talk.ask("AUTH", "a", "b", "c")).startsWith("-ERR wrong number");
        assertThat(checks.begun).isEmpty();
    }

    @Test
    void accountOfTheClientHasItsBudget() {
        UsersFixture server = server("alice bytes:1000", "bob ");
        assertThat(server.connect().conversation.userBudget()).isNull();
        assertThat(server.connect("bob").conversation.userBudget()).isNull();
        assertThat(server.connect("alice").conversation.userBudget())
                .isNotNull()
                .isSameAs(Objects.requireNonNull(
                        server.connect("alice").conversation.userBudget()));
    }
}
