package dev.latchkey.app.lock;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what Linux shows of a process in {@code /proc}. No other class opens those files. */
final class ProcFiles {

    /** The maximum number of bytes of an environment that are searched. */
    private static final int ENVIRONMENT_BYTES_MAX = 8 << 20;

    private static final int STATUS_BYTES_MAX = 4_096;

    private ProcFiles() {}

    /** Whether the environments of processes can be read; not on macOS, for example. */
    static boolean isAvailable() {
        return Files.isReadable(Path.of("/proc/self/environ"));
    }

    /**
     * Whether the environment with which the process was started contains {@code text}. False for a process that has exited, and
     * for one of another user, whose environment cannot be read.
     */
    static boolean hasInEnvironment(long pid, String text) {
        return read(pid, "environ", ENVIRONMENT_BYTES_MAX).contains(text);
    }

    /** Whether the process has exited and only waits for its parent to collect its exit code. */
    static boolean isZombie(long pid) {
        String status = read(pid, "stat", STATUS_BYTES_MAX);
        int afterName = status.lastIndexOf(')'); // why the last: the name itself may contain parentheses
        return afterName >= 0 && status.startsWith(" Z", afterName + 1);
    }

    private static String read(long pid, String file, int bytesMax) {
        try (InputStream content = Files.newInputStream(Path.of("/proc", Long.toString(pid), file))) {
            return new String(content.readNBytes(bytesMax), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // why: it has exited, belongs to another user, or this system has no /proc
        }
    }
}
