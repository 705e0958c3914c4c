package dev.latchkey.log.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The type of the file at a path. Check it before opening the file: opening a named pipe can block forever. */
public enum FileKind {
    NOTHING("nothing"),
    FILE("a file"),
    DIRECTORY("a directory"),
    LINK("a symbolic link"),
    PIPE("a named pipe"),
    SOCKET("a socket"),
    DEVICE("a device");

    /** The file type bits of a Unix mode: S_IFMT and the S_IF constants of POSIX. */
    private static final int TYPE = 0170000;

    private static final int PIPE_TYPE = 0010000;
    private static final int SOCKET_TYPE = 0140000;

    private final String words;

    FileKind(String words) {
        this.words = words;
    }

    /** A noun phrase for messages, as in "it is a named pipe". */
    public String words() {
        return words;
    }

    /**
     * The type of {@code path}, following links: {@link #LINK} for a dangling link, {@link #NOTHING} if it cannot be
     * determined.
     */
    public static FileKind of(Path path) {
        FileKind followed = of(path, new LinkOption[0]);
        return followed == NOTHING ? ofItself(path) : followed;
    }

    /** The type of {@code path} itself, without following links; {@link #NOTHING} if it cannot be determined. */
    static FileKind ofItself(Path path) {
        return of(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileKind of(Path path, LinkOption... links) {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, links);
            if (found.isRegularFile()) {
                return FILE;
            } else if (found.isDirectory()) {
                return DIRECTORY;
            }
            return found.isSymbolicLink() ? LINK : special(path, links);
        } catch (IOException e) {
            return NOTHING;
        }
    }

    private static FileKind special(Path path, LinkOption... links) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return DEVICE;
        }
        int type = (Integer) Files.getAttribute(path, "unix:mode", links) & TYPE;
        return type == PIPE_TYPE ? PIPE : type == SOCKET_TYPE ? SOCKET : DEVICE;
    }
}
