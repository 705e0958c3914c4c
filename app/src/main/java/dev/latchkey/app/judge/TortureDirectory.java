package dev.latchkey.app.judge;

import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.log.disk.FileKind;
import dev.latchkey.log.errors.IoErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of {@code latchkey torture}. No other class creates or removes it.
 *
 * @param data the data directory of the server
 * @param temporary the temporary directory to remove if the verdict is OK; empty if the user named a directory
 */
record TortureDirectory(Path data, Optional<Path> temporary) {

    /**
     * Returns the given directory, which must be new or empty, or a new temporary directory if {@code given} is null.
     *
     * @throws UsageException if the directory cannot be used or created
     */
    static TortureDirectory of(@Nullable String given) {
        try {
            if (given == null) {
                Path made = Files.createTempDirectory("latchkey-torture-");
                return new TortureDirectory(made.resolve("data"), Optional.of(made));
            }
            if (given.isBlank()) {
                throw new UsageException("--data is empty: name a directory, or omit the option");
            }
            Path data = FileLocation.path(given);
            requireNewOrEmpty(data, given);
            return new TortureDirectory(data, Optional.empty());
        } catch (IOException e) {
            throw new UsageException("cannot use or create the data directory: " + IoErrorText.of(e), e);
        }
    }

    private static void requireNewOrEmpty(Path data, String given) throws IOException {
        FileKind kind = FileKind.of(data);
        if (kind == FileKind.LINK) {
            throw new UsageException("--data " + given + " is a broken symbolic link");
        }
        if (kind == FileKind.DIRECTORY && !isEmpty(data)) {
            throw new UsageException("--data " + given + " is not empty: torture starts with a new store");
        }
        if (kind != FileKind.DIRECTORY && kind != FileKind.NOTHING) {
            throw new UsageException("--data " + given + " is " + kind.words() + ", not a directory");
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Removes the directory if it is temporary.
     *
     * @return whether it was removed
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
