package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.election.Leadership;
import dev.latchkey.client.follow.Follow;
import dev.latchkey.client.follow.FollowEndedException;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.ReadWriteLock;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.core.Version;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.NodeConfig;
import dev.latchkey.server.users.LiveUsers;
import dev.latchkey.server.users.Secret;
import dev.latchkey.server.users.UserLine;
import dev.latchkey.server.users.UsersEditor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java client as a user: what {@code lock} permits is exactly what locks need. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class UserPermissionsTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    private Path directory = Path.of("");

    private Store store;

    private Path file() {
        return directory.resolve("users");
    }

    /** Adds or replaces a user, whose secret is its name. */
    private void user(String name, String... rules) throws Exception {
        UsersEditor.add(file(), UserLine.parse(name, Secret.ofGenerated(name), List.of(rules)), true);
    }

    @BeforeEach
    void serve() throws Exception {
        user("root", "read:", "write:", "follow:", "lock:", "admin");
        user("locker", "lock:job-");
        user("reader", "read:a/", "follow:a/");
        store = new Store(NodeConfig.loopback(0).with(Credentials.of(LiveUsers.load(file(), SystemChance.secure()))));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private Latchkey connect(String user) {
        return Latchkey.connect(Store.config(store.hostAndPort()).withUser(user).withPassword(user));
    }

    @Test
    void permissionForLocksIsEnoughForEveryKindOfLock() throws Exception {
        try (Latchkey one = connect("locker");
                Latchkey two = connect("locker")) {
            assertWorks(one.lock("job-1"), two.lock("job-1"));
            assertWorks(one.lock("job-1").fair(), two.lock("job-1").fair());
            assertWorks(one.semaphore("job-2", 1), two.semaphore("job-2", 1));
            ReadWriteLock both = one.readWriteLock("job-3");
            assertWorks(both.write(), two.readWriteLock("job-3").read());
            assertWorks(both.read(), two.readWriteLock("job-3").write());
            Leadership leader = one.election("job-4").campaign(LONG).orElseThrow();
            assertThat(two.election("job-4").leader()).isPresent();
            assertThat(leader.resign()).isEqualTo(ReleaseOutcome.RELEASED);
        }
    }

    /** The second handle gets the lock after the first has released it, for which it waits. */
    private static void assertWorks(Lock first, Lock second) throws InterruptedException {
        Held held = first.tryAcquire(LONG).orElseThrow();
        assertThat(held.isHeld()).isTrue();
        assertThat(second.tryAcquire()).isEmpty();
        var waiting = second.async().tryAcquire(LONG);
        held.close();
        assertThat(waiting.join()).hasValueSatisfying(Held::close);
    }

    @Test
    void otherLocksAndKeysAreRefused() {
        try (Latchkey locker = connect("locker")) {
            assertNotPermitted(() -> locker.lock("other").tryAcquire());
            assertNotPermitted(() -> locker.lock("job").fair().tryAcquire());
            assertNotPermitted(() -> locker.lock("job-1").withoutSession().tryAcquire());
            assertNotPermitted(() -> locker.clerk().get("a/b"));
            assertNotPermitted(() -> locker.clerk().put("a/b", "v", Version.NONE));
        }
    }

    private static void assertNotPermitted(Callable<?> action) {
        assertThatThrownBy(action::call)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("NOPERM user 'locker' needs the permission");
    }

    @Test
    void followEndsWhenItIsNotAllowedAnyMore() throws Exception {
        try (Latchkey root = connect("root");
                Latchkey reader = connect("reader");
                Follow follow = reader.follow("").open()) {
            assertThat(root.clerk().put("b", "hidden", Version.NONE).orThrow()).isEqualTo(Version.of(1));
            assertThat(root.clerk().put("a/1", "seen", Version.NONE).orThrow()).isEqualTo(Version.of(1));
            assertThat(follow.next().events())
                    .singleElement()
                    .satisfies(event -> assertThat(event.key().utf8()).isEqualTo("a/1"));
            user("reader", "read:b");
            store.refreshUsers();
            assertThatThrownBy(follow::next)
                    .isInstanceOf(FollowEndedException.class)
                    .hasMessageStartingWith("NOPERM")
                    .satisfies(e -> assertThat(((FollowEndedException) e).reason())
                            .isEqualTo(FollowEndedException.Reason.REFUSED));
            assertThat(reader.clerk().get("b")).isPresent();
        }
    }

    @Test
    void wrongSecretIsRefused() {
        try (Latchkey latchkey = Latchkey.connect(
                Store.config(store.hostAndPort()).withUser("root").withPassword("reader"))) {
            assertThatThrownBy(() -> latchkey.clerk().get("k"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith("WRONGPASS");
        }
    }
}
