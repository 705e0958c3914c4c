package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NewerVersionException;
import dev.latchkey.log.files.Checksum;
import dev.latchkey.log.files.DirectoryListing;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.files.SegmentWriter;
import dev.latchkey.log.files.Segments;
import dev.latchkey.log.files.SnapshotInput;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Snapshots, and the deletion of the files that they replace. Covers DISK-05. */
final class SnapshotWriterTest {

    private final InMemoryDisk disk = new InMemoryDisk();

    private static void recoveryFails(Map<String, byte[]> files, String... parts) {
        assertThatThrownBy(() -> new TestLog(new InMemoryDisk(files)))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void recoveryLoadsTheSnapshotAndTheRecordsAfterIt() {
        try (TestLog log = new TestLog(disk)) {
            log.appendEach("a", 5).snapshot().appendEach("b", 5);
        }
        try (TestLog log = new TestLog(disk)) {
            assertThat(log.records).hasSize(10).endsWith("b5");
            assertThat(log.replayed.fromSnapshot).isEqualTo(5);
            assertThat(log.log.recovery().records()).isEqualTo(5);
            assertThat(log.log.recovery().snapshot()).hasValueSatisfying(header -> {
                assertThat(header.covered().index()).isEqualTo(5);
                assertThat(header.storeId()).isEqualTo(ByteBuffer.wrap(TestLog.STORE));
            });
        }
    }

    @Test
    void coveredSegmentsAndOlderSnapshotsAreDeleted() {
        try (TestLog log = new TestLog(disk)) {
            log.appendEach("a", 200).snapshot();
            assertThat(log.log.segments()).isEqualTo(1);
            log.appendEach("b", 200).snapshot();
            assertThat(disk.list()).hasSize(2).contains("0000000000000000400.snapshot");
        }
        assertThat(TestLog.recordsOn(disk)).hasSize(400);
    }

    @Test
    void samePayloadGivesTheSameFile() {
        InMemoryDisk other = new InMemoryDisk();
        new TestLog(disk).append("a", "b").snapshot();
        new TestLog(other).append("a", "b").snapshot();
        String name = "0000000000000000002.snapshot";
        assertThat(disk.contents().get(name)).isEqualTo(other.contents().get(name));
    }

    @Test
    void snapshotOfManyChunksIsReadBack() throws IOException {
        TestLog log = new TestLog(disk).append("a");
        byte[] large = new byte[1_000_000];
        new SplittableRandom(1).nextBytes(large);
        log.log.snapshots().write(log.log.position(), new byte[0], out -> {
            out.write(large, 0, 70_000);
            out.write(large[70_000]);
            out.write(large, 70_001, large.length - 70_001);
        });
        try (SnapshotInput input = SnapshotInput.open(disk, "0000000000000000001.snapshot")) {
            assertThat(input.readAllBytes()).isEqualTo(large);
        }
    }

    @Test
    void bodyThatThrowsLeavesNothing() {
        TestLog log = new TestLog(disk).append("a");
        assertThatThrownBy(() -> log.log.snapshots().write(log.log.position(), TestLog.STORE, out -> {
                    out.write(new byte[100_000]);
                    throw new IllegalArgumentException("the body failed");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(disk.list()).containsExactly("0000000000000000001.log");
        assertThat(log.log.failure()).isEmpty();
        log.snapshot().append("b").close();
        assertThat(TestLog.recordsOn(disk)).containsExactly("a", "b");
    }

    @Test
    void storeIdThatIsTooLongIsRefused() {
        TestLog log = new TestLog(disk).append("a");
        assertThatThrownBy(() -> log.log.snapshots().write(log.log.position(), new byte[65], out -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a store id of 65 bytes exceeds 64");
    }

    @Test
    void corruptedSnapshotIsReportedAndTheWholeLogReplayedIfItExists() {
        TestLog log = new TestLog(disk).appendEach("a", 5);
        Map<String, byte[]> whole = disk.contents();
        log.snapshot();
        whole.put("0000000000000000005.snapshot", flipped("0000000000000000005.snapshot", 140));
        try (TestLog again = new TestLog(new InMemoryDisk(whole))) {
            assertThat(again.records).hasSize(5);
            assertThat(again.log.recovery().snapshot()).isEmpty();
            assertThat(again.log.recovery().warnings())
                    .containsExactly("disk/0000000000000000005.snapshot is corrupted at offset 128:"
                            + " the checksum of the chunk is wrong");
        }
    }

    @Test
    void corruptedNewestSnapshotFallsBackToThePreviousOne() {
        TestLog log = new TestLog(disk).appendEach("a", 5).snapshot();
        Map<String, byte[]> files = disk.contents();
        log.append("b").snapshot();
        files.putAll(disk.contents());
        files.put("0000000000000000006.snapshot", flipped("0000000000000000006.snapshot", 30));
        try (TestLog again = new TestLog(new InMemoryDisk(files))) {
            assertThat(again.records).hasSize(6);
            assertThat(again.replayed.fromSnapshot).isEqualTo(5);
            assertThat(again.log.recovery().warnings()).hasSize(1);
        }
    }

    @Test
    void corruptedSnapshotStopsRecoveryIfTheLogDoesNotReachBack() {
        new TestLog(disk).appendEach("a", 200).snapshot().append("b").close();
        Map<String, byte[]> files = disk.contents();
        files.put("0000000000000000200.snapshot", flipped("0000000000000000200.snapshot", 200));
        recoveryFails(
                files,
                "but no valid snapshot covers the records before it; disk/0000000000000000200.snapshot is corrupted");
        files.remove("0000000000000000200.snapshot");
        recoveryFails(files, "but no valid snapshot covers the records before it");
    }

    private byte[] flipped(String name, int at) {
        byte[] bytes = disk.contents().getOrDefault(name, new byte[0]).clone();
        bytes[at] ^= 1;
        return bytes;
    }

    @Test
    void snapshotWithoutALogStopsRecovery() {
        new TestLog(disk).append("a").snapshot();
        Map<String, byte[]> files = new TreeMap<>(disk.contents());
        files.remove("0000000000000000001.log");
        recoveryFails(
                files,
                "disk/0000000000000000001.snapshot: no log segment found."
                        + " The newest one, which continues with record 2 after this snapshot, is missing");
        files.put("0000000000000000001.snapshot", flipped("0000000000000000001.snapshot", 30));
        recoveryFails(
                files, "no log segment and no valid snapshot found; disk/0000000000000000001.snapshot is corrupted");
    }

    /** A snapshot covers only fsynced records, so an intact log cannot end before it. */
    @Test
    void logThatEndsBeforeItsSnapshotStopsRecovery() {
        new TestLog(disk).append("a").append("b").snapshot();
        Map<String, byte[]> files = disk.contents();
        byte[] log = files.getOrDefault("0000000000000000001.log", new byte[0]);
        Arrays.fill(log, 64 + 33, log.length, (byte) 0);
        recoveryFails(files, "offset 97: zeros where record 2 belongs, but a snapshot covers record 2");
    }

    @Test
    void snapshotOfAnotherHistoryStopsRecovery() {
        InMemoryDisk other = new InMemoryDisk();
        new TestLog(other).append("x").append("y").snapshot();
        new TestLog(disk).append("a").append("b");
        Map<String, byte[]> files = disk.contents();
        files.putAll(Map.of(
                "0000000000000000002.snapshot",
                other.contents().getOrDefault("0000000000000000002.snapshot", new byte[0])));
        recoveryFails(files, "its record 2 is not the one that the snapshot covers");
    }

    @Test
    void snapshotOfAnotherNodeStopsRecovery() {
        InMemoryDisk other = new InMemoryDisk();
        Log.restore(other, TestLog.SMALL, new SplittableRandom(9), 1, TestLog.STORE, out -> out.write('x'));
        new TestLog(disk).append("a").append("b");
        Map<String, byte[]> files = disk.contents();
        files.put(
                "0000000000000000001.snapshot",
                other.contents().getOrDefault("0000000000000000001.snapshot", new byte[0]));
        recoveryFails(files, "it belongs to another node");
    }

    @Test
    void newerSnapshotIsReportedAsNewerAndNotAsCorrupted() {
        new TestLog(disk).append("a").snapshot();
        Map<String, byte[]> files = disk.contents();
        ByteBuffer header = ByteBuffer.wrap(files.getOrDefault("0000000000000000001.snapshot", new byte[0]));
        header.putInt(8, 7);
        header.putInt(12, Checksum.ofHeader(header, 128, 12));
        assertThatThrownBy(() -> new TestLog(new InMemoryDisk(files)))
                .isInstanceOf(NewerVersionException.class)
                .hasMessageStartingWith("disk/0000000000000000001.snapshot has format version 7");
    }

    @Test
    void truncatedOrExtendedSnapshotIsCorrupted() {
        new TestLog(disk).append("a").snapshot();
        byte[] file = disk.contents().getOrDefault("0000000000000000001.snapshot", new byte[0]);
        for (int length = 0; length < file.length; length++) {
            assertCorrupted(Arrays.copyOf(file, length));
        }
        assertCorrupted(Arrays.copyOf(file, file.length + 1));
    }

    private static void assertCorrupted(byte[] file) {
        InMemoryDisk holder = new InMemoryDisk(Map.of("s", file));
        assertThatThrownBy(() -> {
                    try (SnapshotInput input = SnapshotInput.open(holder, "s")) {
                        input.check();
                    }
                })
                .isInstanceOf(DamagedLogException.class);
        assertThat(holder.filesOpen()).isZero();
    }

    @Test
    void segmentDeletedByASnapshotWhileItFillsUpStaysDeleted() throws IOException {
        Segments segments = new Segments(disk, new FsyncGate(), TestLog.SMALL, DirectoryListing.list(disk));
        RecordBatch batch = new RecordBatch(100);
        batch.add(new byte[] {1});
        NodeId node = new NodeId(1, 2);
        try (SegmentWriter full =
                segments.begin(SegmentHeader.of(node, 1, new LogPosition(0, 0)), new RecordBatch(0))) {
            full.append(batch);
            segments.begin(SegmentHeader.of(node, 1, full.position()), new RecordBatch(0))
                    .close();
            // Meanwhile, the snapshot thread deletes the segment.
            segments.dropCoveredBy(1);
            segments.updateSize(full.first(), full.end());
        }
        assertThat(segments.count()).isEqualTo(1);
        segments.dropCoveredBy(1);
    }

    @Test
    void temporaryFilesAreDeletedAndUnrelatedFilesStay() throws IOException {
        new TestLog(disk).append("a").close();
        for (String name :
                new String[] {"notes.tmp", "0000000000000000009.snapshot.tmp", "0000000000000000009.log.tmp"}) {
            disk.create(name).close();
        }
        new TestLog(disk).close();
        assertThat(disk.list()).contains("notes.tmp").noneMatch(name -> name.startsWith("0000000000000000009"));
    }
}
