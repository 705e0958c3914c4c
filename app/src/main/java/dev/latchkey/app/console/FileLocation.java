package dev.latchkey.app.console;

import dev.latchkey.log.disk.FileKind;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.errors.IoErrorText;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The location of a file, which may not exist yet.
 *
 * @param folder the parent directory, which exists
 * @param name the file name
 */
public record FileLocation(NioDisk folder, String name) {

    /** The location of a file to create. */
    public static FileLocation toWrite(String file) {
        return of(path(file).toAbsolutePath().normalize());
    }

    /** The location of an existing file, with symbolic links resolved. */
    public static FileLocation toRead(String file) {
        Path path = path(file);
        FileKind kind = FileKind.of(path);
        if (kind == FileKind.NOTHING) {
            throw new UsageException(file + ": no such file");
        }
        if (kind == FileKind.LINK) {
            throw new UsageException(file + ": broken symbolic link");
        }
        if (kind != FileKind.FILE) {
            throw new UsageException(file + ": expected a regular file, but it is " + kind.words());
        }
        try {
            return of(path.toRealPath());
        } catch (IOException e) {
            throw new UsageException(file + ": cannot resolve the path: " + IoErrorText.of(e), e);
        }
    }

    private static FileLocation of(Path path) {
        Path folder = path.getParent();
        Path name = path.getFileName();
        if (folder == null || name == null) {
            throw new UsageException(path + ": not a file name");
        }
        return new FileLocation(NioDisk.existing(folder), name.toString());
    }

    /** Parses a path. */
    public static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (!path.isAbsolute() && !DecodedText.isExact(String.valueOf(path.toAbsolutePath()))) {
                throw new UsageException(
                        "the name of the current directory is not valid text in this locale: use an absolute path");
            }
            return path;
        } catch (InvalidPathException e) {
            throw new UsageException("invalid path '" + text + "': not a valid file name", e);
        }
    }
}
