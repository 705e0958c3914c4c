package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.FileWindow;
import dev.latchkey.log.errors.DamagedLogException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the records of one segment in order, and stops at the first invalid record. */
public final class SegmentReader implements Closeable {

    private final Disk disk;
    private final String name;
    private final DiskFile file;
    private final FileWindow window;
    private final SegmentHeader header;
    private final Checksum sum = new Checksum();
    private SegmentWriter.Place place;
    private SegmentWriter.Place marked;
    private long next;
    private int unsynced;
    private @Nullable RecordHeader record;

    private SegmentReader(Disk disk, String name, DiskFile file) throws IOException {
        this.disk = disk;
        this.name = name;
        this.file = file;
        this.window = new FileWindow(file);
        window.cover(0, (int) Math.min(window.size(), LogFormat.SEGMENT_HEADER_BYTES));
        this.header = SegmentHeader.decode(where(), window.bytes());
        this.place = SegmentWriter.Place.first(header);
        this.marked = place;
        this.next = place.offset();
    }

    public static SegmentReader open(Disk disk, String name) throws IOException {
        DiskFile file = disk.openToRead(name);
        try {
            return new SegmentReader(disk, name, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    public String name() {
        return name;
    }

    public String where() {
        return disk.where(name);
    }

    public SegmentHeader header() {
        return header;
    }

    /** The place after the last record that was read. */
    public SegmentWriter.Place place() {
        return place;
    }

    /** The place up to which the records read so far prove that everything was fsynced. */
    public SegmentWriter.Place marked() {
        return marked;
    }

    /** Notes that everything read so far had been fsynced. */
    public void noteFsynced() {
        marked = place;
    }

    /**
     * Reads the next record.
     *
     * @return false if the next record is absent or invalid; {@link #tail} then describes the rest of the segment
     * @throws DamagedLogException if the next record is a valid record of this segment but does not belong here
     */
    public boolean next() throws IOException {
        RecordHeader found = headerAt(next);
        if (found == null) {
            return false;
        }
        rejectMisplaced(found);
        if (!window.cover(next, LogFormat.RECORD_HEADER_BYTES + found.length())
                || !found.hasValidChecksum(window.bytes(), window.at(next), sum, header.seed())) {
            return false;
        }
        if (found.unsynced() == 1) {
            marked = place;
        }
        LogPosition last =
                found.kind() == RecordKind.DATA ? new LogPosition(found.index(), found.checksum()) : place.position();
        place = new SegmentWriter.Place(last, found.checksum(), next + LogFormat.RECORD_HEADER_BYTES + found.length());
        if (found.unsynced() == 0) {
            marked = place;
        }
        unsynced = found.unsynced();
        record = found;
        next = place.offset();
        return true;
    }

    /**
     * Rejects a valid record in the wrong place. It is not a torn write: a crash can lose part of a write but never
     * moves it.
     */
    private void rejectMisplaced(RecordHeader found) {
        boolean data = found.kind() == RecordKind.DATA;
        long index = place.position().index() + (data ? 1 : 0);
        if (found.index() != index) {
            throw corrupted("found a " + found.kind() + " record with index " + found.index() + " where index " + index
                    + " belongs: a misplaced block");
        }
        if (found.previous() != place.chain()) {
            throw corrupted("record " + index + " does not chain to the record before it: one of the two is stale");
        }
        if (data ? found.unsynced() != 1 && found.unsynced() != unsynced + 1 : found.unsynced() != 0) {
            throw corrupted("record " + index + " claims " + found.unsynced()
                    + " unsynced records, but the record before it claims " + unsynced);
        }
    }

    public DamagedLogException corrupted(String reason) {
        return new DamagedLogException(where(), next, reason);
    }

    /** Rewinds to the last mark, up to which everything is known to be fsynced. */
    public void rewindToMark() {
        place = marked;
        next = place.offset();
        unsynced = 0;
        record = null;
    }

    /** Describes why the record at which reading stopped is absent or invalid. */
    public String reason() throws IOException {
        RecordHeader found = headerAt(next);
        String which = "record " + (place.position().index() + 1);
        if (found != null) {
            return next + LogFormat.RECORD_HEADER_BYTES + found.length() > window.size()
                    ? which + " extends past the end of the file"
                    : "the checksum of " + which + " is wrong";
        }
        if (!window.cover(next, LogFormat.RECORD_HEADER_BYTES)) {
            return "the file ends within the header of " + which;
        }
        boolean zeros = true;
        for (int at = window.at(next); at < window.at(next) + LogFormat.RECORD_HEADER_BYTES; at++) {
            zeros &= window.bytes().get(at) == 0;
        }
        return zeros ? "zeros where " + which + " belongs" : "the header checksum of " + which + " is wrong";
    }

    /** The kind of the record that was read last; null before the first one. */
    @Nullable
    public RecordKind kind() {
        return record == null ? null : record.kind();
    }

    /** The payload of the record that was read last, valid until the next call of {@link #next}. */
    public ByteBuffer payload() {
        int length = record == null ? 0 : record.length();
        return window.bytes().slice(window.at(place.offset() - length), length).asReadOnlyBuffer();
    }

    /** Scans the bytes after the last valid record. */
    public Tail tail() throws IOException {
        long mark = -1;
        TailCount records = new TailCount(place.position().index());
        long end = next;
        for (long at = next; at < window.size(); at++) {
            window.cover(at, 1);
            if (window.bytes().get(window.at(at)) != 0) {
                end = at + 1;
                records.nonzero(at);
            }
            RecordHeader found = headerAt(at);
            if (found != null) {
                records.recognized(found, at);
                mark = Math.max(mark, found.mark());
            }
        }
        return new Tail(records.min(), end - next, mark);
    }

    private @Nullable RecordHeader headerAt(long at) throws IOException {
        return window.cover(at, LogFormat.RECORD_HEADER_BYTES)
                ? RecordHeader.decode(window.bytes(), window.at(at), sum, header.seed())
                : null;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /**
     * The rest of a segment after its last valid record.
     *
     * @param records how many records there were at least: those whose headers were recognized, those before them in the
     *     order of their indexes, and one if there are other bytes after them
     * @param bytes how many bytes there are up to the last nonzero one
     * @param mark the highest mark in those headers; -1 if no header was recognized
     */
    public record Tail(int records, long bytes, long mark) {}
}
