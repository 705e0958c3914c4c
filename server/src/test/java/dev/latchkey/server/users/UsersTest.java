package dev.latchkey.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.seams.SystemChance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users are those of the file, which is read again when it changes. */
final class UsersTest {

    @TempDir
    private Path directory = Path.of("");

    private final List<String> infos = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private static String line(String name, String secret, String rules) {
        return name + " " + Secret.ofGenerated(secret).word() + " " + rules + "\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Path file() {
        return directory.resolve("users");
    }

    private void write(String content) throws IOException {
        Files.writeString(file(), content);
    }

    private LiveUsers load(String content) throws IOException, UsersException {
        write(content);
        return LiveUsers.load(file(), SystemChance.seeded(1));
    }

    private boolean refresh(LiveUsers users) {
        return users.refresh(infos::add, warnings::add);
    }

    private boolean poll(LiveUsers users) {
        return users.poll(infos::add, warnings::add);
    }

    private static @Nullable Account logIn(LiveUsers users, String name, String secret) {
        LoginVerdict verdict = users.check(bytes(name), bytes(secret));
        return verdict.check() == null
                ? verdict.account()
                : verdict.check().get().account();
    }

    private static Account loggedIn(LiveUsers users, String name, String secret) {
        return Objects.requireNonNull(logIn(users, name, secret), name + " cannot log in");
    }

    private static boolean mayRead(Account account, String key) {
        return account.permissions().missing(new Command.Get(Key.of(key))) == null;
    }

    @Test
    void secretOfTheUserLogsIn() throws Exception {
        LiveUsers users = load("# people\n\n" + line("alice", "a", "read:") + line("bob", "b", ""));
        assertThat(loggedIn(users, "alice", "a").name()).isEqualTo("alice");
        assertThat(loggedIn(users, "bob", "b").name()).isEqualTo("bob");
        assertThat(logIn(users, "alice", "b")).isNull();
        assertThat(logIn(users, "bob", "a")).isNull();
        assertThat(logIn(users, "Alice", "a")).isNull();
        assertThat(logIn(users, "", "a")).isNull();
        assertThat(logIn(users, "default", "a")).isNull();
    }

    @Test
    void fileThatCannotBeUsedIsRefusedWithItsReason() throws Exception {
        assertThatThrownBy(() -> LiveUsers.load(directory.resolve("none"), SystemChance.seeded(1)))
                .isInstanceOf(UsersException.class)
                .hasMessageContaining("none': no such file");
        assertRefused("", "0 users");
        assertRefused("# nobody\n", "0 users");
        assertRefused("alice\n", "line 1: a user has a name and a secret");
        assertRefused("\n" + line("a", "x", "") + line("b", "x", "rad:x"), "line 3: 'rad:x' is not one of");
        assertRefused(line("a", "x", "") + line("a", "y", ""), "line 2: user a is defined twice");
        assertRefused("a none uri:x\nb none uri:x\n", "users a and b have the same certificate name");
    }

