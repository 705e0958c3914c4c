package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DirectoryLostException;
import java.io.Closeable;
import java.io.IOException;

/** The lock on a directory, held until it is closed or the process exits. Thread-safe. */
public interface DirectoryLock extends Closeable {

    /**
     * Verifies that the path of the directory still leads to the directory that was locked, and that the lock file in
     * it is still the one that holds the lock. A lock protects only the files that the path leads to: if they were
     * moved, deleted or replaced, another opener can lock what the path leads to now.
     *
     * @throws DirectoryLostException if either is another one now, or none
     * @throws IOException if that cannot be determined
     */
    void verify() throws IOException;
}
