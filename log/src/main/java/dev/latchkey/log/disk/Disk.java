package dev.latchkey.log.disk;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The seam of the disk: one directory of files without folders in it. Any thread may call it; every call blocks.
 *
 * <p>What was done to names (create, rename, delete) is durable after {@link #force}, what was done to a file after its own
 * {@link DiskFile#force}; before that any part of it may be gone after a crash, in any order.
 */
public interface Disk {

    /** Makes a new, empty file to read and write; fails if the name is taken. */
    DiskFile create(String name) throws IOException;

    /** Opens a file to read and write; fails if there is none. */
    DiskFile open(String name) throws IOException;

    /** Opens a file to read it; fails if there is none. */
    DiskFile openToRead(String name) throws IOException;

    /** The names of all files, in any order. */
    List<String> list() throws IOException;

    /** Gives a file another name, in one step; a file that had that name before is gone. */
    void rename(String from, String to) throws IOException;

    /** Takes a file away; fails if there is none. */
    void delete(String name) throws IOException;

    /** On return all that was done to names is durable. If it fails, nobody knows what is. */
    void force() throws IOException;

    /**
     * Keeps everybody else, in this process or another, from locking the directory until the lock is closed or the process ends.
     *
     * @throws DirectoryInUseException at once, if somebody has it; it names the holder
     */
    Closeable lock() throws IOException;

    /** How much room there is; zeros for a disk that cannot say. */
    default DiskSpace space() throws IOException {
        return DiskSpace.UNKNOWN;
    }

    /** Where a file is, for people; with an empty name, where the directory is. */
    String where(String name);
}
