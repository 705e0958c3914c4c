package dev.latchkey.log.sim;

/**
 * Faults to inject into an {@link InMemoryDisk}. Operations are counted from 1; 0 means never.
 *
 * @param fullAtWrite the write that fails with "disk full"; half of its data is written
 * @param fullForEver whether all later writes fail in the same way
 * @param bytesMax the capacity of the disk in bytes
 * @param writeBytesMax the maximum number of bytes that one write accepts (short writes)
 * @param failAtWrite the write that fails with an I/O error
 * @param failAtFsync the fsync that fails; the data it should have made durable is dropped, but the page cache still
 *     shows it
 * @param failForEver whether all later fsyncs fail too
 */
public record DiskFaults(
        int fullAtWrite,
        boolean fullForEver,
        long bytesMax,
        int writeBytesMax,
        int failAtWrite,
        int failAtFsync,
        boolean failForEver) {

    public static final DiskFaults NONE = new DiskFaults(0, false, Long.MAX_VALUE, Integer.MAX_VALUE, 0, 0, false);

    public static DiskFaults fullAtWrite(int write, boolean forEver) {
        return new DiskFaults(write, forEver, Long.MAX_VALUE, Integer.MAX_VALUE, 0, 0, false);
    }

    public static DiskFaults full(long bytesMax) {
        return new DiskFaults(0, false, bytesMax, Integer.MAX_VALUE, 0, 0, false);
    }

    public static DiskFaults shortWrites(int bytesMax) {
        return new DiskFaults(0, false, Long.MAX_VALUE, bytesMax, 0, 0, false);
    }

    public static DiskFaults failAtWrite(int write) {
        return new DiskFaults(0, false, Long.MAX_VALUE, Integer.MAX_VALUE, write, 0, false);
    }

    public static DiskFaults failAtFsync(int fsync, boolean forEver) {
        return new DiskFaults(0, false, Long.MAX_VALUE, Integer.MAX_VALUE, 0, fsync, forEver);
    }

    boolean fillsUpAt(int write) {
        return fullAtWrite > 0 && (fullForEver ? write >= fullAtWrite : write == fullAtWrite);
    }

    boolean isFull(long used, long more) {
        return more > 0 && used + more > bytesMax;
    }

    boolean failsWrite(int write) {
        return write == failAtWrite;
    }

    boolean failsFsync(int fsync) {
        return failAtFsync > 0 && (failForEver ? fsync >= failAtFsync : fsync == failAtFsync);
    }
}
