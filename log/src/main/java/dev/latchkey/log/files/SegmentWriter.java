package dev.latchkey.log.files;

import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.NoRoomException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Appends records to one segment and fsyncs them. */
public final class SegmentWriter implements Closeable {

    private static final ByteBuffer ZEROS = ByteBuffer.allocate(1 << 16).asReadOnlyBuffer();

    private final FsyncGate fsyncGate;
    private final DiskFile file;
    private final String where;
    private final SegmentHeader header;
    private final LogOptions options;
    private LogPosition position;
    private int chain;
    private long end;
    private long allocated;
    private boolean marked = true;

    /** Continues a file at {@code place}. Everything before it must be fsynced, except in a new file. */
    private SegmentWriter(
            FsyncGate fsyncGate, DiskFile file, String where, SegmentHeader header, LogOptions options, Place place) {
        this.fsyncGate = fsyncGate;
        this.file = file;
        this.where = where;
        this.header = header;
        this.options = options;
        this.position = place.position();
        this.chain = place.chain();
        this.end = place.offset();
        this.allocated = end;
    }

    /** Writes the header to an empty file, without an fsync. */
    static SegmentWriter begin(
            FsyncGate fsyncGate, DiskFile file, String where, SegmentHeader header, LogOptions options)
            throws IOException {
        file.writeFully(header.encode(), 0);
        return new SegmentWriter(fsyncGate, file, where, header, options, Place.first(header));
    }

    /** Truncates a segment at {@code place} and continues from there, without an fsync. */
    static SegmentWriter truncateAt(
            FsyncGate fsyncGate, DiskFile file, String where, SegmentHeader header, LogOptions options, Place place)
            throws IOException {
        file.truncate(place.offset());
        return new SegmentWriter(fsyncGate, file, where, header, options, place);
    }

    /** The position after the last fsynced data record. */
    public LogPosition position() {
        return position;
    }

    /** The index of the first record. */
    public long first() {
        return header.first();
    }

    /** The used size of the file in bytes, not counting preallocated space. */
    public long end() {
        return end;
    }

    public boolean hasRoomFor(int bytes) {
        return end == LogFormat.SEGMENT_HEADER_BYTES || end + bytes <= options.segmentBytes();
    }

    /**
     * Writes a batch and fsyncs it.
     *
     * @throws NoRoomException if the disk is full; no part of the batch remains in the file
     */
    public void append(RecordBatch batch) {
        LogPosition last = batch.seal(header.seed(), chain, position.index());
        write(batch.sealed(), options.allocateBytes());
        position = last;
        chain = last.checksum();
        marked = false;
    }

    /** Writes a mark, which records that everything so far is fsynced, unless the last record is already a mark. */
    public void mark() {
        if (!marked) {
            writeMark(RecordKind.MARK);
            marked = true;
        }
    }

    /** Ends the segment with a roll, which records that its successor is durable, and releases the preallocated space. */
    public void roll() {
        try {
            writeMark(RecordKind.ROLL);
        } catch (NoRoomException e) {
            // A roll only serves to detect that the next segment was deleted, so a full disk need not stop the log
            // here.
            return;
        }
        truncateToEnd();
    }

    private void writeMark(RecordKind kind) {
        ByteBuffer record = ByteBuffer.allocate(LogFormat.RECORD_HEADER_BYTES);
        int sealed = RecordHeader.seal(record, 0, new Checksum(), header.seed(), kind, position.index(), 0, chain);
        write(record, 0);
        chain = sealed;
    }

    private void write(ByteBuffer bytes, int ahead) {
        fsyncGate.check();
        long newEnd = end + bytes.remaining();
        try {
            file.writeFully(bytes, end);
        } catch (DiskFullException e) {
            truncateToEnd();
            throw new NoRoomException("not enough disk space to write " + where + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw fsyncGate.fail("write " + where, e);
        }
        preallocate(newEnd, ahead);
        fsyncGate.fsync(file, where);
        end = newEnd;
    }

    /**
     * Durably removes everything after the end, which could otherwise reappear after a crash and pass for later
     * records.
     */
    private void truncateToEnd() {
        try {
            file.truncate(end);
        } catch (IOException e) {
            throw fsyncGate.fail("truncate " + where, e);
        }
        fsyncGate.fsync(file, where);
        allocated = end;
    }

    /**
     * Preallocates space after the end by writing zeros: Java has no fallocate, and not every file system supports it.
     */
    private void preallocate(long newEnd, int ahead) {
        if (newEnd <= allocated) {
            return;
        }
        long target = Math.max(newEnd, Math.min(newEnd + ahead, options.segmentBytes()));
        allocated = target;
        try {
            for (long at = newEnd; at < target; at += ZEROS.capacity()) {
                file.writeFully(ZEROS.slice(0, (int) Math.min(ZEROS.capacity(), target - at)), at);
            }
        } catch (DiskFullException e) {
            dropPreallocation(newEnd, e);
        } catch (IOException e) {
            throw fsyncGate.fail("write " + where, e);
        }
    }

    private void dropPreallocation(long newEnd, DiskFullException full) {
        try {
            file.truncate(newEnd);
        } catch (IOException e) {
            e.addSuppressed(full);
            throw fsyncGate.fail("truncate " + where, e);
        }
        allocated = newEnd;
    }

    void fsync() {
        fsyncGate.fsync(file, where);
    }

    /**
     * Verifies that the directory still has this segment under its name: otherwise, the next recovery would not find
     * what is written to it.
     */
    public void verifyName() {
        try {
            fsyncGate.requireName(file, LogFormat.segmentName(first()), where);
        } catch (IOException e) {
            throw fsyncGate.fail("look up " + where, e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw fsyncGate.fail("close " + where, e);
        }
    }

    /**
     * A place in a segment, between two records.
     *
     * @param position the position after the last data record
     * @param chain the checksum of the record before this place, of any kind
     */
    public record Place(LogPosition position, int chain, long offset) {

        static Place first(SegmentHeader header) {
            LogPosition after = new LogPosition(header.first() - 1, header.previous());
            return new Place(after, header.seed(), LogFormat.SEGMENT_HEADER_BYTES);
        }
    }
}
