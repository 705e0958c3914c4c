package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DiskFailedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Every force of the log. The first that fails is the last that is tried. For any thread. */
public final class FsyncGate {

    private volatile @Nullable DiskFailedException failure;

    @Nullable
    public DiskFailedException failure() {
        return failure;
    }

    /** Refuses, with the reason of the first failure, if there was one. */
    public void check() {
        DiskFailedException first = failure;
        if (first != null) {
            throw new DiskFailedException(first.getMessage() + "; the log stays closed until a restart", first);
        }
    }

    public void file(DiskFile file, String where) {
        check();
        try {
            file.force();
        } catch (IOException e) {
            throw failed("force " + where, e);
        }
    }

    public void directory(Disk disk) {
        check();
        try {
            disk.force();
        } catch (IOException e) {
            throw failed("force the directory " + disk.where(""), e);
        }
    }

    /** Ends the log, for good: it failed to do {@code what}. */
    public DiskFailedException failed(String what, IOException cause) {
        DiskFailedException now = DiskFailedException.to(what, cause);
        if (failure == null) {
            failure = now;
        }
        return now;
    }
}
