package dev.latchkey.core.state;

/**
 * Receives the progress of a restore and the memory that the restored part takes: for every 1,024 entries and every 4 MiB at least, and
 * at the end. Called by the restoring thread; must be quick. An exception that it throws ends the restore.
 */
@FunctionalInterface
public interface RestoreWatch {

    /**
     * Reports how many entries have been restored.
     *
     * @param done the number of restored entries, 0 to {@code inAll}; never decreases
     * @param inAll the number of entries in the state
     * @param bytesMin the least memory that the restored part takes
     */
    void restored(long done, long inAll, long bytesMin);
}
