package dev.latchkey.log.sim;

/**
 * How a disk fails. Numbers count from 1; 0 is never.
 *
 * @param fullAtWrite the write that finds no room, of which a half is written
 * @param fullForEver whether all later ones find none either
 * @param bytesMax how many bytes all files together may have
 * @param writeBytesMax how many bytes a write takes at once
 * @param failAtWrite the write that fails for another reason
 * @param failAtForce the force that fails; what it was to make durable is dropped, and the page cache still shows it
 * @param failForEver whether all later forces fail too
 */
public record DiskFaults(
        int fullAtWrite,
        boolean fullForEver,
        long bytesMax,
        int writeBytesMax,
        int failAtWrite,
        int failAtForce,
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

    public static DiskFaults failAtForce(int force, boolean forEver) {
        return new DiskFaults(0, false, Long.MAX_VALUE, Integer.MAX_VALUE, 0, force, forEver);
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

    boolean failsForce(int force) {
        return failAtForce > 0 && (failForEver ? force >= failAtForce : force == failAtForce);
    }
}
