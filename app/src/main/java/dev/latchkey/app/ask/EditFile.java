package dev.latchkey.app.ask;

import dev.latchkey.core.ByteString;
import dev.latchkey.core.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The temporary file in which a value is edited. It has a directory of its own that only the user may enter, because editors
 * create further files with the same content beside it. No other class opens these files.
 */
final class EditFile {

    private static final int NAME_LENGTH_MAX = 64;

    /** One byte for a line ending that is removed, and one that shows that the text is too long. */
    private static final int BYTES_MAX = Value.LENGTH_MAX + 2;

    private final Path directory;
    private final Path path;
    private final byte[] original;

    private EditFile(Path directory, String name, byte[] original) {
        this.directory = directory;
        this.path = directory.resolve(name);
        this.original = original;
    }

    /**
     * Creates the file.
     *
     * @param parent the directory for temporary files
     * @param key the key, from which the file gets a similar name, so that the editor recognizes the kind of text
     */
    static EditFile create(Path parent, ByteString key, byte[] content) throws IOException {
        Path directory = Files.createTempDirectory(parent, "latchkey-edit-");
        EditFile file = new EditFile(directory, nameFor(key), content);
        try {
            write(file.path, content);
        } catch (IOException e) {
            file.remove();
            throw e;
        }
        return file;
    }

    private static String nameFor(ByteString key) {
        String name = key.utf8().replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^[-.]+", "");
        String end =
                name.substring(Math.max(0, name.length() - NAME_LENGTH_MAX)).replaceAll("^[-.]+", "");
        return end.isEmpty() ? "value" : end;
    }

    private static void write(Path path, byte[] content) throws IOException {
        boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.write(Files.createFile(path, mode), content);
    }

    Path path() {
        return path;
    }

    /** Writes another text beside the file, for the user to compare, and returns its path. */
    Path writeBeside(byte[] content) throws IOException {
        Path other = path.resolveSibling(path.getFileName() + ".current");
        Files.deleteIfExists(other);
        write(other, content);
        return other;
    }

    /** Reads the text; of one that is longer than a value may be, at least so much that this shows. */
    byte[] read() throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the editor has removed the file " + path);
        }
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(BYTES_MAX);
        }
    }

    /** Whether the file exists and the user has changed it. */
    boolean hasEdits() {
        try {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Arrays.equals(read(), original);
        } catch (IOException e) {
            return true; // why: a text that cannot be read must not be removed
        }
    }

    /** Removes the file, and what the editor has left beside it. */
    void remove() throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
