package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.DirectoryListing;
import dev.latchkey.log.files.LogFormat;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.Segments;
import dev.latchkey.log.files.SnapshotBody;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.log.files.SnapshotOutput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Writes snapshots and deletes the segments and older snapshots that they replace. Thread-safe; one snapshot at a time. */
public final class SnapshotWriter {

    private final Disk disk;
    private final FsyncGate fsyncGate;
    private final Segments segments;
    private final NodeId node;
    private final long epoch;
    private final ReentrantLock writing = new ReentrantLock();

    SnapshotWriter(Disk disk, FsyncGate fsyncGate, Segments segments, NodeId node, long epoch) {
        this.disk = disk;
        this.fsyncGate = fsyncGate;
        this.segments = segments;
        this.node = node;
        this.epoch = epoch;
    }

    /**
     * Writes a snapshot. When this returns, the snapshot is durable, and older snapshots and all segments that it
     * covers have been deleted. Appends continue while it is written.
     *
     * @param covered the {@link Log#position} as of which the state was taken
     * @param storeId 0 to 64 bytes; stored in the header
     * @throws NoRoomException if the disk is full; no part of the snapshot remains, and nothing else was changed
     * @throws DiskFailedException if an I/O operation fails, which makes the log unusable too
     * @throws IllegalStateException if another thread is writing a snapshot
     */
    public SnapshotHeader write(LogPosition covered, byte[] storeId, SnapshotBody body) {
        if (!writing.tryLock()) {
            throw new IllegalStateException("another snapshot is being written");
        }
        try {
            fsyncGate.check();
            SnapshotHeader header = SnapshotHeader.of(node, epoch, covered, storeId);
            publish(header, body);
            dropBefore(covered.index());
            return header;
        } finally {
            writing.unlock();
        }
    }

    private void publish(SnapshotHeader header, SnapshotBody body) {
        String name = LogFormat.snapshotName(header.covered().index());
        String temporary = name + LogFormat.TEMPORARY;
        try {
            writeFile(temporary, header, body);
            disk.rename(temporary, name);
        } catch (DiskFullException e) {
            throw new NoRoomException("not enough disk space for a snapshot: " + e.getMessage(), e);
        } catch (IOException e) {
            throw fsyncGate.fail("write " + disk.where(name), e);
        }
        fsyncGate.fsyncDirectory(disk);
    }

    private void writeFile(String temporary, SnapshotHeader header, SnapshotBody body) throws IOException {
        boolean complete = false;
        try (DiskFile file = disk.create(temporary)) {
            SnapshotOutput out = new SnapshotOutput(fsyncGate, file, disk.where(temporary), header);
            body.writeTo(out);
            out.finish();
            fsyncGate.requireName(file, temporary, disk.where(temporary));
            complete = true;
        } finally {
            if (!complete && fsyncGate.failure() == null) {
                segments.removeIfPresent(temporary);
            }
        }
    }

    /**
     * Deletes the segments and older snapshots that a durable snapshot replaces. Newer snapshots are kept, because a
     * corrupted one still helps to diagnose what happened.
     */
    private void dropBefore(long covered) {
        try {
            List<Long> older = DirectoryListing.list(disk).snapshots().stream()
                    .filter(last -> last < covered)
                    .toList();
            older.forEach(last -> segments.remove(LogFormat.snapshotName(last)));
        } catch (IOException e) {
            throw fsyncGate.fail("list " + disk.where(""), e);
        }
        segments.dropCoveredBy(covered);
        fsyncGate.fsyncDirectory(disk);
    }
}
