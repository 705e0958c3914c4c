package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DiskFailedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Performs every fsync of the log. After the first I/O failure it refuses all further fsyncs. Thread-safe. */
public final class FsyncGate {

    private volatile @Nullable DiskFailedException failure;

    @Nullable
    public DiskFailedException failure() {
        return failure;
    }

    /** Throws if an operation has failed before, with the reason of the first failure. */
    public void check() {
        DiskFailedException first = failure;
        if (first != null) {
            throw new DiskFailedException(first.getMessage() + "; the log stays closed until a restart", first);
        }
    }

    public void fsync(DiskFile file, String where) {
        check();
        try {
            file.force();
        } catch (IOException e) {
            throw fail("fsync " + where, e);
        }
    }

    public void fsyncDirectory(Disk disk) {
        check();
        try {
            disk.force();
        } catch (IOException e) {
            throw fail("fsync the directory " + disk.where(""), e);
        }
    }

    /** Makes the log permanently unusable because it failed to do {@code what}. */
    public DiskFailedException fail(String what, IOException cause) {
        DiskFailedException now = DiskFailedException.to(what, cause);
        if (failure == null) {
            failure = now;
        }
        return now;
    }
}
