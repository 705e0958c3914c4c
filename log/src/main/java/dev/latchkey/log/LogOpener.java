package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.disk.LockedDisk;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.DirectoryListing;
import dev.latchkey.log.files.LogFormat;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.RecordKind;
import dev.latchkey.log.files.ReserveFile;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.files.SegmentReader;
import dev.latchkey.log.files.SegmentWriter;
import dev.latchkey.log.files.Segments;
import dev.latchkey.log.files.SnapshotBody;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens a log directory: locks it, recovers its contents, and makes the recovered records durable before they are used. */
final class LogOpener {

    private final Disk disk;
    private final LogOptions options;
    private final RandomGenerator chance;
    private final FsyncGate fsyncGate = new FsyncGate();

    LogOpener(Disk disk, LogOptions options, RandomGenerator chance) {
        this.disk = disk;
        this.options = options;
        this.chance = chance;
    }

    Log open(Replay replay) {
        return withLock(locked -> open(locked, replay));
    }

    void restore(long last, byte[] storeId, SnapshotBody body) {
        LockedDisk unlocked = withLock(locked -> {
            new LogRestore(locked, fsyncGate, options, chance).restore(last, storeId, body);
            return locked;
        });
        try {
            unlocked.close();
        } catch (IOException e) {
            throw fsyncGate.fail("unlock the directory", e);
        }
    }

    private interface Work<T> {
        T run(LockedDisk locked) throws IOException;
    }

    /** Runs {@code work} with the directory locked. The lock is released only if the work fails. */
    private <T> T withLock(Work<T> work) {
        try {
            LockedDisk locked = LockedDisk.lock(disk, fsyncGate);
            try {
                return work.run(locked);
            } catch (IOException | RuntimeException e) {
                locked.close();
                throw e;
            }
        } catch (IOException e) {
            throw DiskFailedException.to("read " + disk.where(""), e);
        }
    }

    private Log open(LockedDisk locked, Replay replay) throws IOException {
        DirectoryListing names = DirectoryListing.list(locked);
        rejectIfWritten(locked, names);
        ReserveFile reserve = new ReserveFile(locked, fsyncGate, options.reserveBytes());
        Recovery.Found found = new Recovery(locked, replay).read(names);
        try (SegmentReader newest = found.newest()) {
            Segments segments = new Segments(locked, fsyncGate, options, names);
            names.temporary().forEach(segments::remove);
            NodeId node = newest == null ? NodeId.draw(chance) : newest.header().node();
            long epoch = newest == null ? 1 : newest.header().epoch() + 1;
            RecordBatch tail = unmarkedTail(newest);
            SegmentHeader header = headerAfter(newest, node, epoch);
            SegmentWriter writer = begin(segments, reserve, header, tail);
            try {
                if (newest != null && newest.header().first() < header.first()) {
                    segments.finish(newest);
                }
                // No segment is deleted because of the recovered snapshot, whose name may exist only in the page cache.
                SnapshotWriter snapshots = new SnapshotWriter(locked, fsyncGate, segments, node, epoch);
                reserve.hold();
                RecoveryReport report = found.report(header, tail.records());
                return new Log(locked, fsyncGate, segments, snapshots, reserve, report, writer);
            } catch (RuntimeException e) {
                writer.close();
                throw e;
            }
        }
    }

    /** Rejects a log that is written by a process whose lock file was deleted. The writer locks its newest segment. */
    private static void rejectIfWritten(LockedDisk locked, DirectoryListing names) throws IOException {
        if (names.segments().isEmpty()) {
            return;
        }
        String newest =
                LogFormat.segmentName(names.segments().get(names.segments().size() - 1));
        try (DiskFile file = locked.open(newest)) {
            // Listed again, because the writer unlocks a segment once it has begun the next one.
            if (!file.tryLock() || !DirectoryListing.list(locked).segments().equals(names.segments())) {
                throw new DirectoryInUseException(
                        locked.where(""), "another process, although its lock file was deleted or replaced");
            }
        }
    }

    private static SegmentHeader headerAfter(@Nullable SegmentReader newest, NodeId node, long epoch) {
        LogPosition after =
                newest == null ? new LogPosition(0, 0) : newest.marked().position();
        return SegmentHeader.of(node, epoch, after);
    }

    /** The valid records after the last mark, which may never have been fsynced. */
    private static RecordBatch unmarkedTail(@Nullable SegmentReader newest) throws IOException {
        RecordBatch tail = new RecordBatch(Integer.MAX_VALUE);
        if (newest != null) {
            long last = newest.place().position().index();
            newest.rewindToMark();
            while (newest.place().position().index() < last) {
                if (!newest.next()) {
                    throw newest.corrupted("a record that was readable a moment ago can no longer be read");
                }
                if (newest.kind() == RecordKind.DATA) {
                    tail.addOrFail(newest.payload());
                }
            }
        }
        return tail;
    }

    /** Creates the first segment of this run, releasing the reserve if necessary: recovery must work on a full disk. */
    private static SegmentWriter begin(Segments segments, ReserveFile reserve, SegmentHeader header, RecordBatch tail) {
        try {
            return segments.begin(header, tail);
        } catch (NoRoomException e) {
            reserve.release();
            return segments.begin(header, tail);
        }
    }
}
