package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DirectoryLostException;
import dev.latchkey.log.errors.DiskFailedException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Performs every fsync of the log. After the first I/O failure it refuses all further fsyncs. Thread-safe. */
public final class FsyncGate {

    private final AtomicReference<@Nullable DiskFailedException> failure = new AtomicReference<>();

    /** The first failure; null if there was none. */
    @Nullable
    public DiskFailedException failure() {
        return failure.get();
    }

    /** Throws if an operation has failed before, with the reason of the first failure. */
    public void check() {
        DiskFailedException first = failure.get();
        if (first != null) {
            throw new DiskFailedException(first.getMessage() + "; the log stays closed until a restart", first);
        }
    }

    public void fsync(DiskFile file, String where) {
        check();
        try {
            file.fsync();
        } catch (IOException e) {
            throw fail("fsync " + where, e);
        }
        // Another thread may have found in the meantime that the directory is lost. Then nothing more may be
        // acknowledged.
        check();
    }

    public void fsyncDirectory(Disk disk) {
        check();
        try {
            disk.fsync();
        } catch (IOException e) {
            throw fail("fsync the directory " + disk.where(""), e);
        }
    }

    /**
     * Verifies that {@code file} still has the name {@code name} in its directory, before it is renamed.
     *
     * @param where the path of the file, for messages
     * @throws DirectoryLostException if it was deleted or replaced
     */
    public void requireName(DiskFile file, String name, String where) throws IOException {
        if (!file.isNamed(name)) {
            throw fail(DirectoryLostException.file(where));
        }
    }

    /** Makes the log permanently unusable because it failed to do {@code what}. */
    public DiskFailedException fail(String what, IOException cause) {
        return fail(DiskFailedException.to(what, cause));
    }

    /** Makes the log permanently unusable; returns {@code now}. */
    public DiskFailedException fail(DiskFailedException now) {
        failure.compareAndSet(null, now);
        return now;
    }
}
