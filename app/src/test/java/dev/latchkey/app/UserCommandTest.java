package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that edit a users file. */
final class UserCommandTest {

    private final Path file;
    private final CommandRun.Given given;

    UserCommandTest(@TempDir Path folder) {
        this.file = folder.resolve("users.txt");
        this.given = CommandRun.Given.environment(Map.of("LATCHKEY_USERS", file.toString()));
    }

    private static void assertDone(CommandRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static void assertRefused(CommandRun run, String mention) {
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(mention);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void secretOfANewUserIsPrintedOnceAndNotStored() throws Exception {
        CommandRun added = given.run("user", "add", "deployer", "read:config/", "lock:a b", "connections:3");
        assertDone(added);
        assertThat(added.out()).matches("[A-Za-z0-9_-]{43}\n");
        assertThat(added.err()).contains("added user deployer");
        assertThat(Files.readString(file))
                .matches("deployer sha256:[0-9a-f]{64} read:config/ lock:a\\\\x20b connections:3\n")
                .doesNotContain(added.out().strip());
        assertThat(given.run("user", "list").out())
                .isEqualTo("deployer generated read:config/ lock:a\\x20b connections:3\n");
    }

    @Test
    void passwordIsStoredByPbkdf2() throws Exception {
        CommandRun added = given.in("chosen password\n".getBytes(StandardCharsets.UTF_8))
                .run("user", "add", "alice", "--password-file", "-", "read:");
        assertDone(added);
        assertThat(added.out()).isEmpty();
        assertThat(Files.readString(file))
                .matches("alice pbkdf2:600000:[0-9a-f]{32}:[0-9a-f]{64} read:\n")
                .doesNotContain("chosen");
        assertThat(given.run("user", "list").out()).isEqualTo("alice password read:\n");
    }

    @Test
    void userMayHaveACertificateOnly() {
        assertDone(given.run("user", "add", "worker", "--no-secret", "uri:spiffe://acme/worker"));
        assertThat(file).hasContent("worker none uri:spiffe://acme/worker");
        assertRefused(given.run("user", "add", "other", "--no-secret"), "neither a secret nor a certificate");
    }

    @Test
    void userIsReplacedOnlyOnRequest() throws Exception {
        assertDone(given.run("user", "add", "alice", "read:a"));
        String before = Files.readString(file);
        assertRefused(given.run("user", "add", "alice", "read:b"), "user alice exists");
        assertThat(file).hasContent(before.strip());
        assertDone(given.run("user", "add", "--replace", "alice", "read:b"));
        assertThat(given.run("user", "list").out()).isEqualTo("alice generated read:b\n");
        assertThat(Files.readString(file)).doesNotContain(before.split(" ", 3)[1]);
    }

    @Test
    void userIsRemovedUnlessItIsTheOnlyOne() throws Exception {
        assertDone(given.run("user", "add", "alice"));
        assertDone(given.run("user", "add", "bob"));
        assertDone(given.run("user", "remove", "alice"));
        assertThat(given.run("user", "list").out()).isEqualTo("bob generated\n");
        assertRefused(given.run("user", "remove", "alice"), "user alice does not exist");
        assertRefused(given.run("user", "remove", "bob"), "0 users");
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void wrongUseIsRefused() {
        CommandRun.Given nothing = CommandRun.Given.environment(Map.of());
        assertRefused(nothing.run("user", "list"), "missing option --users FILE");
        assertRefused(given.run("user", "list"), "no such file");
        assertRefused(given.run("user", "add", "a/b"), "the name of a user has 1 to 64");
        assertRefused(given.run("user", "add", "alice", "reads:x"), "'reads:x' is not one of read:PREFIX");
        assertRefused(given.run("user", "add", "alice", "--no-secret", "--password-file", "x"), "exclude each other");
        assertRefused(given.run("user"), "missing command");
        assertThat(file).doesNotExist();
    }

    @Test
    void brokenFileIsReportedWithTheLineAndWithoutTheSecret() throws Exception {
        Files.writeString(file, "# people\nalice hunter2 read:\n");
        for (List<String> words :
                List.of(List.of("user", "list"), List.of("user", "add", "bob"), List.of("user", "remove", "alice"))) {
            CommandRun run = given.run(words.toArray(String[]::new));
            assertRefused(run, "line 2: the second word is the secret");
            assertThat(run.err()).doesNotContain("hunter2");
        }
    }
}
