package dev.latchkey.log.errors;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * The disk failed. Whatever was unanswered may be durable or not; nobody can know before the next start. A log that has thrown this
 * once throws it for ever, and never asks the disk again: after a failed force the kernel may have dropped the pages and call
 * them clean, so a second force would succeed without having written anything.
 */
public final class DiskFailedException extends LogException {

    private static final long serialVersionUID = 1L;

    public DiskFailedException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /**
     * The error of one failed call.
     *
     * @param what it failed to do, such as "read data"
     */
    public static DiskFailedException to(String what, IOException cause) {
        String file = cause instanceof FileSystemException e ? e.getFile() : null;
        String which = file == null || what.contains(file) ? "" : file + ": ";
        return new DiskFailedException("the disk failed to " + what + ": " + which + Reason.of(cause), cause);
    }
}
