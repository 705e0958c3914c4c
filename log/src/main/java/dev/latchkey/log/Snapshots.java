package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.FsyncGate;
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

/** Writes snapshot files, and takes away what they make needless. For any thread, one at a time. */
public final class Snapshots {

    private final Disk disk;
    private final FsyncGate forces;
    private final Segments segments;
    private final NodeId node;
    private final long epoch;
    private final ReentrantLock writing = new ReentrantLock();

    Snapshots(Disk disk, FsyncGate forces, Segments segments, NodeId node, long epoch) {
        this.disk = disk;
        this.forces = forces;
        this.segments = segments;
        this.node = node;
        this.epoch = epoch;
    }

    /**
     * Writes a snapshot. When this returns it is durable, and the older snapshots and all segments that it covers are gone.
     * Appending goes on meanwhile.
     *
     * @param covered {@link Log#position} at the moment whose state it is
     * @param storeId 0 to 64 bytes, to be found again in the header
     * @throws NoRoomException if the disk is full; nothing of it is left, and everything else is as it was
     * @throws DiskFailedException if the disk fails, which ends the log too
     * @throws IllegalStateException if another thread is writing one
     */
    public SnapshotHeader write(LogPosition covered, byte[] storeId, SnapshotBody body) {
        if (!writing.tryLock()) {
            throw new IllegalStateException("another snapshot is being written");
        }
        try {
            forces.check();
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
        String halfMade = name + LogFormat.HALF_MADE;
        try {
            writeFile(halfMade, header, body);
            disk.rename(halfMade, name);
        } catch (DiskFullException e) {
            throw new NoRoomException("no room for a snapshot: " + e.getMessage(), e);
        } catch (IOException e) {
            throw forces.failed("write " + disk.where(name), e);
        }
        forces.directory(disk);
    }

    private void writeFile(String halfMade, SnapshotHeader header, SnapshotBody body) throws IOException {
        boolean whole = false;
        try (DiskFile file = disk.create(halfMade)) {
            SnapshotOutput out = new SnapshotOutput(forces, file, disk.where(halfMade), header);
            body.writeTo(out);
            out.finish();
            whole = true;
        } finally {
            if (!whole && forces.failure() == null) {
                segments.removeIfThere(halfMade);
            }
        }
    }

    /** What a durable snapshot makes needless. Only older snapshots go: a newer one, if damaged, still tells what happened. */
    private void dropBefore(long covered) {
        try {
            List<Long> older = DirectoryListing.list(disk).snapshots().stream()
                    .filter(last -> last < covered)
                    .toList();
            older.forEach(last -> segments.remove(LogFormat.snapshotName(last)));
        } catch (IOException e) {
            throw forces.failed("list " + disk.where(""), e);
        }
        segments.dropCoveredBy(covered);
        forces.directory(disk);
    }
}
