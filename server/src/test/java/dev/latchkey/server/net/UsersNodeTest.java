package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.users.LiveUsers;
import dev.latchkey.server.users.Secret;
import dev.latchkey.server.users.UserLine;
import dev.latchkey.server.users.UsersEditor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections of a node whose users change. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class UsersNodeTest {

    private static final int VALUE_BYTES = 1 << 20;

    @TempDir
    private Path directory = Path.of("");

    private TestNode node;

    private Path file() {
        return directory.resolve("users");
    }

    /** Adds or replaces a user, whose secret is its name. */
    private void user(String name, String... rules) throws Exception {
        UsersEditor.add(file(), UserLine.parse(name, Secret.ofGenerated(name), List.of(rules)), true);
    }

    @BeforeEach
    void start() throws Exception {
        user("alice", "read:", "write:");
        user("bob", "read:", "write:");
        node = TestNode.start(Credentials.of(LiveUsers.load(file(), SystemChance.seeded(1))));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Client connect(String user) throws IOException {
        Client client = node.connect();
        assertThat(client.hears("+OK\r\n", "AUTH", user, user)).isTrue();
        return client;
    }

    @Test
    void connectionsOfARemovedUserAreClosedAndOthersGoOn() throws Exception {
        try (Client alice = connect("alice");
                Client second = connect("alice");
                Client bob = connect("bob");
                Client nobody = node.connect()) {
            UsersEditor.remove(file(), "alice");
            node.node.refreshUsers();
            assertThat(alice.readToEnd()).isEmpty();
            assertThat(second.readToEnd()).isEmpty();
            assertThat(bob.hears(":1\r\n", "PUT", "k", "v", "0")).isTrue();
            assertThat(nobody.hears("-WRONGPASS", "AUTH", "alice", "alice")).isTrue();
            node.awaitConnections(2);
        }
    }

    @Test
    void connectionsOfAUserWhoseSecretChangedAreClosed() throws Exception {
        try (Client alice = connect("alice")) {
            UsersEditor.add(
                    file(), UserLine.parse("alice", Secret.ofGenerated("other"), List.of("read:", "write:")), true);
            node.node.refreshUsers();
            assertThat(alice.readToEnd()).isEmpty();
        }
        try (Client again = node.connect()) {
            assertThat(again.hears("+OK\r\n", "AUTH", "alice", "other")).isTrue();
        }
    }

    @Test
    void newRulesHoldOnAnOpenConnection() throws Exception {
        try (Client alice = connect("alice")) {
            assertThat(alice.hears(":1\r\n", "PUT", "k", "v", "0")).isTrue();
            user("alice", "read:");
            node.node.refreshUsers();
            assertThat(alice.hears("-NOPERM user 'alice'", "PUT", "k", "v", "1"))
                    .isTrue();
        }
    }

    /** The file is looked at without a request. */
    @Test
    void changedFileIsNoticed() throws Exception {
        try (Client alice = connect("alice")) {
            UsersEditor.remove(file(), "alice");
            assertThat(alice.readToEnd()).isEmpty();
        }
    }

    /** The replies that a user does not read count for its budget, over all its connections, and for no other user. */
    @Test
    void userWhoReadsNothingIsCutOffAtItsLimitOfBytes() throws Exception {
        user("alice", "read:", "write:", "bytes:" + 2 * VALUE_BYTES);
        node.node.refreshUsers();
        try (Client bob = connect("bob");
                Client quiet = connect("alice");
                Client greedy = connect("alice");
                Client second = connect("alice");
                Client third = connect("alice")) {
            bob.say(Resp.request("PUT", "k", "x".repeat(VALUE_BYTES), "0"));
            assertThat(bob.read(4)).isEqualTo(":1\r\n");
            for (Client client : List.of(greedy, second, third)) {
                client.say(Resp.request("GET", "k").repeat(10));
            }
            Await.until("one connection too many is closed", () -> node.connections() < 5);
            assertThat(quiet.hears("$-1\r\n", "GET", "none")).isTrue();
            assertThat(bob.hears("$1048576\r\n", "GET", "k")).isTrue();
        }
    }
}
