package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskSpace;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.Batch;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.Reserve;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.files.SegmentWriter;
import dev.latchkey.log.files.Segments;
import dev.latchkey.log.files.SnapshotBody;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * An append-only log of byte records in one directory. What {@link #append} has returned for is there after any crash.
 *
 * <p>One thread appends, marks, takes positions, holds the reserve and closes; {@link #snapshots} and {@link #failure} are for any
 * thread. A thread that is interrupted while it appends ends the log: the JDK closes the file under it.
 */
public final class Log implements AutoCloseable {

    private static final Batch NOTHING = new Batch(0);

    private final Closeable lock;
    private final FsyncGate forces;
    private final Segments segments;
    private final Snapshots snapshots;
    private final Reserve reserve;
    private final RecoveryReport recovery;
    private SegmentWriter writer;
    private boolean closed;

    Log(
            Closeable lock,
            FsyncGate forces,
            Segments segments,
            Snapshots snapshots,
            Reserve reserve,
            RecoveryReport recovery,
            SegmentWriter writer) {
        this.lock = lock;
        this.forces = forces;
        this.segments = segments;
        this.snapshots = snapshots;
        this.reserve = reserve;
        this.recovery = recovery;
        this.writer = writer;
    }

    /**
     * Opens the log of a directory, or begins one in an empty directory, and hands all it holds to {@code replay}. On return all
     * that was handed over is durable.
     *
     * @param chance draws the id of a new node
     * @throws DirectoryInUseException if somebody else has it open
     * @throws DamagedLogException if something that had been durable is not there, or not what it was
     * @throws NewerVersionException if a newer program wrote it
     * @throws NoRoomException if there is no room to begin a segment, the reserve included
     * @throws DiskFailedException if the disk fails
     * @throws UnusableDirectoryException if the directory may not be written, or holds what must not be there
     */
    public static Log open(Disk disk, LogOptions options, RandomGenerator chance, Replay replay) {
        return new LogOpener(disk, options, chance).open(replay);
    }

    /**
     * Begins a log in an empty directory with a snapshot, as when a backup is restored. The log goes on behind {@code last}.
     *
     * @throws UnusableDirectoryException if there is a log already; it is left as it is
     */
    public static void restore(
            Disk disk, LogOptions options, RandomGenerator chance, long last, byte[] storeId, SnapshotBody body) {
        new LogOpener(disk, options, chance).restore(last, storeId, body);
    }

    /** What the start found. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /**
     * Writes a batch and forces it: on return it is durable. Leaves the batch as it is, to be cleared or appended again.
     *
     * @return the index of its last record
     * @throws NoRoomException if the disk is full: nothing of the batch is there, and the log goes on
     * @throws DiskFailedException if the disk failed, now or earlier: the batch may be there or not, and the log has ended
     */
    public long append(Batch batch) {
        checkOpen();
        if (batch.records() > 0) {
            if (!writer.hasRoomFor(batch.bytes())) {
                roll();
            }
            writer.append(batch);
            segments.isLong(writer.first(), writer.end());
        }
        return writer.position().index();
    }

    /**
     * Begins a new segment, so that a snapshot of now makes all before it needless; nothing if the newest one holds no records.
     *
     * @throws NoRoomException if the disk is full; nothing has changed
     */
    public void beginSegment() {
        checkOpen();
        if (writer.position().index() >= writer.first()) {
            roll();
        }
    }

    private void roll() {
        SegmentHeader header = SegmentHeader.of(recovery.node(), recovery.epoch(), writer.position());
        SegmentWriter next = segments.begin(header, NOTHING);
        try (SegmentWriter full = writer) {
            writer = next;
            full.roll();
            segments.isLong(full.first(), full.end());
        }
    }

    /**
     * Writes a mark, so that rot in the last batch can be told from a torn write; nothing if there is one. Worth a force when
     * nothing else is to be done.
     */
    public void mark() {
        checkOpen();
        writer.mark();
    }

    /** Behind the last record, which is durable. */
    public LogPosition position() {
        return writer.position();
    }

    /** How many segments there are. For any thread. */
    public int segments() {
        return segments.count();
    }

    /** How many bytes of the segments are in use; they may take a little more. For any thread. */
    public long bytes() {
        return segments.bytes();
    }

    /** Where snapshots are written. For any thread. */
    public Snapshots snapshots() {
        return snapshots;
    }

    /** Gives up the reserve, so that what must be done on a full disk can be. */
    public void releaseReserve() {
        checkOpen();
        reserve.release();
    }

    /**
     * Takes the reserve again.
     *
     * @return whether there is one: false if the disk has no room for it, or if none was asked for
     */
    public boolean holdReserve() {
        checkOpen();
        return reserve.hold();
    }

    /** Whether the reserve is there. */
    public boolean reserveHeld() {
        return reserve.held();
    }

    /** How much room the disk has; zeros if it cannot say. For any thread. */
    public DiskSpace space() {
        return segments.space();
    }

    /** Why the log has ended, if the disk failed. For any thread. */
    public Optional<DiskFailedException> failure() {
        return Optional.ofNullable(forces.failure());
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
        forces.check();
    }

    /**
     * Writes a last mark, unless the disk has failed, and lets the directory go. Twice is once.
     *
     * @throws DiskFailedException if the mark cannot be forced; the directory is let go all the same
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Closeable directory = lock;
                SegmentWriter last = writer) {
            if (forces.failure() == null) {
                markIfThereIsRoom(last);
            }
        } catch (IOException e) {
            throw forces.failed("unlock the directory", e);
        }
    }

    private static void markIfThereIsRoom(SegmentWriter writer) {
        try {
            writer.mark();
        } catch (NoRoomException e) {
            // Nothing is lost by it: the next start rewrites what no mark covers.
            return;
        }
    }
}
