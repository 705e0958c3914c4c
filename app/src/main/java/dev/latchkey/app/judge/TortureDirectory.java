package dev.latchkey.app.judge;

import dev.latchkey.app.console.FilePlace;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.log.disk.FileKind;
import dev.latchkey.log.errors.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code latchkey torture} has its servers keep their data. The only class that touches it.
 *
 * @param data the directory of the servers
 * @param temporary what is to be removed if all was well; empty if somebody gave the directory
 */
record TortureDirectory(Path data, Optional<Path> temporary) {

    /**
     * The directory that was given, new or empty; or if none was, a new one among the temporary files of the machine.
     *
     * @throws UsageException if it cannot be had
     */
    static TortureDirectory of(@Nullable String given) {
        try {
            if (given == null) {
                Path made = Files.createTempDirectory("latchkey-torture-");
                return new TortureDirectory(made.resolve("data"), Optional.of(made));
            }
            if (given.isBlank()) {
                throw new UsageException("--data is empty: name a directory, or leave it out");
            }
            Path data = FilePlace.path(given);
            requireNewOrEmpty(data, given);
            return new TortureDirectory(data, Optional.empty());
        } catch (IOException e) {
            throw new UsageException("no directory for the data: " + Reason.of(e), e);
        }
    }

    private static void requireNewOrEmpty(Path data, String given) throws IOException {
        FileKind kind = FileKind.of(data);
        if (kind == FileKind.LINK) {
            throw new UsageException("--data " + given + " is a symbolic link that leads nowhere");
        }
        if (kind == FileKind.DIRECTORY && !isEmpty(data)) {
            throw new UsageException("--data " + given + " is not empty: torture begins with a store of its own");
        }
        if (kind != FileKind.DIRECTORY && kind != FileKind.NOTHING) {
            throw new UsageException("--data " + given + " is " + kind.words() + ", and a directory is needed");
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Removes it, if nobody gave it.
     *
     * @return whether it is gone
     */
    boolean removeIfTemporary() {
        if (temporary.isEmpty()) {
            return false;
        }
        try (Stream<Path> all = Files.walk(temporary.get())) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
