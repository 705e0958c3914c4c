package dev.latchkey.log.disk;

/**
 * The room of the file system that a log is on.
 *
 * @param free how many bytes this process may still write
 * @param total how many bytes it has
 */
public record DiskSpace(long free, long total) {

    /** Of a disk that cannot say. */
    public static final DiskSpace UNKNOWN = new DiskSpace(0, 0);

    /** How much of it is used, rounded down. */
    public int usedPercent() {
        return total <= 0 ? 0 : (int) (100.0 * (total - Math.min(free, total)) / total);
    }
}
