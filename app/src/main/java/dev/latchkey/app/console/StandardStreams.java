package dev.latchkey.app.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Detects standard streams that were closed when the process started. The next file that the process opens gets the number of
 * a closed stream: standard input would then be a file of the JVM, and standard output possibly a segment of the log. The
 * launcher opens closed streams so that using them fails; this class protects a JVM that was started without it.
 */
public final class StandardStreams {

    private static final List<String> NAMES = List.of("standard input", "standard output", "standard error");

    /** The flag O_CLOEXEC. A stream that was inherited cannot have it, and the JVM opens its own files with it. */
    private static final long CLOSE_ON_EXEC = 0_2_000_000;

    private static final int OCTAL = 8;
    private static final String FLAGS = "flags:";

    private StandardStreams() {}

    /** The name of the first closed stream of this process; empty if none is closed or if the system does not tell. */
    public static Optional<String> closed() {
        return closed(Path.of("/proc/self/fdinfo"));
    }

    /** @param info the directory with one file per descriptor, in the format of Linux */
    static Optional<String> closed(Path info) {
        if (!Files.isDirectory(info)) {
            return Optional.empty();
        }
        for (int number = 0; number < NAMES.size(); number++) {
            if (isClosed(info.resolve(String.valueOf(number)))) {
                return Optional.of(NAMES.get(number));
            }
        }
        return Optional.empty();
    }

    /** The JVM opens its class library first, and without the flag. */
    private static boolean isClassLibrary(Path link) throws IOException {
        Path library = Path.of(System.getProperty("java.home"), "lib", "modules");
        return Files.isSymbolicLink(link)
                && Files.exists(library)
                && Files.readSymbolicLink(link).equals(library.toRealPath());
    }

    private static boolean isClosed(Path descriptor) {
        try {
            Path link = descriptor.resolveSibling("../fd/" + descriptor.getFileName());
            return isClassLibrary(link)
                    || Files.readAllLines(descriptor).stream()
                            .filter(line -> line.startsWith(FLAGS))
                            .map(line -> line.substring(FLAGS.length()).strip())
                            .anyMatch(flags -> (Long.parseLong(flags, OCTAL) & CLOSE_ON_EXEC) != 0);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | NumberFormatException e) {
            // Why false: the process must not refuse to run because the system reports something unexpected.
            return false;
        }
    }
}
