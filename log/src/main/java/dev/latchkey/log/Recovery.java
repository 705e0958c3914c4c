package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.files.DirectoryListing;
import dev.latchkey.log.files.LogFormat;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.RecordKind;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.files.SegmentReader;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.log.files.SnapshotInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Crash recovery: reads the snapshot and the segments of a directory and passes them to a {@link Replay}. Changes no
 * file.
 */
final class Recovery {

    private static final long PROGRESS_BYTES = 4 << 20;

    private final Disk disk;
    private final Replay replay;
    private final List<String> warnings = new ArrayList<>();
    private @Nullable SnapshotHeader snapshot;
    private LogPosition covered = new LogPosition(0, 0);
    private long records;
    private long bytes;
    private long bytesBefore;
    private long bytesReported;
    private long bytesInAll;

    Recovery(Disk disk, Replay replay) {
        this.disk = disk;
        this.replay = replay;
    }

    /**
     * The result of recovery.
     *
     * @param newest the last segment, read to its end; null if the directory contains no log
     */
    record Found(
            @Nullable SegmentReader newest,
            Optional<SnapshotHeader> snapshot,
            long records,
            long bytes,
            Optional<RecoveryReport.Cut> cut,
            List<String> warnings) {

        /**
         * @param header the header of the segment that was created at this startup
         * @param rewritten how many records were copied into that segment
         */
        RecoveryReport report(SegmentHeader header, int rewritten) {
            long last = header.first() - 1 + rewritten;
            return new RecoveryReport(
                    header.node(), header.epoch(), snapshot, records, bytes, last, rewritten, cut, warnings);
        }
    }

    Found read(DirectoryListing names) throws IOException {
        rejectUnfinishedRestore(names);
        names.rejectUnlessFiles(disk);
        if (!names.hasLog()) {
            rejectReserveWithoutLog(names);
            return new Found(null, Optional.empty(), 0, 0, Optional.empty(), List.of());
        }
        loadSnapshot(names.snapshots());
        SegmentReader newest = readSegments(segmentsToRead(names.segments()));
        Optional<RecoveryReport.Cut> cut = tornTailOf(newest);
        return new Found(newest, Optional.ofNullable(snapshot), records, bytes, cut, List.copyOf(warnings));
    }

    private void rejectUnfinishedRestore(DirectoryListing names) {
        if (names.restoring()) {
            throw DamagedLogException.missing(
                    disk.where(LogFormat.RESTORING),
                    "a restore into this directory has not completed. Wait for it or, if it was interrupted, repeat it");
        }
    }

    /**
     * Rejects a reserve file without a log. The reserve is created after the first segment, so a log existed and was
     * deleted.
     */
    private void rejectReserveWithoutLog(DirectoryListing names) {
        if (names.reserve()) {
            throw DamagedLogException.missing(
                    disk.where(LogFormat.RESERVE),
                    "the log it belongs to is gone. To start with an empty log anyway, delete this file too");
        }
    }

    private void loadSnapshot(List<Long> newestFirst) throws IOException {
        for (long last : newestFirst) {
            String name = LogFormat.snapshotName(last);
            try (SnapshotInput trial = SnapshotInput.open(disk, name)) {
                trial.check();
            } catch (DamagedLogException e) {
                warnings.add(e.getMessage());
                continue;
            }
            try (SnapshotInput input = SnapshotInput.open(disk, name)) {
                snapshot = input.header();
                covered = snapshot.covered();
                rejectIf(covered.index() != last, name, "its header says that it covers record " + covered.index());
                replay.snapshot(snapshot, input);
            }
            return;
        }
    }

    /** The segments from the one that contains the first record after the snapshot. */
    private List<Long> segmentsToRead(List<Long> segments) {
        int from = 0;
        while (from + 1 < segments.size() && segments.get(from + 1) <= covered.index() + 1) {
            from++;
        }
        String missing = warnings.isEmpty() ? "" : "; " + String.join("; ", warnings);
        rejectMissingSegments(segments, missing);
        long first = segments.get(from);
        rejectIf(
                first > covered.index() + 1,
                LogFormat.segmentName(first),
                "the log begins with record " + first + ", but no valid snapshot covers the records before it"
                        + missing);
        return segments.subList(from, segments.size());
    }

    /** The messages name no segment, because the first index of the missing one is unknown. */
    private void rejectMissingSegments(List<Long> segments, String warned) {
        if (!segments.isEmpty()) {
            return;
        }
        if (snapshot == null) {
            throw DamagedLogException.missing(disk.where(""), "no log segment and no valid snapshot found" + warned);
        }
        throw DamagedLogException.missing(
                disk.where(LogFormat.snapshotName(covered.index())),
                "no log segment found. The newest one, which continues with record " + (covered.index() + 1)
                        + " after this snapshot, is missing" + warned);
    }

