package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.DiskSpace;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.NoRoomException;
import java.io.IOException;
import java.util.concurrent.ConcurrentSkipListMap;

/** The segments of a directory: makes new ones, and takes away those that nobody needs. For any thread. */
public final class Segments {

    private final Disk disk;
    private final FsyncGate forces;
    private final LogOptions options;

    /** How long the segments are, by their first index. */
    private final ConcurrentSkipListMap<Long, Long> sizes = new ConcurrentSkipListMap<>();

    public Segments(Disk disk, FsyncGate forces, LogOptions options, DirectoryListing names) throws IOException {
        this.disk = disk;
        this.forces = forces;
        this.options = options;
        for (long first : names.segments()) {
            try (DiskFile file = disk.openToRead(LogFormat.segmentName(first))) {
                sizes.put(first, file.size());
            }
        }
    }

    /**
     * Makes a new segment, durable with its name and all in it when this returns.
     *
     * @param tail records to begin with; may be empty
     * @throws NoRoomException if the disk is full; nothing of it is left
     */
    public SegmentWriter begin(SegmentHeader header, Batch tail) {
        String name = LogFormat.segmentName(header.first());
        String halfMade = name + LogFormat.HALF_MADE;
        try {
            return write(halfMade, name, header, tail);
        } catch (DiskFullException e) {
            removeIfThere(halfMade);
            throw new NoRoomException("no room for a new segment: " + e.getMessage(), e);
        } catch (NoRoomException e) {
            removeIfThere(halfMade);
            throw e;
        } catch (IOException e) {
            throw forces.failed("make " + disk.where(name), e);
        }
    }

    private SegmentWriter write(String halfMade, String name, SegmentHeader header, Batch tail) throws IOException {
        DiskFile file = disk.create(halfMade);
        try {
            SegmentWriter writer = SegmentWriter.begin(forces, file, disk.where(name), header, options);
            writer.force();
            if (tail.records() > 0) {
                writer.append(tail);
            }
            disk.rename(halfMade, name);
            forces.directory(disk);
            // Why not before: a start that finds a mark builds on this segment, and its name must be durable then.
            if (tail.records() > 0) {
                writer.mark();
            }
            sizes.put(header.first(), writer.end());
            return writer;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Ends an older segment at {@code place}, now that a newer one goes on from there. */
    public void end(SegmentReader older) {
        String where = older.where();
        try (DiskFile file = disk.open(older.name())) {
            SegmentWriter cut = SegmentWriter.cutAt(forces, file, where, older.header(), options, older.marked());
            cut.roll();
            sizes.put(older.header().first(), cut.end());
        } catch (IOException e) {
            throw forces.failed("cut " + where, e);
        }
    }

    /** Takes away the segments whose records all have an index of {@code index} or less; never the newest. */
    public void dropCoveredBy(long index) {
        Long next = sizes.isEmpty() ? null : sizes.higherKey(sizes.firstKey());
        while (next != null && next <= index + 1) {
            long first = sizes.firstKey();
            remove(LogFormat.segmentName(first));
            sizes.remove(first);
            next = sizes.higherKey(next);
        }
    }

    public int count() {
        return sizes.size();
    }

    /** How many bytes are in use. */
    public long bytes() {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    public DiskSpace space() {
        try {
            return disk.space();
        } catch (IOException e) {
            // Nothing depends on it: whether there is room is found out by writing.
            return DiskSpace.UNKNOWN;
        }
    }

    /** Notes that a segment has become longer, or has ended. */
    public void isLong(long first, long bytes) {
        // Why only if it is there: a snapshot that covers all of it may just have taken it away.
        sizes.computeIfPresent(first, (index, before) -> bytes);
    }

    public void removeIfThere(String name) {
        try {
            if (disk.list().contains(name)) {
                remove(name);
            }
        } catch (IOException e) {
            throw forces.failed("list " + disk.where(""), e);
        }
    }

    public void remove(String name) {
        try {
            disk.delete(name);
        } catch (IOException e) {
            throw forces.failed("delete " + disk.where(name), e);
        }
    }
}
