package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.FileWindow;
import dev.latchkey.log.errors.DamagedLogException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the records of one segment in order, and stops for good at the first that cannot be right. */
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
    private int unforced;
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

    /** Behind the last record that was read. */
    public SegmentWriter.Place place() {
        return place;
    }

    /** The last place up to which something that was read says all was forced. */
    public SegmentWriter.Place marked() {
        return marked;
    }

    /** Says that all that was read so far had been forced. */
    public void markHere() {
        marked = place;
    }

    /**
     * Reads the next record.
     *
     * @return false if there is none, or none that is sound; then {@link #tail} tells
     * @throws DamagedLogException if there is a sound record of this segment that must not be here
     */
    public boolean next() throws IOException {
        RecordHeader found = headerAt(next);
        if (found == null) {
            return false;
        }
        refuseMisplaced(found);
        if (!window.cover(next, LogFormat.RECORD_HEADER_BYTES + found.length())
                || !found.fits(window.bytes(), window.at(next), sum, header.seed())) {
            return false;
        }
        if (found.unforced() == 1) {
            marked = place;
        }
        LogPosition last =
                found.kind() == RecordKind.DATA ? new LogPosition(found.index(), found.checksum()) : place.position();
        place = new SegmentWriter.Place(last, found.checksum(), next + LogFormat.RECORD_HEADER_BYTES + found.length());
        if (found.unforced() == 0) {
            marked = place;
        }
        unforced = found.unforced();
        record = found;
        next = place.offset();
        return true;
    }

    /** Why a sound record in a wrong place is no torn write: a crash leaves a part of what was written, and never moves it. */
    private void refuseMisplaced(RecordHeader found) {
        boolean data = found.kind() == RecordKind.DATA;
        long index = place.position().index() + (data ? 1 : 0);
        if (found.index() != index) {
            throw damaged("a " + found.kind() + " record of index " + found.index() + " stands where index " + index
                    + " belongs: a misplaced block");
        }
        if (found.previous() != place.chain()) {
            throw damaged("record " + index + " does not follow the record before it: an old record, or that one is");
        }
        if (data ? found.unforced() != 1 && found.unforced() != unforced + 1 : found.unforced() != 0) {
            throw damaged("record " + index + " claims " + found.unforced() + " unforced records, behind " + unforced);
        }
    }

    public DamagedLogException damaged(String reason) {
        return new DamagedLogException(where(), next, reason);
    }

    /** Goes back to where everything before is known to be forced. */
    public void rewindToMark() {
        place = marked;
        next = place.offset();
        unforced = 0;
        record = null;
    }

    /** Why there is no sound record at the place where reading stopped. */
    public String reason() throws IOException {
        RecordHeader found = headerAt(next);
        String which = "record " + (place.position().index() + 1);
        if (found != null) {
            return next + LogFormat.RECORD_HEADER_BYTES + found.length() > window.size()
                    ? which + " reaches beyond the end of the file"
                    : "the checksum of " + which + " is wrong";
        }
        if (!window.cover(next, LogFormat.RECORD_HEADER_BYTES)) {
            return "the file ends before the header of " + which + " does";
        }
        boolean zeros = true;
        for (int at = window.at(next); at < window.at(next) + LogFormat.RECORD_HEADER_BYTES; at++) {
            zeros &= window.bytes().get(at) == 0;
        }
        return zeros ? "zeros where " + which + " belongs" : "the check of the header of " + which + " is wrong";
    }

    /** The kind of the record that was read last; null before the first. */
    @Nullable
    public RecordKind kind() {
        return record == null ? null : record.kind();
    }

    /** The payload of the record that was read last, valid until the next is read. */
    public ByteBuffer payload() {
        int length = record == null ? 0 : record.length();
        return window.bytes().slice(window.at(place.offset() - length), length).asReadOnlyBuffer();
    }

    /** What there is behind the last sound record. */
    public Tail tail() throws IOException {
        long mark = -1;
        int records = 0;
        long end = next;
        for (long at = next; at < window.size(); at++) {
            window.cover(at, 1);
            if (window.bytes().get(window.at(at)) != 0) {
                end = at + 1;
            }
            RecordHeader found = headerAt(at);
            if (found != null) {
                records++;
                mark = Math.max(mark, found.mark());
            }
        }
        return new Tail(records, end - next, mark);
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
     * The rest of a segment.
     *
     * @param records how many can still be recognised by their headers
     * @param bytes up to the last that is not zero
     * @param mark the highest that one of the records names; -1 if there is none
     */
    public record Tail(int records, long bytes, long mark) {}
}
