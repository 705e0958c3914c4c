package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DirectoryInUseException;
import java.io.IOException;
import java.util.List;

/**
 * A file system directory without subdirectories, as an interface so that tests can inject disk faults. Thread-safe;
 * every call blocks.
 *
 * <p>Changes to names (create, rename, delete) become durable with {@link #fsync}, the directory fsync; changes to the
 * contents of a file become durable with {@link DiskFile#fsync}. Until then a crash may lose any subset of the changes,
 * in any order.
 */
public interface Disk {

    /** Creates an empty file for reading and writing; fails if the name exists. */
    DiskFile create(String name) throws IOException;

    /** Opens a file for reading and writing; fails if it does not exist. */
    DiskFile open(String name) throws IOException;

    /** Opens a file for reading; fails if it does not exist. */
    DiskFile openToRead(String name) throws IOException;

    /** Lists the names of all files, in any order. */
    List<String> list() throws IOException;

    /** Renames a file atomically, replacing any file that has the new name. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; fails if it does not exist. */
    void delete(String name) throws IOException;

    /**
     * Fsyncs the directory: on return all changes to names are durable. If it fails, which of them are durable is
     * unknown.
     */
    void fsync() throws IOException;

    /**
     * Locks the directory against all other openers, in this process or another, until the lock is closed or the
     * process exits. Does not wait.
     *
     * @throws DirectoryInUseException if the directory is already locked; the message names the lock holder
     */
    DirectoryLock lock() throws IOException;

    /** Free and total space; zeros if unknown. */
    default DiskSpace space() throws IOException {
        return DiskSpace.UNKNOWN;
    }

    /** The path of a file, for messages; with an empty name, the path of the directory. */
    String where(String name);
}