    private void assertRefused(String content, String reason) {
        assertThatThrownBy(() -> load(content))
                .isInstanceOf(UsersException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void fileThatOthersMayWriteToIsRefused() throws Exception {
        LiveUsers users = load(line("a", "x", ""));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw--w----"));
        assertThatThrownBy(() -> LiveUsers.load(file(), SystemChance.seeded(1))).hasMessageContaining("chmod go-w");
        assertThat(refresh(users)).isFalse();
        assertThat(warnings).singleElement().asString().contains("chmod go-w");
    }

    @Test
    void rulesOfTheNewFileHoldForAccountsThatExist() throws Exception {
        LiveUsers users = load(line("alice", "a", "read:x"));
        Account alice = loggedIn(users, "alice", "a");
        assertThat(mayRead(alice, "x")).isTrue();
        write(line("alice", "a", "read:y"));
        assertThat(refresh(users)).isTrue();
        assertThat(mayRead(alice, "x")).isFalse();
        assertThat(mayRead(alice, "y")).isTrue();
        assertThat(alice.isRevoked()).isFalse();
        assertThat(logIn(users, "alice", "a")).isSameAs(alice);
        assertThat(refresh(users)).as("unchanged").isFalse();
        assertThat(infos).containsExactly("the users were read again: 1 users");
    }

    @Test
    void accountOfAUserWhoIsRemovedOrLogsInByOtherMeansIsRevoked() throws Exception {
        LiveUsers users = load(line("alice", "a", "read:")
                + line("bob", "b", "read:")
                + line("carol", "c", "read:")
                + line("dave", "d", "read: uri:x"));
        Account alice = loggedIn(users, "alice", "a");
        Account bob = loggedIn(users, "bob", "b");
        Account carol = loggedIn(users, "carol", "c");
        Account dave = loggedIn(users, "dave", "d");
        write(line("bob", "other", "read:") + line("carol", "c", "read:") + line("dave", "d", "read: uri:y"));
        assertThat(refresh(users)).isTrue();
        assertThat(List.of(alice.isRevoked(), bob.isRevoked(), carol.isRevoked(), dave.isRevoked()))
                .containsExactly(true, true, false, true);
        assertThat(mayRead(alice, "k")).isFalse();
        assertThat(mayRead(bob, "k")).isFalse();
        assertThat(bob.connect()).isFalse();
        assertThat(logIn(users, "bob", "b")).isNull();
        assertThat(loggedIn(users, "bob", "other")).isNotSameAs(bob);
        assertThat(infos).singleElement().asString().endsWith("connections are closed of alice, bob, dave");
    }

    @Test
    void brokenFileKeepsThePreviousUsersAndIsReportedOnce() throws Exception {
        LiveUsers users = load(line("alice", "a", "read:"));
        write("alice hunter2 read:\n");
        assertThat(refresh(users)).isFalse();
        assertThat(refresh(users)).isFalse();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("the previous users stay: line 1", "secret")
                .doesNotContain("hunter2");
        assertThat(mayRead(loggedIn(users, "alice", "a"), "k")).isTrue();
        Files.delete(file());
        assertThat(refresh(users)).isFalse();
        assertThat(refresh(users)).isFalse();
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(1)).endsWith("no such file");
        write(line("bob", "b", ""));
        assertThat(refresh(users)).isTrue();
        assertThat(logIn(users, "alice", "a")).isNull();
    }

    @Test
    void fileIsUsedOnceItHasBeenReadTwiceWithTheSameContent() throws Exception {
        String whole = line("alice", "a", "") + line("bob", "b", "");
        LiveUsers users = load(whole);
        write(line("alice", "a", ""));
        assertThat(poll(users)).as("half of a file").isFalse();
        write(whole + "# more\n");
        assertThat(poll(users)).isFalse();
        assertThat(logIn(users, "bob", "b")).isNotNull();
        assertThat(poll(users)).isTrue();
        assertThat(poll(users)).isFalse();
        assertThat(infos).singleElement().asString().endsWith("2 users");
    }

    @Test
    void passwordIsCheckedSlowlyOnceUntilTheFileChanges() throws Exception {
        String word = new Secret.Password(1, new byte[8], Secret.Password.hash(bytes("pw"), new byte[8], 1)).word();
        LiveUsers users = load("alice " + word + " read:x\n");
        assertThat(users.check(bytes("alice"), bytes("wrong")).check()).isNotNull();
        assertThat(logIn(users, "alice", "wrong")).isNull();
        Account alice = loggedIn(users, "alice", "pw");
        assertThat(users.check(bytes("alice"), bytes("pw")).account()).isSameAs(alice);
        assertThat(users.check(bytes("alice"), bytes("wrong")).check())
                .as("another one")
                .isNotNull();
        assertThat(users.check(bytes("bob"), bytes("pw")).check())
                .as("an unknown name")
                .isNotNull();
        write("alice " + word + " read:y\n");
        assertThat(refresh(users)).isTrue();
        assertThat(users.check(bytes("alice"), bytes("pw")).check()).isNotNull();
    }

    @Test
    void passwordThatWasReplacedWhileItWasCheckedIsWrong() throws Exception {
        byte[] right = Secret.Password.hash(bytes("pw"), new byte[8], 1);
        String word = new Secret.Password(1, new byte[8], right).word();
        LiveUsers users = load("alice " + word + "\n");
        LoginVerdict verdict = users.check(bytes("alice"), bytes("pw"));
        write("alice " + Secret.ofGenerated("x").word() + "\n");
        refresh(users);
        assertThat(Objects.requireNonNull(verdict.check()).get().account()).isNull();
    }

    @Test
    void certificateIdentifiesOneUser() throws Exception {
        LiveUsers users = load("alice none uri:u subject:CN=a\nbob none uri:v\n");
        CertificateName u = new CertificateName("uri", "u");
        CertificateName v = new CertificateName("uri", "v");
        CertificateName subject = new CertificateName("subject", "CN=a");
        assertThat(users.withCertificate(List.of(new CertificateName("uri", "x"), u)))
                .hasToString("alice");
        assertThat(users.withCertificate(List.of(subject))).hasToString("alice");
        assertThat(users.withCertificate(List.of(u, subject))).hasToString("alice");
        assertThat(users.withCertificate(List.of(u, v))).as("two users").isNull();
        assertThat(users.withCertificate(List.of(new CertificateName("uri", "CN=a"))))
                .isNull();
        assertThat(users.withCertificate(List.of())).isNull();
    }

    @Test
    void limitsAreThoseOfTheFile() throws Exception {
        LiveUsers users = load(line("alice", "a", "connections:1 follows:0 sessions:2"));
        Account alice = loggedIn(users, "alice", "a");
        assertThat(alice.connect()).isTrue();
        assertThat(alice.connect()).isFalse();
        assertThat(alice.follow()).isFalse();
        assertThat(alice.beginSession(() -> 1)).isTrue();
        assertThat(alice.beginSession(() -> 1)).isFalse();
        alice.sessionBegun();
        assertThat(alice.beginSession(() -> 2)).isFalse();
        alice.disconnect();
        assertThat(alice.connect()).isTrue();
        write(line("alice", "a", "bytes:7"));
        refresh(users);
        assertThat(alice.connect()).isTrue();
        assertThat(alice.budget()).isNotNull();
    }
}
