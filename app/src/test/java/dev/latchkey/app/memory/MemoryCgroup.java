package dev.latchkey.app.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A memory cgroup of its own for one process, version 1 or 2. Making one needs root and a hierarchy that can be written. */
final class MemoryCgroup implements AutoCloseable {

    private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
    private static final Path V2 = Path.of("/sys/fs/cgroup");
    private static final int REMOVALS_MAX = 1_000;

    private final Path folder;

    private MemoryCgroup(Path folder) {
        this.folder = folder;
    }

    /** Makes one with that limit; empty if this system does not let the test make one. */
    static Optional<MemoryCgroup> of(int mebibytes) {
        String bytes = String.valueOf((long) mebibytes << 20);
        try {
            if (Files.exists(V1.resolve("memory.limit_in_bytes"))) {
                return Optional.of(make(V1, "memory.limit_in_bytes", bytes));
            }
            if (Files.exists(V2.resolve("cgroup.controllers"))) {
                Files.writeString(V2.resolve("cgroup.subtree_control"), "+memory");
                MemoryCgroup made = make(V2, "memory.max", bytes);
                if (Files.exists(made.folder.resolve("memory.swap.max"))) {
                    Files.writeString(made.folder.resolve("memory.swap.max"), "0");
                }
                return Optional.of(made);
            }
        } catch (IOException e) {
            System.err.println("cannot make a memory cgroup: " + e);
        }
        return Optional.empty();
    }

    private static MemoryCgroup make(Path parent, String limit, String bytes) throws IOException {
        Path folder = Files.createTempDirectory(parent, "latchkey-test-");
        Files.writeString(folder.resolve(limit), bytes);
        return new MemoryCgroup(folder);
    }

    /** The command that runs {@code command} in it. */
    List<String> command(List<String> command) {
        List<String> words = new ArrayList<>(
                List.of("sh", "-c", "echo $$ > '" + folder.resolve("cgroup.procs") + "' && exec \"$@\"", "sh"));
        words.addAll(command);
        return words;
    }

    /** Its processes must have ended. The kernel may need a moment until it lets go of it. */
    @Override
    public void close() throws IOException {
        for (int i = 0; i < REMOVALS_MAX && folder.toFile().exists(); i++) {
            if (!folder.toFile().delete()) {
                Thread.onSpinWait();
            }
        }
        if (folder.toFile().exists()) {
            throw new IOException(folder + " cannot be removed");
        }
    }
}
