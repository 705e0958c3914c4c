package dev.latchkey.log.errors;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Why something could not be done with a file. */
public final class Reason {

    private Reason() {}

    /** In words, without the file. Why not the message: that of a {@link FileSystemException} may be the path and nothing else. */
    public static String of(IOException e) {
        if (!(e instanceof FileSystemException file)) {
            return said(e, e.getMessage());
        } else if (e instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof FileAlreadyExistsException) {
            return "it is there already";
        } else if (e instanceof DirectoryNotEmptyException) {
            return "the directory is not empty";
        } else if (e instanceof NotDirectoryException) {
            return "it is no directory";
        }
        return said(e, file.getReason());
    }

    private static String said(IOException e, @Nullable String said) {
        return said == null || said.isBlank() ? e.getClass().getSimpleName() : said;
    }
}
