package dev.latchkey.app.console;

import dev.latchkey.log.disk.FileKind;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.errors.Reason;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a file is, or is to be.
 *
 * @param folder its folder, which is there
 * @param name its name in the folder
 */
public record FilePlace(NioDisk folder, String name) {

    /** Where a new file is to be. */
    public static FilePlace toWrite(String file) {
        return of(path(file).toAbsolutePath().normalize());
    }

    /** Where a file is, links followed. */
    public static FilePlace toRead(String file) {
        Path path = path(file);
        FileKind kind = FileKind.of(path);
        if (kind == FileKind.NOTHING) {
            throw new UsageException(file + ": there is no such file");
        }
        if (kind == FileKind.LINK) {
            throw new UsageException(file + ": it is a symbolic link that leads nowhere");
        }
        if (kind != FileKind.FILE) {
            throw new UsageException(file + ": it is " + kind.words() + ", and a file is needed");
        }
        try {
            return of(path.toRealPath());
        } catch (IOException e) {
            throw new UsageException(file + ": it cannot be found: " + Reason.of(e), e);
        }
    }

    private static FilePlace of(Path path) {
        Path folder = path.getParent();
        Path name = path.getFileName();
        if (folder == null || name == null) {
            throw new UsageException(path + ": it is no name of a file");
        }
        return new FilePlace(NioDisk.existing(folder), name.toString());
    }

    /** A path as it was typed. */
    public static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + text + "' is no path: " + e.getReason(), e);
        }
    }
}
