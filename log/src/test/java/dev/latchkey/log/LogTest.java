package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The log on a disk without faults. */
final class LogTest {

    private final InMemoryDisk disk = new InMemoryDisk();

    @Test
    void appendedRecordsAreReplayedAtTheNextStartup() {
        try (TestLog log = new TestLog(disk)) {
            log.append("a", "b").append("c");
            assertThat(log.log.position().index()).isEqualTo(3);
        }
        try (TestLog log = new TestLog(disk)) {
            assertThat(log.records).containsExactly("a", "b", "c");
            log.append("d");
        }
        assertThat(TestLog.recordsOn(disk)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void emptyDirectoryIsANewNode() {
        try (TestLog log = new TestLog(disk)) {
            assertThat(log.records).isEmpty();
            assertThat(log.log.recovery().epoch()).isEqualTo(1);
            assertThat(log.log.position()).isEqualTo(new LogPosition(0, 0));
        }
    }

    @Test
    void recordsMayBeEmptyAndMayHoldAnything() {
        try (TestLog log = new TestLog(disk)) {
            log.append("", "\0\0\0\0", "x".repeat(5_000), "");
        }
        assertThat(TestLog.recordsOn(disk)).containsExactly("", "\0\0\0\0", "x".repeat(5_000), "");
    }

    @Test
    void emptyBatchWritesNothing() {
        try (TestLog log = new TestLog(disk)) {
            disk.fail(DiskFaults.NONE);
            assertThat(log.log.append(new RecordBatch(10))).isZero();
            assertThat(disk.writes()).isZero();
            assertThat(disk.fsyncs()).isZero();
        }
    }

    @Test
    void oneBatchIsOneFsync() {
        try (TestLog log = new TestLog(disk)) {
            disk.fail(DiskFaults.NONE);
            log.append("a", "b", "c");
            assertThat(disk.fsyncs()).isEqualTo(1);
            log.append("d", "e");
            assertThat(disk.fsyncs()).isEqualTo(2);
        }
    }

    @Test
    void fullSegmentIsFollowedByANewOne() {
        try (TestLog log = new TestLog(disk)) {
            log.appendEach("record ", 200);
            assertThat(log.log.segments()).isGreaterThan(3);
            // At most 42 bytes per record, plus a header and a roll per segment.
            assertThat(log.log.bytes()).isBetween(200L * 40, 200L * 42 + log.log.segments() * 96L);
            assertThat(disk.contents().values()).allSatisfy(file -> assertThat(file.length)
                    .isLessThanOrEqualTo((int) TestLog.SMALL.segmentBytes() + 32));
        }
        assertThat(TestLog.recordsOn(disk)).hasSize(200).startsWith("record 1").endsWith("record 200");
    }

    @Test
    void batchLargerThanASegmentIsNotSplit() {
        try (TestLog log = new TestLog(disk)) {
            log.append("a").append("x".repeat(3_000), "y".repeat(3_000)).append("b");
            assertThat(log.log.segments()).isEqualTo(3);
        }
        assertThat(TestLog.recordsOn(disk)).hasSize(4).endsWith("b");
    }

    @Test
    void cleanStopLeavesNothingToRewriteOrTruncate() {
        try (TestLog log = new TestLog(disk)) {
            log.append("a", "b");
        }
        try (TestLog log = new TestLog(disk)) {
            RecoveryReport report = log.log.recovery();
            assertThat(report.cut()).isEmpty();
            assertThat(report.rewritten()).isZero();
            assertThat(report.records()).isEqualTo(2);
            assertThat(report.last()).isEqualTo(2);
        }
    }

    @Test
    void killedProcessLosesNothingAndItsTailIsRewritten() {
        TestLog killed = new TestLog(disk).append("a").append("b", "c");

        InMemoryDisk left = new InMemoryDisk(disk.contents());
        try (TestLog log = new TestLog(left)) {
            assertThat(log.records).isEqualTo(killed.records);
            assertThat(log.log.recovery().cut()).isEmpty();
            assertThat(log.log.recovery().rewritten()).isEqualTo(2);
            assertThat(log.log.recovery().epoch()).isEqualTo(2);
        }
    }

    @Test
    void repeatedRestartsTakeNoDiskSpace() {
        new TestLog(disk).append("a").append("b").close();
        new TestLog(disk).close();
        int bytes = bytes();
        for (int i = 0; i < 50; i++) {
            new TestLog(disk).close();
        }
        assertThat(bytes()).isEqualTo(bytes);
        for (int i = 0; i < 50; i++) {
            TestLog.recordsOn(new InMemoryDisk(disk.contents()));
        }
        assertThat(disk.filesOpen()).isZero();
    }

    private int bytes() {
        return disk.contents().values().stream().mapToInt(file -> file.length).sum();
    }

    @Test
    void longReplayReportsProgress() {
        new TestLog(disk, LogOptions.STANDARD)
                .append("x".repeat(3 << 20))
                .append("y".repeat(3 << 20))
                .append("z");
        List<String> reported = new ArrayList<>();
        Replay replay = new Replay() {
            @Override
            public void snapshot(SnapshotHeader header, InputStream body) {
                throw new AssertionError("unexpected snapshot");
            }

            @Override
            public void record(long index, ByteBuffer payload) {}

            @Override
            public void progress(long bytesRead, long bytesInAll) {
                reported.add((bytesRead >> 20) + " of " + (bytesInAll >> 20));
            }
        };
        Log.open(new InMemoryDisk(disk.contents()), LogOptions.STANDARD, new SplittableRandom(1), replay);
        assertThat(reported).containsExactly("6 of 7");
    }

    @Test
    void fullBatchRefusesMoreRecords() {
        RecordBatch batch = new RecordBatch(100);
        assertThat(batch.add(new byte[200])).isTrue();
        assertThat(batch.add(new byte[0])).isFalse();
        assertThat(batch.records()).isEqualTo(1);
        assertThat(batch.bytes()).isEqualTo(232);
        batch.clear();
        assertThat(batch.add(new byte[34])).isTrue();
        assertThat(batch.add(new byte[2])).isTrue();
        assertThat(batch.add(new byte[0])).isFalse();
    }

    @Test
    void recordThatIsTooLongIsRefusedBeforeAnythingIsWritten() {
        ByteBuffer long64 = ByteBuffer.allocate((64 << 20) + 1);
        assertThatThrownBy(() -> new RecordBatch(10).add(long64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a record of 67108865 bytes exceeds 67108864");
    }

    @Test
    void closedLogRefusesToAppend() {
        TestLog log = new TestLog(disk);
        log.close();
        log.close();
        assertThatThrownBy(() -> log.append("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the log is closed");
    }

    @Test
    void secondOpenerIsGivenTheLockHolder() {
        TestLog first = new TestLog(disk);
        assertThatThrownBy(() -> new TestLog(disk))
                .isInstanceOf(DirectoryInUseException.class)
                .hasMessage("disk/ is in use by this process");
        first.close();
        new TestLog(disk).close();
    }

    @Test
    void restoredLogContinuesAfterItsSnapshot() {
        Log.restore(disk, TestLog.SMALL, new SplittableRandom(3), 2, TestLog.STORE, Replayed.body(List.of("a", "b")));
        try (TestLog log = new TestLog(disk)) {
            assertThat(log.records).containsExactly("a", "b");
            log.append("c");
        }
        assertThat(TestLog.recordsOn(disk)).containsExactly("a", "b", "c");
        assertThatThrownBy(() -> Log.restore(disk, TestLog.SMALL, new SplittableRandom(3), 0, TestLog.STORE, out -> {}))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessage("disk/ already contains a log; it was not changed");
    }

    @Test
    void recordThatDoesNotFitIntoABatchIsReportedAndNotAdded() {
        RecordBatch batch = new RecordBatch(64);
        batch.addOrFail(ByteBuffer.allocate(32));
        assertThat(batch.add(ByteBuffer.allocate(1))).isFalse();
        assertThatThrownBy(() -> batch.addOrFail(ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a record of 1 bytes does not fit");
        assertThat(batch.records()).isEqualTo(1);
    }
}
