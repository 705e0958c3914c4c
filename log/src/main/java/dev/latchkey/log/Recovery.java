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

/** Reads what a directory holds and hands it to a {@link Replay}. Changes nothing. */
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
     * What was found.
     *
     * @param newest the last segment, read to its end; null if there is no log at all
     */
    record Found(
            @Nullable SegmentReader newest,
            Optional<SnapshotHeader> snapshot,
            long records,
            long bytes,
            Optional<RecoveryReport.Cut> cut,
            List<String> warnings) {

        /**
         * @param header of the segment that this start made
         * @param rewritten how many records it began with
         */
        RecoveryReport report(SegmentHeader header, int rewritten) {
            long last = header.first() - 1 + rewritten;
            return new RecoveryReport(
                    header.node(), header.epoch(), snapshot, records, bytes, last, rewritten, cut, warnings);
        }
    }

    Found read(DirectoryListing names) throws IOException {
        if (!names.hasLog()) {
            refuseReserveAlone(names);
            return new Found(null, Optional.empty(), 0, 0, Optional.empty(), List.of());
        }
        loadSnapshot(names.snapshots());
        SegmentReader newest = readSegments(needed(names.segments()));
        Optional<RecoveryReport.Cut> cut = cutOf(newest);
        return new Found(newest, Optional.ofNullable(snapshot), records, bytes, cut, List.copyOf(warnings));
    }

    /** Why: a reserve is made behind the first segment, so there was a log, which somebody has deleted. */
    private void refuseReserveAlone(DirectoryListing names) {
        if (names.reserve()) {
            throw DamagedLogException.missing(
                    disk.where(LogFormat.RESERVE),
                    "it belongs to a log of which no file is left. To begin anew all the same, delete it too");
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
                refuse(covered.index() != last, name, "its header says that it covers record " + covered.index());
                replay.snapshot(snapshot, input);
            }
            return;
        }
    }

    /** The segments from the one that holds the first record behind the snapshot. */
    private List<Long> needed(List<Long> segments) {
        int from = 0;
        while (from + 1 < segments.size() && segments.get(from + 1) <= covered.index() + 1) {
            from++;
        }
        String missing = warnings.isEmpty() ? "" : "; " + String.join("; ", warnings);
        refuseWithoutSegments(segments, missing);
        long first = segments.get(from);
        refuse(
                first > covered.index() + 1,
                LogFormat.segmentName(first),
                "the log begins with record " + first + ", and no sound snapshot covers what was before" + missing);
        return segments.subList(from, segments.size());
    }

    /** Why no name of a segment: nobody knows where the one that is missing began. */
    private void refuseWithoutSegments(List<Long> segments, String warned) {
        if (!segments.isEmpty()) {
            return;
        }
        if (snapshot == null) {
            throw DamagedLogException.missing(
                    disk.where(""), "there is no segment of the log, and no sound snapshot" + warned);
        }
        throw DamagedLogException.missing(
                disk.where(LogFormat.snapshotName(covered.index())),
                "no segment of the log is there. The newest is missing, in which record " + (covered.index() + 1)
                        + " would come behind this snapshot" + warned);
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
        refuse(header.first() != first, reader.name(), "its header says that it begins with record " + header.first());
        NodeId node = before != null ? before.header().node() : snapshot != null ? snapshot.node() : header.node();
        refuse(
                !header.node().equals(node),
                reader.name(),
                "it is a file of another node, " + header.node() + "; this is " + node);
        LogPosition end = before != null ? before.place().position() : covered;
        refuse(
                end.index() + 1 == first && end.checksum() != header.previous(),
                reader.name(),
                "it does not follow record " + end.index() + " but another history");
    }

    /** Reads up to the record with index {@code limit}, which must be reached unless it is the newest segment. */
    private void readRecords(SegmentReader reader, long limit) throws IOException {
        while (reader.place().position().index() < limit) {
            if (!reader.next()) {
                refuseStop(reader, limit);
                break;
            }
            if (reader.kind() == RecordKind.ROLL) {
                String next = LogFormat.segmentName(reader.place().position().index() + 1);
                throw new DamagedLogException(
                        disk.where(next), 0, "it is missing, but " + reader.where() + " says that it was there");
            }
            if (reader.kind() == RecordKind.DATA) {
                handOver(reader);
            }
            report(reader.place().offset());
        }
        bytesBefore = bytes;
    }

    private void handOver(SegmentReader reader) {
        LogPosition position = reader.place().position();
        if (position.index() > covered.index()) {
            records++;
            replay.record(position.index(), reader.payload());
        } else if (position.index() == covered.index()) {
            refuse(
                    position.checksum() != covered.checksum(),
                    reader.name(),
                    "its record " + covered.index() + " is not the one that the snapshot covers");
            // A snapshot is made of forced records only, so it is a mark.
            reader.markHere();
        }
    }

    /** Tells damage from a torn tail. */
    private void refuseStop(SegmentReader reader, long limit) throws IOException {
        long index = reader.place().position().index() + 1;
        if (limit != Long.MAX_VALUE) {
            throw reader.damaged(reader.reason() + ", and the next segment begins only with record " + (limit + 1));
        }
        if (index <= covered.index()) {
            throw reader.damaged(reader.reason() + ", and a snapshot covers record " + covered.index());
        }
        long mark = reader.tail().mark();
        if (mark >= index) {
            throw reader.damaged(reader.reason() + ", and records up to " + mark + " had been forced");
        }
    }

    private static Optional<RecoveryReport.Cut> cutOf(SegmentReader newest) throws IOException {
        SegmentReader.Tail tail = newest.tail();
        return tail.bytes() == 0
                ? Optional.empty()
                : Optional.of(new RecoveryReport.Cut(
                        newest.where(), newest.place().offset(), tail.records(), tail.bytes(), newest.reason()));
    }

    private void report(long offset) {
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

    private void refuse(boolean wrong, String name, String reason) {
        if (wrong) {
            throw new DamagedLogException(disk.where(name), 0, reason);
        }
    }
}
