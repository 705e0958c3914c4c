package dev.latchkey.app.durable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small in-memory file system visible to one process only. Requires Linux with user namespaces enabled, but not root. */
final class OwnMount {

    private OwnMount() {}

    static boolean isPossible() throws InterruptedException {
        try {
            Process probe = new ProcessBuilder("unshare", "-rm", "sh", "-c", "mount -t tmpfs none /tmp").start();
            return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Wraps a command so that it runs with its own file system.
     *
     * @param options mount options, such as {@code size=20m} or {@code ro}
     */
    static List<String> command(Path at, String options, List<String> command) {
        List<String> words = new ArrayList<>(List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o \"$1\" none \"$2\" && shift 2 && exec \"$@\"",
                "sh",
                options,
                at.toString()));
        words.addAll(command);
        return words;
    }

    /** The path under which other processes see the file system while the process is alive. */
    static Path from(long pid, Path at) {
        return Path.of("/proc", String.valueOf(pid), "root")
                .resolve(at.toString().substring(1));
    }
}
