package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import dev.latchkey.log.files.Batch;
import dev.latchkey.log.files.DirectoryListing;
import dev.latchkey.log.files.LogFormat;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.RecordKind;
import dev.latchkey.log.files.Reserve;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.files.SegmentReader;
import dev.latchkey.log.files.SegmentWriter;
import dev.latchkey.log.files.Segments;
import dev.latchkey.log.files.SnapshotBody;
import java.io.Closeable;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens one directory: locks it, reads it, and makes durable what was read before anybody builds on it. */
final class LogOpener {

    private final Disk disk;
    private final LogOptions options;
    private final RandomGenerator chance;
    private final FsyncGate forces = new FsyncGate();
    private final Reserve reserve;

    LogOpener(Disk disk, LogOptions options, RandomGenerator chance) {
        this.disk = disk;
        this.options = options;
        this.chance = chance;
        this.reserve = new Reserve(disk, forces, options.reserveBytes());
    }

    Log open(Replay replay) {
        return locked(lock -> open(lock, replay));
    }

    void restore(long last, byte[] storeId, SnapshotBody body) {
        Closeable lock = locked(held -> {
            begin(last, storeId, body);
            return held;
        });
        try {
            lock.close();
        } catch (IOException e) {
            throw forces.failed("unlock the directory", e);
        }
    }

    private interface Work<T> {
        T run(Closeable lock) throws IOException;
    }

    /** The lock stays, unless it fails. */
    private <T> T locked(Work<T> work) {
        try {
            Closeable lock = disk.lock();
            try {
                return work.run(lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw DiskFailedException.to("read " + disk.where(""), e);
        }
    }

    private Log open(Closeable lock, Replay replay) throws IOException {
        DirectoryListing names = DirectoryListing.list(disk);
        Recovery.Found found = new Recovery(disk, replay).read(names);
        try (SegmentReader newest = found.newest()) {
            Segments segments = new Segments(disk, forces, options, names);
            names.halfMade().forEach(segments::remove);
            NodeId node = newest == null ? NodeId.draw(chance) : newest.header().node();
            long epoch = newest == null ? 1 : newest.header().epoch() + 1;
            Batch tail = tailOf(newest);
            SegmentHeader header = headerBehind(newest, node, epoch);
            SegmentWriter writer = begin(segments, header, tail);
            try {
                if (newest != null && newest.header().first() < header.first()) {
                    segments.end(newest);
                }
                // Why a snapshot found here makes nothing needless: its name may be in the page cache only.
                Snapshots snapshots = new Snapshots(disk, forces, segments, node, epoch);
                reserve.hold();
                RecoveryReport report = found.report(header, tail.records());
                return new Log(lock, forces, segments, snapshots, reserve, report, writer);
            } catch (RuntimeException e) {
                writer.close();
                throw e;
            }
        }
    }

    private static SegmentHeader headerBehind(@Nullable SegmentReader newest, NodeId node, long epoch) {
        LogPosition behind =
                newest == null ? new LogPosition(0, 0) : newest.marked().position();
        return SegmentHeader.of(node, epoch, behind);
    }

    /** The sound records that nothing on the disk says were forced. */
    private static Batch tailOf(@Nullable SegmentReader newest) throws IOException {
        Batch tail = new Batch(Integer.MAX_VALUE);
        if (newest != null) {
            long last = newest.place().position().index();
            newest.rewindToMark();
            while (newest.place().position().index() < last) {
                if (!newest.next()) {
                    throw newest.damaged("a record that could be read once cannot be read again");
                }
                if (newest.kind() == RecordKind.DATA) {
                    tail.add(newest.payload());
                }
            }
        }
        return tail;
    }

    /** Why the reserve may go: what is durable must be readable on a full disk. */
    private SegmentWriter begin(Segments segments, SegmentHeader header, Batch tail) {
        try {
            return segments.begin(header, tail);
        } catch (NoRoomException e) {
            reserve.release();
            return segments.begin(header, tail);
        }
    }

    private void begin(long last, byte[] storeId, SnapshotBody body) throws IOException {
        DirectoryListing names = DirectoryListing.list(disk);
        if (names.hasLog()) {
            throw new UnusableDirectoryException(disk.where("") + " holds a log already; it is left as it is", null);
        }
        Segments segments = new Segments(disk, forces, options, names);
        names.halfMade().forEach(segments::remove);
        NodeId node = NodeId.draw(chance);
        LogPosition behind = new LogPosition(last, chance.nextInt());
        // The segment first: a crash in between leaves a log without its beginning, which no start accepts.
        segments.begin(SegmentHeader.of(node, 1, behind), new Batch(0)).close();
        try {
            new Snapshots(disk, forces, segments, node, 1).write(behind, storeId, body);
        } catch (RuntimeException e) {
            // Why: the same directory must be good for the next try, on a disk with more room, or of another backup.
            if (forces.failure() == null) {
                segments.remove(LogFormat.segmentName(last + 1));
                forces.directory(disk);
            }
            throw e;
        }
    }
}
