package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PROC-12: a JVM that was started without the launcher, in any locale and with closed standard streams, uses the exact bytes it was
 * given or refuses. Passwords that differ are never taken for each other.
 */
@EnabledOnOs(OS.LINUX)
final class ProcessEnvironmentTest {

    private static final String NO_LOCALE = "unset LANG LC_ALL LC_CTYPE; ";

    private final Path folder;

    ProcessEnvironmentTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Runs a shell script in which "$@" starts the command. The script is bytes, so that the shell has no part in it. */
    private LatchkeyProcess.Result shell(String script, String... arguments) throws IOException {
        Path file = folder.resolve("script");
        Files.write(file, script.getBytes(StandardCharsets.UTF_8));
        List<String> words = new ArrayList<>(List.of("/bin/bash", file.toString()));
        words.addAll(LatchkeyProcess.command(arguments));
        try (LatchkeyProcess process = LatchkeyProcess.start(Map.of("LATCHKEY_TIMEOUT", "60s"), words)) {
            process.type("");
            return process.end();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL=C", "LC_ALL=xx_XX.UTF-8", "LANG=C.UTF-8 LC_TIME=xx_XX", "LC_ALL=C.UTF-8"})
    void passwordInAVariableIsExactOrRefused(String locale) throws IOException {
        try (ServedNode node = ServedNode.withPassword()) {
            // As long as the password, in characters and in bytes, so that it was the same once its bytes were lost.
            String wrong = "\u00fc".repeat(ServedNode.PASSWORD.length() / 2);
            String script = NO_LOCALE + "export " + locale + " LATCHKEY_SERVER=127.0.0.1:" + node.port()
                    + " LATCHKEY_PASSWORD=" + wrong + "; exec \"$@\"";
            LatchkeyProcess.Result result = shell(script, "get", "k");
            if (locale.equals("LC_ALL=C.UTF-8")) {
                assertThat(result.err()).contains("WRONGPASS");
            } else {
                assertThat(result.err()).contains("LATCHKEY_PASSWORD is not valid text in this locale");
                assertThat(result.exitCode()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL=C", "LC_ALL=xx_XX.UTF-8", "LC_ALL=C.UTF-8"})
    void argumentIsExactOrRefused(String locale) throws IOException {
        try (ServedNode node = ServedNode.open()) {
            String script = NO_LOCALE + "export " + locale + " LATCHKEY_SERVER=127.0.0.1:" + node.port()
                    + "; exec \"$@\" put \u00fc \u20ac 0";
            LatchkeyProcess.Result result = shell(script);
            CommandRun list = CommandRun.Given.server(node.port()).run("list", "--values");
            if (locale.equals("LC_ALL=C.UTF-8")) {
                assertThat(result.exitCode()).isZero();
                assertThat(list.out()).isEqualTo("\u00fc\t1\t\u20ac\n");
            } else {
                assertThat(result.exitCode()).isEqualTo(2);
                assertThat(list.out()).isEmpty();
            }
        }
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws IOException {
        String script = NO_LOCALE + "export LC_ALL=C.UTF-8; exec \"$@\" put $'\\xfc' v 0";
        assertThat(shell(script).err()).contains("an argument is not valid text");
        String variable = NO_LOCALE + "export LC_ALL=C.UTF-8 LATCHKEY_PASSWORD=$'\\xfc'; exec \"$@\" get k";
        assertThat(shell(variable).err()).contains("LATCHKEY_PASSWORD is not valid text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "put k - 0 <&-",
                "get k >&-",
                "list >&-",
                "serve --memory --port 0 <&-",
                "serve --memory --port 0 >&-"
            })
    void closedStreamIsNamed(String command) throws IOException {
        LatchkeyProcess.Result result = shell("exec \"$@\" " + command);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("latchkey: standard " + (command.contains("<") ? "input" : "output")
                        + " is closed: redirect it, for example to /dev/null\n");
    }

    @Test
    void closedStandardErrorIsRefusedToo() throws IOException {
        assertThat(shell("exec \"$@\" serve --memory --port 0 2>&-").exitCode()).isEqualTo(2);
    }

    @Test
    void readerThatClosesThePipeEndsAListSilentlyAndAFullDeviceDoesNot() throws IOException {
        try (ServedNode node = ServedNode.open()) {
            String server = "export LATCHKEY_SERVER=127.0.0.1:" + node.port() + "\n";
            assertThat(shell(server + "exec \"$@\" put k v 0").exitCode()).isZero();
            for (String before : List.of("", "trap '' PIPE\n")) {
                // The reader has exited, and its end of the pipe is closed, before the command starts.
                LatchkeyProcess.Result closed =
                        shell(server + before + "exec 3> >(exit 0); wait $!; \"$@\" list >&3 3>&-; echo $?");
                assertThat(closed.err()).isEmpty();
                assertThat(closed.out()).isEqualTo("141\n");
            }
            LatchkeyProcess.Result full = shell(server + "exec \"$@\" list >/dev/full");
            assertThat(full.exitCode()).isEqualTo(125);
            assertThat(full.err())
                    .isEqualTo("latchkey list: cannot write to standard output: No space left on device\n");
        }
    }
}