    private SegmentReader readSegments(List<Long> firsts) throws IOException {
        for (long first : firsts) {
            bytesInAll += sizeOf(LogFormat.segmentName(first));
        }
        SegmentReader before = null;
        for (int i = 0; i < firsts.size(); i++) {
            SegmentReader reader = SegmentReader.open(disk, LogFormat.segmentName(firsts.get(i)));
            try {
                boolean newest = i + 1 == firsts.size();
                verifyHeader(reader, firsts.get(i), before);
                readRecords(reader, newest ? Long.MAX_VALUE : firsts.get(i + 1) - 1);
            } catch (IOException | RuntimeException e) {
                reader.close();
                throw e;
            }
            before = reader;
            if (i + 1 < firsts.size()) {
                reader.close();
            }
        }
        return Objects.requireNonNull(before);
    }

    private void verifyHeader(SegmentReader reader, long first, @Nullable SegmentReader before) {
        SegmentHeader header = reader.header();
        rejectIf(header.first() != first, reader.name(), "its header says that its first record is " + header.first());
        NodeId node = before != null ? before.header().node() : snapshot != null ? snapshot.node() : header.node();
        rejectIf(
                !header.node().equals(node),
                reader.name(),
                "it belongs to another node, " + header.node() + "; this node is " + node);
        LogPosition end = before != null ? before.place().position() : covered;
        rejectIf(
                end.index() + 1 == first && end.checksum() != header.previous(),
                reader.name(),
                "it does not continue from record " + end.index() + ": it belongs to another history");
    }

    /** Reads up to the record at index {@code limit}, which must exist unless this is the newest segment. */
    private void readRecords(SegmentReader reader, long limit) throws IOException {
        while (reader.place().position().index() < limit) {
            if (!reader.next()) {
                rejectUnlessTornTail(reader, limit);
                break;
            }
            if (reader.kind() == RecordKind.ROLL) {
                String next = LogFormat.segmentName(reader.place().position().index() + 1);
                throw new DamagedLogException(
                        disk.where(next), 0, "it is missing, but " + reader.where() + " records that it existed");
            }
            if (reader.kind() == RecordKind.DATA) {
                replayRecord(reader);
            }
            reportProgress(reader.place().offset());
        }
        bytesBefore = bytes;
    }

    private void replayRecord(SegmentReader reader) {
        LogPosition position = reader.place().position();
        if (position.index() > covered.index()) {
            records++;
            replay.record(position.index(), reader.payload());
        } else if (position.index() == covered.index()) {
            rejectIf(
                    position.checksum() != covered.checksum(),
                    reader.name(),
                    "its record " + covered.index() + " is not the one that the snapshot covers");
            // A snapshot covers only fsynced records, so it is also a mark.
            reader.noteFsynced();
        }
    }

    /** Throws if the record that could not be read had been fsynced: then it is corruption and not a torn write. */
    private void rejectUnlessTornTail(SegmentReader reader, long limit) throws IOException {
        long index = reader.place().position().index() + 1;
        if (limit != Long.MAX_VALUE) {
            throw reader.corrupted(reader.reason() + ", but the next segment begins with record " + (limit + 1));
        }
        if (index <= covered.index()) {
            throw reader.corrupted(reader.reason() + ", but a snapshot covers record " + covered.index());
        }
        long mark = reader.tail().mark();
        if (mark >= index) {
            throw reader.corrupted(reader.reason() + ", but records up to " + mark + " had been fsynced");
        }
    }

    private static Optional<RecoveryReport.Cut> tornTailOf(SegmentReader newest) throws IOException {
        SegmentReader.Tail tail = newest.tail();
        return tail.bytes() == 0
                ? Optional.empty()
                : Optional.of(new RecoveryReport.Cut(
                        newest.where(), newest.place().offset(), tail.records(), tail.bytes(), newest.reason()));
    }

    private void reportProgress(long offset) {
        bytes = bytesBefore + offset;
        if (bytes - bytesReported >= PROGRESS_BYTES) {
            bytesReported = bytes;
            replay.progress(bytes, bytesInAll);
        }
    }

    private long sizeOf(String name) throws IOException {
        try (DiskFile file = disk.openToRead(name)) {
            return file.size();
        }
    }

    private void rejectIf(boolean wrong, String name, String reason) {
        if (wrong) {
            throw new DamagedLogException(disk.where(name), 0, reason);
        }
    }
}
