package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DirectoryLostException;
import dev.latchkey.log.errors.DiskFailedException;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A {@link Disk} whose directory is locked. Before each change to names, and before it opens a file for writing, it
 * verifies that the directory and the lock are still the ones that were locked. If not, nothing is changed, and the
 * {@link FsyncGate} refuses everything from then on.
 */
public final class LockedDisk implements Disk, Closeable {

    private final Disk disk;
    private final DirectoryLock lock;
    private final FsyncGate fsyncGate;

    private LockedDisk(Disk disk, DirectoryLock lock, FsyncGate fsyncGate) {
        this.disk = disk;
        this.lock = lock;
        this.fsyncGate = fsyncGate;
    }

    /** Locks the directory of {@code disk}, as {@link Disk#lock} documents. */
    public static LockedDisk lock(Disk disk, FsyncGate fsyncGate) throws IOException {
        return new LockedDisk(disk, disk.lock(), fsyncGate);
    }

    /**
     * Verifies that the directory and the lock are still the ones that were locked.
     *
     * @throws DiskFailedException if not, or if that cannot be determined
     */
    public void verify() {
        try {
            lock.verify();
        } catch (DirectoryLostException e) {
            throw fsyncGate.fail(e);
        } catch (IOException e) {
            throw fsyncGate.fail("look up the directory " + where(""), e);
        }
    }

    @Override
    public DiskFile create(String name) throws IOException {
        verify();
        return disk.create(name);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        verify();
        return disk.open(name);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return disk.openToRead(name);
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        verify();
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        verify();
        disk.delete(name);
    }

    @Override
    public void fsync() throws IOException {
        disk.fsync();
    }

    @Override
    public DirectoryLock lock() {
        throw new IllegalStateException(where("") + " is locked already, by this object");
    }

    @Override
    public DiskSpace space() throws IOException {
        return disk.space();
    }

    @Override
    public String where(String name) {
        return disk.where(name);
    }

    /** Releases the lock. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
