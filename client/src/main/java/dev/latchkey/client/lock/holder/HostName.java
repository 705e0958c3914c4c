package dev.latchkey.client.lock.holder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The name of this machine, from the environment or from files of the operating system. {@code InetAddress.getLocalHost} is not used,
 * because it may wait for a name server.
 */
final class HostName {

    private static final List<String> VARIABLES = List.of("HOSTNAME", "COMPUTERNAME");
    private static final List<Path> FILES = List.of(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/hostname"));
    private static final String UNKNOWN = "?";

    private HostName() {}

    /** Read once, when the first lock is made. */
    private static final class Found {
        static final String NAME = find();
    }

    static String get() {
        return Found.NAME;
    }

    private static String find() {
        for (String variable : VARIABLES) {
            String name = System.getenv(variable);
            if (name != null && !name.isBlank()) {
                return name.strip();
            }
        }
        return FILES.stream()
                .map(HostName::firstLine)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static String firstLine(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("").strip();
        } catch (IOException | RuntimeException e) {
            return ""; // why not an error: the name is information only, and not every system has these files
        }
    }
}
