package dev.latchkey.log.files;

import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.NoRoomException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The end of one segment, where records are written and forced. */
public final class SegmentWriter implements Closeable {

    private static final ByteBuffer ZEROS = ByteBuffer.allocate(1 << 16).asReadOnlyBuffer();

    private final FsyncGate forces;
    private final DiskFile file;
    private final String where;
    private final SegmentHeader header;
    private final LogOptions options;
    private LogPosition position;
    private int chain;
    private long end;
    private long allocated;
    private boolean marked = true;

    /** Takes over a file that ends with {@code chain} and {@code end}, all of which is forced. */
    private SegmentWriter(
            FsyncGate forces, DiskFile file, String where, SegmentHeader header, LogOptions options, Place place) {
        this.forces = forces;
        this.file = file;
        this.where = where;
        this.header = header;
        this.options = options;
        this.position = place.position();
        this.chain = place.chain();
        this.end = place.offset();
        this.allocated = end;
    }

    /** Writes a header to an empty file. Nothing is forced. */
    static SegmentWriter begin(FsyncGate forces, DiskFile file, String where, SegmentHeader header, LogOptions options)
            throws IOException {
        file.writeFully(header.encode(), 0);
        return new SegmentWriter(forces, file, where, header, options, Place.first(header));
    }

    /** Cuts a segment at {@code place}, to go on from there. Nothing is forced. */
    static SegmentWriter cutAt(
            FsyncGate forces, DiskFile file, String where, SegmentHeader header, LogOptions options, Place place)
            throws IOException {
        file.truncate(place.offset());
        return new SegmentWriter(forces, file, where, header, options, place);
    }

    /** Behind the last data that was forced. */
    public LogPosition position() {
        return position;
    }

    /** The index of its first record. */
    public long first() {
        return header.first();
    }

    /** How many bytes of the file are in use. */
    public long end() {
        return end;
    }

    public boolean hasRoomFor(int bytes) {
        return end == LogFormat.SEGMENT_HEADER_BYTES || end + bytes <= options.segmentBytes();
    }

    /**
     * Writes and forces a batch.
     *
     * @throws NoRoomException if the disk is full; nothing of it is left
     */
    public void append(Batch batch) {
        LogPosition last = batch.seal(header.seed(), chain, position.index());
        write(batch.sealed(), options.allocateBytes());
        position = last;
        chain = last.checksum();
        marked = false;
    }

    /** Says on the disk that all so far is forced, if nothing there says so yet. */
    public void mark() {
        if (!marked) {
            end(RecordKind.MARK);
            marked = true;
        }
    }

    /** Says that the next segment is there, and gives back the room that was taken ahead. */
    public void roll() {
        try {
            end(RecordKind.ROLL);
        } catch (NoRoomException e) {
            // It would only tell if somebody took the next segment away; a full disk is no reason to stop for that.
            return;
        }
        cutBack();
    }

    private void end(RecordKind kind) {
        ByteBuffer record = ByteBuffer.allocate(LogFormat.RECORD_HEADER_BYTES);
        int sealed = RecordHeader.seal(record, 0, new Checksum(), header.seed(), kind, position.index(), 0, chain);
        write(record, 0);
        chain = sealed;
    }

    private void write(ByteBuffer bytes, int ahead) {
        forces.check();
        long newEnd = end + bytes.remaining();
        try {
            file.writeFully(bytes, end);
        } catch (DiskFullException e) {
            cutBack();
            throw new NoRoomException("no room to write " + where + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw forces.failed("write " + where, e);
        }
        allocateBehind(newEnd, ahead);
        forces.file(file, where);
        end = newEnd;
    }

    /** Takes back what is behind the end; durably, so that it cannot come back and be taken for something written later. */
    private void cutBack() {
        try {
            file.truncate(end);
        } catch (IOException e) {
            throw forces.failed("cut " + where, e);
        }
        forces.file(file, where);
        allocated = end;
    }

    /** Why zeros are written: nothing else takes room on every file system, and Java has no call for it. */
    private void allocateBehind(long newEnd, int ahead) {
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
            giveUpRoomBehind(newEnd, e);
        } catch (IOException e) {
            throw forces.failed("write " + where, e);
        }
    }

    private void giveUpRoomBehind(long newEnd, DiskFullException full) {
        try {
            file.truncate(newEnd);
        } catch (IOException e) {
            e.addSuppressed(full);
            throw forces.failed("cut " + where, e);
        }
        allocated = newEnd;
    }

    void force() {
        forces.file(file, where);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw forces.failed("close " + where, e);
        }
    }

    /**
     * A place in a segment, between two records.
     *
     * @param position behind the last data
     * @param chain the checksum of the record before, of whatever kind
     */
    public record Place(LogPosition position, int chain, long offset) {

        static Place first(SegmentHeader header) {
            LogPosition behind = new LogPosition(header.first() - 1, header.previous());
            return new Place(behind, header.seed(), LogFormat.SEGMENT_HEADER_BYTES);
        }
    }
}
