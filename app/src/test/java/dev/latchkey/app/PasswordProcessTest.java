package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.LatchkeyProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password is read from a file, a variable or standard input, and never appears in any output. Covers SEC-05. */
final class PasswordProcessTest {

    private static final String PASSWORD = "correct-horse-battery";

    private final Path folder;

    PasswordProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("password"), content);
    }

    @Test
    void passwordFromAFileIsNeededAndNeverShown() throws IOException {
        try (LatchkeyProcess server = LatchkeyProcess.serve(
                "--password-file", file(PASSWORD + "\r\nsecond line\n").toString())) {
            assertGuarded(server);
        }
    }

    @Test
    void passwordFromTheEnvironmentIsNeededAndNeverShown() throws IOException {
        try (LatchkeyProcess server = LatchkeyProcess.start(
                Map.of("LATCHKEY_PASSWORD", PASSWORD), LatchkeyProcess.command(LatchkeyProcess.serveFlags()))) {
            assertGuarded(server);
        }
    }

    @Test
    void passwordFromStandardInputIsNeededAndNeverShown() throws IOException {
        try (LatchkeyProcess server = LatchkeyProcess.serve("--password-file", "-")) {
            server.type(PASSWORD + "\n");
            assertGuarded(server);
        }
    }

    private static void assertGuarded(LatchkeyProcess server) throws IOException {
        String ready = server.readyLine();
        int port = Integer.parseInt(ready.replaceAll(".*-p (\\d+) .*", "$1"));
        assertThat(ready).contains("redis-cli").contains("--askpass");
        try (InlineClient client = new InlineClient(port)) {
            assertThat(client.ask("getv x")).startsWith("-NOAUTH");
            assertThat(client.ask("auth wrong")).startsWith("-WRONGPASS");
            assertThat(client.ask("auth " + PASSWORD)).isEqualTo("+OK");
            assertThat(client.ask("put x y 0")).isEqualTo(":1");
        }
        Path commandLine = Path.of("/proc", String.valueOf(server.handle().pid()), "cmdline");
        if (Files.exists(commandLine)) {
            assertThat(Files.readString(commandLine)).contains("serve").doesNotContain(PASSWORD);
        }
        assertThat(server.terminate().toString()).doesNotContain(PASSWORD);
    }

    @Test
    void passwordOnTheCommandLineIsRefusedAndNotRepeated() {
        Result result = LatchkeyProcess.run(Map.of(), "serve", "--password", PASSWORD);
        ServeProcessTest.assertRefused(result, "--password-file");
        assertThat(result.err()).doesNotContain(PASSWORD);
        Result joined = LatchkeyProcess.run(Map.of(), "serve", "--password=" + PASSWORD);
        ServeProcessTest.assertRefused(joined, "--password-file");
        assertThat(joined.err()).doesNotContain(PASSWORD);
    }

    @Test
    void emptyPasswordIsRefusedWhereverItComesFrom() throws IOException {
        String empty = file("\nsecond").toString();
        ServeProcessTest.assertRefused(LatchkeyProcess.run(Map.of(), "serve", "--password-file", empty), "empty");
        ServeProcessTest.assertRefused(LatchkeyProcess.run(Map.of("LATCHKEY_PASSWORD", ""), "serve"), "empty");
        ServeProcessTest.assertRefused(LatchkeyProcess.run("\n", Map.of(), "serve", "--password-file", "-"), "empty");
    }

    @Test
    void endlessPasswordIsRefused() {
        assumeTrue(Files.exists(Path.of("/dev/zero")));
        ServeProcessTest.assertRefused(
                LatchkeyProcess.run(Map.of(), "serve", "--password-file", "/dev/zero"), "longer than");
    }

    @Test
    void twoPasswordsInTheEnvironmentAreRefused() {
        Map<String, String> both = Map.of("LATCHKEY_PASSWORD", PASSWORD, "LATCHKEY_PASSWORD_FILE", "/some/file");
        Result result = LatchkeyProcess.run(both, "serve");
        ServeProcessTest.assertRefused(result, "unset one");
        assertThat(result.err()).doesNotContain(PASSWORD);
    }

    @Test
    void allAddressesMayBeBoundWithAPassword() {
        try (LatchkeyProcess server = LatchkeyProcess.start(
                Map.of("LATCHKEY_PASSWORD", PASSWORD),
                LatchkeyProcess.command(LatchkeyProcess.serveFlags("--bind", "0.0.0.0")))) {
            assertThat(server.readyLine()).contains("ready on 0.0.0.0:");
            assertThat(server.terminate().exitCode()).isZero();
        }
    }

    @Test
    void printConfigShowsWhetherAPasswordIsSetAndItsSourceButNotItsValue() throws IOException {
        String file = file(PASSWORD).toString();
        Result byFile = LatchkeyProcess.run(Map.of(), "serve", "--print-config", "--password-file", file);
        assertThat(byFile.exitCode()).isZero();
        assertThat(byFile.out()).containsPattern("(?m)^password +set +flag --password-file " + file + "$");
        Result byVariable = LatchkeyProcess.run(Map.of("LATCHKEY_PASSWORD", PASSWORD), "serve", "--print-config");
        assertThat(byVariable.out()).containsPattern("(?m)^password +set +environment LATCHKEY_PASSWORD$");
        Result none = LatchkeyProcess.run(Map.of(), "serve", "--print-config");
        assertThat(none.out()).containsPattern("(?m)^password +none +default$");
        assertThat(byFile.toString() + byVariable + none).doesNotContain(PASSWORD);
    }
}
