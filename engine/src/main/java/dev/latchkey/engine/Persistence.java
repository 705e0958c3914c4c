package dev.latchkey.engine;

import dev.latchkey.engine.figures.Distribution;
import dev.latchkey.log.RecoveryReport;
import dev.latchkey.log.disk.DiskSpace;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The state of the log, the disk and the snapshots of a store, for INFO.
 *
 * @param recovery what recovery found at startup
 * @param recoveryTime how long recovery took, fsyncs included
 * @param logBytes the bytes of the log that are in use
 * @param segments the number of log segments
 * @param space the size and the free space of the disk
 * @param lastIndex the index of the last record that was applied
 * @param fsyncs how long it took to write and fsync each batch since startup, in nanoseconds
 * @param lastFsync how long it took for the newest batch
 * @param batchRecords the number of records of each batch
 * @param batchBytes the size of each batch in the log, in bytes
 * @param full whether the disk was full at the last write
 * @param reserveHeld whether disk space is reserved for deletes on a full disk
 * @param queued the number of commands in the write queue
 * @param queuedBytes about how much memory they use
 * @param queuedBytesMax the limit of that; a write that would exceed it is refused
 * @param snapshots the snapshots since startup
 */
public record Persistence(
        RecoveryReport recovery,
        Duration recoveryTime,
        long logBytes,
        int segments,
        DiskSpace space,
        long lastIndex,
        Distribution fsyncs,
        Duration lastFsync,
        Distribution batchRecords,
        Distribution batchBytes,
        boolean full,
        boolean reserveHeld,
        int queued,
        long queuedBytes,
        long queuedBytesMax,
        Snapshots snapshots) {

    /**
     * The snapshots since startup.
     *
     * @param running whether a snapshot is being written
     * @param written the number of snapshots that were completed
     * @param failed the number of snapshots that were abandoned because the disk was full or memory was short
     * @param lastIndex the last record that the newest snapshot covers; empty if no snapshot exists
     * @param lastBytes the size of the newest snapshot written since startup, in bytes of state
     * @param lastTime how long it took to write
     * @param times how long each completed snapshot took to write, in nanoseconds
     */
    public record Snapshots(
            boolean running,
            long written,
            long failed,
            OptionalLong lastIndex,
            long lastBytes,
            Duration lastTime,
            Distribution times) {}
}
