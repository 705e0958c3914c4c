package dev.latchkey.app.shell;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.FileLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The file of the lines that were typed, which only its owner may read. Several shells may append to it. */
final class ShellHistoryFile {

    /** The most lines that are read. The file is rewritten with these if it is longer than its limit. */
    static final int LINES_MAX = 1_000;

    private static final int LINE_BYTES_MAX = 4_096;
    private static final int FILE_BYTES_MAX = 1_048_576;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    ShellHistoryFile(Path file) {
        this.file = file;
    }

    /** The file of the user: {@code latchkey/history} in the directory for state; empty if the user has no home directory. */
    static Optional<ShellHistoryFile> of(Environment environment) {
        String state = environment.get("XDG_STATE_HOME");
        if (state != null && state.startsWith("/")) {
            return Optional.of(new ShellHistoryFile(FileLocation.path(state).resolve("latchkey/history")));
        }
        String home = environment.get("HOME");
        return home == null || home.isEmpty()
                ? Optional.empty()
                : Optional.of(new ShellHistoryFile(FileLocation.path(home).resolve(".local/state/latchkey/history")));
    }

    /** The last lines, oldest first. Creates the file, and makes it unreadable for others. */
    List<String> open() throws IOException {
        Files.createDirectories(
                Objects.requireNonNull(file.getParent()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        append("");
        Files.setPosixFilePermissions(file, OWNER_ONLY);
        long size = Files.size(file);
        List<String> all = tail(size).lines().filter(line -> !line.isEmpty()).toList();
        List<String> last = all.subList(Math.max(0, all.size() - LINES_MAX), all.size());
        if (size > FILE_BYTES_MAX) {
            replace(last);
        }
        return last;
    }

    /** The end of the file; its first line may be incomplete and is left out. */
    private String tail(long size) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            long skipped = Math.max(0, size - FILE_BYTES_MAX);
            content.skipNBytes(skipped);
            String text = new String(content.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8);
            return skipped == 0 ? text : text.substring(text.indexOf('\n') + 1);
        }
    }

    private void replace(List<String> lines) throws IOException {
        Path shorter = Files.createTempFile(
                file.getParent(), "history", ".tmp", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(shorter, String.join("\n", lines) + "\n");
        Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Appends a line. A long one is left out. */
    void append(String line) throws IOException {
        byte[] bytes = (line.isEmpty() ? "" : line + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LINE_BYTES_MAX) {
            return;
        }
        try (var out = Channels.newOutputStream(Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY)))) {
            out.write(bytes);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
