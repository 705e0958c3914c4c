package dev.latchkey.engine;

import dev.latchkey.log.RecoveryReport;
import dev.latchkey.log.disk.DiskSpace;
import java.time.Duration;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What is known of a store's life on the disk, for INFO.
 *
 * @param recovery what the start found
 * @param recoveryTime how long it took to read it and to make it durable
 * @param logBytes how many bytes of the log are in use
 * @param segments how many files it has
 * @param space how much room the disk has
 * @param lastIndex the index of the last record that is applied
 * @param forces how long writing and forcing a batch took, in nanoseconds, since the start
 * @param lastForce how long it took the last time
 * @param full whether the disk was full when something was last written
 * @param reserveHeld whether room is kept for deletes on a full disk
 * @param waiting how many commands wait to be written
 * @param snapshots what became of snapshots since the start
 */
public record Persistence(
        RecoveryReport recovery,
        Duration recoveryTime,
        long logBytes,
        int segments,
        DiskSpace space,
        long lastIndex,
        Histogram forces,
        Duration lastForce,
        boolean full,
        boolean reserveHeld,
        int waiting,
        Snapshots snapshots) {

    /**
     * What became of snapshots.
     *
     * @param running whether one is being written
     * @param written how many were written since the start
     * @param failed how many were given up since the start, for lack of room
     * @param lastIndex the last record that the newest one covers; empty if there is none
     * @param lastBytes how many bytes of state the newest one written since the start has
     * @param lastTime how long it took to write
     */
    public record Snapshots(
            boolean running, long written, long failed, OptionalLong lastIndex, long lastBytes, Duration lastTime) {}
}
