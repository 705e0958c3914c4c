package dev.latchkey.log.errors;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Describes why a file operation failed. */
public final class IoErrorText {

    private IoErrorText() {}

    /**
     * A description without the path. The message of a {@link FileSystemException} is not used, since it may be only
     * the path.
     */
    public static String of(IOException e) {
        if (!(e instanceof FileSystemException file)) {
            return orClassName(e, e.getMessage());
        } else if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof FileAlreadyExistsException) {
            return "it already exists";
        } else if (e instanceof DirectoryNotEmptyException) {
            return "the directory is not empty";
        } else if (e instanceof NotDirectoryException) {
            return "it is not a directory";
        }
        return orClassName(e, file.getReason());
    }

    private static String orClassName(IOException e, @Nullable String reason) {
        return reason == null || reason.isBlank() ? e.getClass().getSimpleName() : reason;
    }
}
