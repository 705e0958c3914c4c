package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.DiskSpace;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.NoRoomException;
import java.io.IOException;
import java.util.concurrent.ConcurrentSkipListMap;

/** The segments of a directory: creates new ones and deletes those that a snapshot covers. Thread-safe. */
public final class Segments {

    private final Disk disk;
    private final FsyncGate fsyncGate;
    private final LogOptions options;

    /** The size of each segment in bytes, by first index. */
    private final ConcurrentSkipListMap<Long, Long> sizes = new ConcurrentSkipListMap<>();

    public Segments(Disk disk, FsyncGate fsyncGate, LogOptions options, DirectoryListing names) throws IOException {
        this.disk = disk;
        this.fsyncGate = fsyncGate;
        this.options = options;
        for (long first : names.segments()) {
            try (DiskFile file = disk.openToRead(LogFormat.segmentName(first))) {
                sizes.put(first, file.size());
            }
        }
    }

    /**
     * Creates a new segment. When this returns, the segment and its name are durable.
     *
     * @param tail the first records; may be empty
     * @throws NoRoomException if the disk is full; no part of the segment remains
     */
    public SegmentWriter begin(SegmentHeader header, RecordBatch tail) {
        String name = LogFormat.segmentName(header.first());
        String temporary = name + LogFormat.TEMPORARY;
        try {
            return write(temporary, name, header, tail);
        } catch (DiskFullException e) {
            removeIfPresent(temporary);
            throw new NoRoomException("not enough disk space for a new segment: " + e.getMessage(), e);
        } catch (NoRoomException e) {
            removeIfPresent(temporary);
            throw e;
        } catch (IOException e) {
            throw fsyncGate.fail("make " + disk.where(name), e);
        }
    }

    private SegmentWriter write(String temporary, String name, SegmentHeader header, RecordBatch tail)
            throws IOException {
        DiskFile file = disk.create(temporary);
        try {
            lock(file);
            SegmentWriter writer = SegmentWriter.begin(fsyncGate, file, disk.where(name), header, options);
            writer.fsync();
            if (tail.records() > 0) {
                writer.append(tail);
            }
            fsyncGate.requireName(file, temporary, disk.where(temporary));
            disk.rename(temporary, name);
            fsyncGate.fsyncDirectory(disk);
            // The mark comes last, because recovery appends to a segment that has a mark, so its name must be durable
            // by then.
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

    /** The lock shows another opener that this log is in use, even if the lock file of the directory was deleted. */
    private static void lock(DiskFile file) throws IOException {
        if (!file.tryLock()) {
            throw new IOException("another process has locked it");
        }
    }

    /** Truncates an older segment at its last mark and ends it with a roll, now that a newer one continues from there. */
    public void finish(SegmentReader older) {
        String where = older.where();
        try (DiskFile file = disk.open(older.name())) {
            SegmentWriter truncated =
                    SegmentWriter.truncateAt(fsyncGate, file, where, older.header(), options, older.marked());
            truncated.roll();
            sizes.put(older.header().first(), truncated.end());
        } catch (IOException e) {
            throw fsyncGate.fail("truncate " + where, e);
        }
    }

    /** Deletes the segments in which every record has index {@code index} or less, but never the newest segment. */
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

    /** The bytes used in all segments. */
    public long bytes() {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    public DiskSpace space() {
        try {
            return disk.space();
        } catch (IOException e) {
            // The figure is only informative: a write reports whether the disk is full.
            return DiskSpace.UNKNOWN;
        }
    }

    /** Updates the recorded size of a segment. */
    public void updateSize(long first, long bytes) {
        // A snapshot that covers the whole segment may have just deleted it; then it must not be added again.
        sizes.computeIfPresent(first, (index, before) -> bytes);
    }

    public void removeIfPresent(String name) {
        try {
            if (disk.list().contains(name)) {
                remove(name);
            }
        } catch (IOException e) {
            throw fsyncGate.fail("list " + disk.where(""), e);
        }
    }

    public void remove(String name) {
        try {
            disk.delete(name);
        } catch (IOException e) {
            throw fsyncGate.fail("delete " + disk.where(name), e);
        }
    }
}
