package dev.latchkey.app.durable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small file system in memory that one process alone sees: Linux, without root, where user namespaces are allowed. */
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
     * Runs a command with a file system of its own.
     *
     * @param options of the mount, such as {@code size=20m} or {@code ro}
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

    /** Where others see it, as long as the process lives. */
    static Path from(long pid, Path at) {
        return Path.of("/proc", String.valueOf(pid), "root")
                .resolve(at.toString().substring(1));
    }
}
