package dev.latchkey.log.errors;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * An I/O error, or the loss of the directory. Writes that were not acknowledged have an unknown outcome until the next recovery. After this exception
 * every operation of the log fails with it, and no write or fsync is retried: after a failed fsync the kernel may have
 * dropped the dirty pages and marked them clean, so a second fsync would succeed without writing anything.
 */
public class DiskFailedException extends LogException {

    private static final long serialVersionUID = 1L;

    public DiskFailedException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /**
     * The error of one failed call.
     *
     * @param what the operation that failed, such as "read data"
     */
    public static DiskFailedException to(String what, IOException cause) {
        String file = cause instanceof FileSystemException e ? e.getFile() : null;
        String which = file == null || what.contains(file) ? "" : file + ": ";
        return new DiskFailedException("the disk failed to " + what + ": " + which + IoErrorText.of(cause), cause);
    }
}
