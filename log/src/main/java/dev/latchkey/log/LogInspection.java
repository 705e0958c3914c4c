package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.errors.NewerVersionException;
import dev.latchkey.log.files.DirectoryListing;
import dev.latchkey.log.files.LogFormat;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.files.SegmentReader;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.log.files.SnapshotInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of a dry run of crash recovery on a directory: nothing is changed, and nothing is locked. If a server is
 * writing to the log at the same time, the result may report a torn tail or corruption that does not exist.
 *
 * @param segments the segments, oldest first
 * @param snapshots the snapshots, newest first
 * @param records how many records recovery would replay
 * @param last the index of the last record
 * @param cut the torn tail that recovery would truncate
 * @param warnings problems that would not prevent recovery
 * @param refusal why recovery would fail
 */
public record LogInspection(
        List<Segment> segments,
        List<Snapshot> snapshots,
        long records,
        long last,
        Optional<RecoveryReport.Cut> cut,
        List<String> warnings,
        Optional<LogException> refusal) {

    public LogInspection {
        segments = List.copyOf(segments);
        snapshots = List.copyOf(snapshots);
        warnings = List.copyOf(warnings);
    }

    /**
     * A segment, described by its header or by the reason why the header cannot be read.
     *
     * @param first the first index according to the file name
     */
    public record Segment(
            String file, long first, long bytes, Optional<NodeId> node, long epoch, Optional<LogException> damage) {}

    /**
     * A snapshot, verified completely.
     *
     * @param last the last index according to the file name
     */
    public record Snapshot(
            String file, long last, long bytes, Optional<SnapshotHeader> header, Optional<LogException> damage) {}

    /**
     * Inspects a directory.
     *
     * @throws DiskFailedException if it cannot be read
     */
    public static LogInspection of(Disk disk) {
        return of(disk, new DiscardingReplay());
    }

    /**
     * Inspects a directory and replays its contents as recovery would, up to the point where recovery would fail.
     *
     * @throws DiskFailedException if it cannot be read
     */
    public static LogInspection of(Disk disk, Replay replay) {
        try {
            DirectoryListing names = DirectoryListing.list(disk);
            List<Segment> segments = new ArrayList<>();
            for (long first : names.segments()) {
                segments.add(segment(disk, first));
            }
            List<Snapshot> snapshots = new ArrayList<>();
            for (long last : names.snapshots()) {
                snapshots.add(snapshot(disk, last));
            }
            return recover(disk, names, segments, snapshots, replay);
        } catch (IOException e) {
            throw DiskFailedException.to("read " + disk.where(""), e);
        }
    }

    private static LogInspection recover(
            Disk disk, DirectoryListing names, List<Segment> segments, List<Snapshot> snapshots, Replay replay)
            throws IOException {
        try {
            Recovery.Found found = new Recovery(disk, replay).read(names);
            try (SegmentReader newest = found.newest()) {
                long last = newest == null ? 0 : newest.place().position().index();
                return new LogInspection(
                        segments, snapshots, found.records(), last, found.cut(), found.warnings(), Optional.empty());
            }
        } catch (DamagedLogException | NewerVersionException e) {
            return new LogInspection(segments, snapshots, 0, 0, Optional.empty(), List.of(), Optional.of(e));
        }
    }

    private static Segment segment(Disk disk, long first) throws IOException {
        String name = LogFormat.segmentName(first);
        long bytes = sizeOf(disk, name);
        try (SegmentReader reader = SegmentReader.open(disk, name)) {
            SegmentHeader header = reader.header();
            return new Segment(name, first, bytes, Optional.of(header.node()), header.epoch(), Optional.empty());
        } catch (DamagedLogException | NewerVersionException e) {
            return new Segment(name, first, bytes, Optional.empty(), 0, Optional.of(e));
        }
    }

    private static Snapshot snapshot(Disk disk, long last) throws IOException {
        String name = LogFormat.snapshotName(last);
        long bytes = sizeOf(disk, name);
        try (SnapshotInput input = SnapshotInput.open(disk, name)) {
            input.check();
            return new Snapshot(name, last, bytes, Optional.of(input.header()), Optional.empty());
        } catch (DamagedLogException | NewerVersionException e) {
            return new Snapshot(name, last, bytes, Optional.empty(), Optional.of(e));
        }
    }

    private static long sizeOf(Disk disk, String name) throws IOException {
        try (DiskFile file = disk.openToRead(name)) {
            return file.size();
        } catch (DamagedLogException e) {
            // Ignored here: it is not a regular file, and reading it reports that.
            return 0;
        }
    }

    /** Ignores everything that is replayed. */
    private static final class DiscardingReplay implements Replay {

        @Override
        public void snapshot(SnapshotHeader header, InputStream body) {}

        @Override
        public void record(long index, ByteBuffer payload) {}
    }
}
