package dev.latchkey.log.disk;

/**
 * The space of the file system that holds a log.
 *
 * @param free how many bytes this process can still write
 * @param total the size of the file system in bytes
 */
public record DiskSpace(long free, long total) {

    /** For a disk that cannot report its space. */
    public static final DiskSpace UNKNOWN = new DiskSpace(0, 0);

    /** The used space in percent, rounded down. */
    public int usedPercent() {
        return total <= 0 ? 0 : (int) (100.0 * (total - Math.min(free, total)) / total);
    }
}
