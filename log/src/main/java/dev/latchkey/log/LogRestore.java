package dev.latchkey.log;

import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.disk.LockedDisk;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import dev.latchkey.log.files.DirectoryListing;
import dev.latchkey.log.files.LogFormat;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.files.Segments;
import dev.latchkey.log.files.SnapshotBody;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * Restores a log from a snapshot. While the file {@link LogFormat#RESTORING} exists, recovery rejects the directory: it
 * is created before anything else and deleted when everything else is durable. So a restore that is interrupted, or that
 * fails, leaves no directory that would be taken for a new one or a complete one, and it can be repeated.
 */
final class LogRestore {

    private final LockedDisk disk;
    private final FsyncGate fsyncGate;
    private final LogOptions options;
    private final RandomGenerator chance;

    LogRestore(LockedDisk disk, FsyncGate fsyncGate, LogOptions options, RandomGenerator chance) {
        this.disk = disk;
        this.fsyncGate = fsyncGate;
        this.options = options;
        this.chance = chance;
    }

    void restore(long last, byte[] storeId, SnapshotBody body) throws IOException {
        DirectoryListing names = DirectoryListing.list(disk);
        if (names.hasLog() && !names.restoring()) {
            throw new UnusableDirectoryException(disk.where("") + " already contains a log; it was not changed", null);
        }
        names.rejectUnlessFiles(disk);
        if (!names.restoring()) {
            mark();
        }
        removeUnfinished(new Segments(disk, fsyncGate, options, names), names);
        Segments segments = new Segments(disk, fsyncGate, options, DirectoryListing.list(disk));
        NodeId node = NodeId.draw(chance);
        LogPosition after = new LogPosition(last, chance.nextInt());
        segments.begin(SegmentHeader.of(node, 1, after), new RecordBatch(0)).close();
        new SnapshotWriter(disk, fsyncGate, segments, node, 1).write(after, storeId, body);
        segments.remove(LogFormat.RESTORING);
        fsyncGate.fsyncDirectory(disk);
    }

    private void mark() throws IOException {
        try {
            disk.create(LogFormat.RESTORING).close();
        } catch (DiskFullException e) {
            throw new NoRoomException(
                    "not enough disk space for " + disk.where(LogFormat.RESTORING) + ": " + e.getMessage(), e);
        }
        fsyncGate.fsyncDirectory(disk);
    }

    /** The files of an earlier restore that did not complete. No server has ever served them. */
    private static void removeUnfinished(Segments segments, DirectoryListing names) {
        names.temporary().forEach(segments::remove);
        names.segments().forEach(first -> segments.remove(LogFormat.segmentName(first)));
        names.snapshots().forEach(covered -> segments.remove(LogFormat.snapshotName(covered)));
    }
}
