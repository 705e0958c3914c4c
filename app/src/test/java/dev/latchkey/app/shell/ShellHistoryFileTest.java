package dev.latchkey.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.console.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The history is kept for its owner only, is bounded, and contains no passwords. */
@DisabledOnOs(OS.WINDOWS)
final class ShellHistoryFileTest {

    private final Path state;
    private final Path file;
    private final List<String> messages = new ArrayList<>();

    ShellHistoryFileTest(@TempDir Path folder) {
        state = folder.resolve("state");
        file = state.resolve("latchkey/history");
    }

    private ShellHistoryFile history() {
        return ShellHistoryFile.of(new Environment(Map.of("XDG_STATE_HOME", state.toString())))
                .orElseThrow();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** The lines of a new shell, after it has added lines. */
    private List<String> linesAfter(String... lines) throws IOException {
        ShellHistory history = new ShellHistory(Optional.of(history()), messages::add);
        try (Terminal terminal = TerminalBuilder.builder()
                .dumb(true)
                .system(false)
                .streams(InputStream.nullInputStream(), OutputStream.nullOutputStream())
                .build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .history(history)
                    .build();
            history.attach(reader);
            for (String line : lines) {
                history.add(Instant.EPOCH, line);
            }
            List<String> all = new ArrayList<>();
            history.forEach(entry -> all.add(entry.line()));
            return all;
        }
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        history().open();
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(file.resolveSibling("."))).isEqualTo("rwx------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        history().open();
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void linesAreThereInTheNextShell() throws IOException {
        linesAfter("GET a", "PUT a \u20ac 0");
        assertThat(linesAfter("GET b")).containsExactly("GET a", "PUT a \u20ac 0", "GET b");
        assertThat(messages).isEmpty();
    }

    @Test
    void passwordsAreNeitherInTheFileNorInMemory() throws IOException {
        assertThat(linesAfter(
                        "AUTH hunter2", "hello 3 auth default hunter2", "auth \"hunter2", " PUT k hunter2 0", "GET a"))
                .containsExactly("GET a");
        assertThat(Files.readString(file)).isEqualTo("GET a\n");
    }

    @Test
    void longFileIsCutToItsLastLines() throws IOException {
        history().open();
        String line = "GET " + "k".repeat(1_000);
        Files.writeString(file, (line + "\n").repeat(1_100) + "GET last\n");
        assertThat(history().open()).hasSize(ShellHistoryFile.LINES_MAX).endsWith(line, "GET last");
        assertThat(Files.size(file)).isLessThan(1_048_576);
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(history().open()).hasSize(ShellHistoryFile.LINES_MAX).endsWith(line, "GET last");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void longLineIsLeftOut() throws IOException {
        linesAfter("PUT k " + "v".repeat(10_000) + " 0", "GET k");
        assertThat(Files.readString(file)).isEqualTo("GET k\n");
    }

    @Test
    void fileThatCannotBeUsedIsReportedOnce() throws IOException {
        Files.createDirectories(file);
        assertThat(linesAfter("GET a", "GET b")).containsExactly("GET a", "GET b");
        assertThat(messages).singleElement().asString().startsWith("cannot keep the history in " + file);
    }

    @Test
    void placeFollowsTheEnvironment() {
        assertThat(ShellHistoryFile.of(new Environment(Map.of("HOME", "/home/a"))))
                .hasToString("Optional[/home/a/.local/state/latchkey/history]");
        assertThat(ShellHistoryFile.of(new Environment(Map.of("HOME", "/home/a", "XDG_STATE_HOME", "relative"))))
                .hasToString("Optional[/home/a/.local/state/latchkey/history]");
        assertThat(ShellHistoryFile.of(new Environment(Map.of()))).isEmpty();
    }
}
