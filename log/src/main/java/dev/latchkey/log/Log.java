package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskSpace;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.disk.LockedDisk;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NewerVersionException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.ReserveFile;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.files.SegmentWriter;
import dev.latchkey.log.files.Segments;
import dev.latchkey.log.files.SnapshotBody;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A durable, append-only log of byte records in one directory. {@link #append} returns after the fsync, so every record
 * it has returned for survives any crash.
 *
 * <p>A single thread must do all appends, marks, position reads, reserve calls and the close. {@link #snapshots},
 * {@link #failure} and the methods that say so may be called from any thread. Interrupting the appending thread during
 * an append makes the log fail, because the JDK then closes the file.
 */
public final class Log implements AutoCloseable {

    private static final RecordBatch EMPTY_BATCH = new RecordBatch(0);

    private final LockedDisk disk;
    private final FsyncGate fsyncGate;
    private final Segments segments;
    private final SnapshotWriter snapshots;
    private final ReserveFile reserve;
    private final RecoveryReport recovery;
    private SegmentWriter writer;
    private boolean closed;

    Log(
            LockedDisk disk,
            FsyncGate fsyncGate,
            Segments segments,
            SnapshotWriter snapshots,
            ReserveFile reserve,
            RecoveryReport recovery,
            SegmentWriter writer) {
        this.disk = disk;
        this.fsyncGate = fsyncGate;
        this.segments = segments;
        this.snapshots = snapshots;
        this.reserve = reserve;
        this.recovery = recovery;
        this.writer = writer;
    }

    /**
     * Opens the log in a directory, or creates one in an empty directory, and passes its contents to {@code replay}.
     * When this returns, everything that was replayed is durable.
     *
     * @param chance generates the id of a new node
     * @throws DirectoryInUseException if another opener has locked the directory
     * @throws DamagedLogException if durable data is missing or corrupted
     * @throws NewerVersionException if a newer version of Latchkey wrote it
     * @throws NoRoomException if the disk is too full for a new segment, even after the reserve is released
     * @throws DiskFailedException if an I/O operation fails
     * @throws UnusableDirectoryException if the directory is not writable, or contains a symbolic link in place of a
     *     file
     */
    public static Log open(Disk disk, LogOptions options, RandomGenerator chance, Replay replay) {
        return new LogOpener(disk, options, chance).open(replay);
    }

    /**
     * Creates a log from a snapshot in an empty directory, as when restoring a backup. The log continues after record
     * {@code last}.
     *
     * @throws UnusableDirectoryException if the directory already contains a log, which is not changed
     */
    public static void restore(
            Disk disk, LogOptions options, RandomGenerator chance, long last, byte[] storeId, SnapshotBody body) {
        new LogOpener(disk, options, chance).restore(last, storeId, body);
    }

    /** What recovery found when the log was opened. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /**
     * Writes a batch and fsyncs it once (group commit); when this returns, the batch is durable. The batch itself is
     * not changed: the caller may clear it or append it again.
     *
     * @return the index of the last record
     * @throws NoRoomException if the disk is full: no record of the batch was written, and the log remains usable
     * @throws DiskFailedException if the disk failed, now or earlier: the outcome is unknown, and the log can no longer
     *     be used
     */
    public long append(RecordBatch batch) {
        checkOpen();
        if (batch.records() > 0) {
            if (!writer.hasRoomFor(batch.bytes())) {
                roll();
            }
            writer.append(batch);
            segments.updateSize(writer.first(), writer.end());
        }
        return writer.position().index();
    }

    /**
     * Starts a new segment, so that a snapshot of the current position allows all older segments to be deleted. Does
     * nothing if the newest segment has no records.
     *
     * @throws NoRoomException if the disk is full; nothing was changed
     */
    public void beginSegment() {
        checkOpen();
        if (writer.position().index() >= writer.first()) {
            roll();
        }
    }

    private void roll() {
        SegmentHeader header = SegmentHeader.of(recovery.node(), recovery.epoch(), writer.position());
        SegmentWriter next = segments.begin(header, EMPTY_BATCH);
        try (SegmentWriter full = writer) {
            writer = next;
            full.roll();
            segments.updateSize(full.first(), full.end());
        }
    }

    /**
     * Writes and fsyncs a durable mark, after which bit rot in the last batch can be told from a torn write. Does
     * nothing if the last batch already has a mark. Each mark costs an fsync, so call this when the log is idle.
     */
    public void mark() {
        checkOpen();
        writer.mark();
    }

    /**
     * Verifies that the directory, its lock file and the newest segment are still the ones in use. If they were moved,
     * deleted or replaced, another server can use the directory, and the next recovery would not find what is written
     * here. Call this about once a second.
     *
     * @throws DiskFailedException if they are not, or if that cannot be determined: the log can no longer be used
     */
    public void verifyDirectory() {
        checkOpen();
        disk.verify();
        writer.verifyName();
    }

    /** The position after the last durable record. */
    public LogPosition position() {
        return writer.position();
    }

    /** The number of segments. May be called from any thread. */
    public int segments() {
        return segments.count();
    }

    /** The bytes used in all segments, not counting preallocated space. May be called from any thread. */
    public long bytes() {
        return segments.bytes();
    }

    /** The snapshot writer. May be called from any thread. */
    public SnapshotWriter snapshots() {
        return snapshots;
    }

    /** Deletes the reserve file, which frees space for writes that must succeed on a full disk. */
    public void releaseReserve() {
        checkOpen();
        reserve.release();
    }

    /**
     * Creates the reserve file if it does not exist.
     *
     * @return whether it exists: false if the disk is too full, or if the options specify no reserve
     */
    public boolean holdReserve() {
        checkOpen();
        return reserve.hold();
    }

    /** Whether the reserve file exists. */
    public boolean reserveHeld() {
        return reserve.held();
    }

    /** Free and total space of the file system; zeros if unknown. May be called from any thread. */
    public DiskSpace space() {
        return segments.space();
    }

    /** The I/O failure that made the log unusable, if any. May be called from any thread. */
    public Optional<DiskFailedException> failure() {
        return Optional.ofNullable(fsyncGate.failure());
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
        fsyncGate.check();
    }

    /**
     * Verifies the directory and writes a final mark, unless the disk has failed, and unlocks the directory. Idempotent:
     * closing again does nothing.
     *
     * @throws DiskFailedException if the directory was lost or the mark cannot be fsynced; the directory is unlocked
     *     nevertheless
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (LockedDisk unlocked = disk;
                SegmentWriter last = writer) {
            if (fsyncGate.failure() == null) {
                unlocked.verify();
                last.verifyName();
                markUnlessDiskFull(last);
            }
        } catch (IOException e) {
            throw fsyncGate.fail("unlock the directory", e);
        }
    }

    private static void markUnlessDiskFull(SegmentWriter writer) {
        try {
            writer.mark();
        } catch (NoRoomException e) {
            // Harmless: recovery rewrites every record after the last mark.
            return;
        }
    }
}
