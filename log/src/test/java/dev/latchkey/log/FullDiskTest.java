package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A write to a full disk definitely does not take effect, loses no earlier record, and succeeds once space is
 * available.
 */
final class FullDiskTest {

    private static final LogOptions SEGMENTS = new LogOptions(600, 100, 0);

    /** Appends 30 batches and takes snapshots in between, ignoring refusals; returns the accepted records. */
    private static List<String> work(InMemoryDisk disk, TestLog log) {
        List<String> taken = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            try {
                log.append("record " + i, "and " + i);
                taken.add("record " + i);
                taken.add("and " + i);
            } catch (NoRoomException e) {
                assertThat(e).hasMessageContaining("No space left on device");
                nothingRemainsOf(disk, log);
            }
            if (i % 10 == 0) {
                snapshot(log);
            }
        }
        return taken;
    }

    private static void snapshot(TestLog log) {
        try {
            log.snapshot();
        } catch (NoRoomException e) {
            assertThat(e).hasMessage("not enough disk space for a snapshot: No space left on device");
        }
    }

    /** Holds even after a power loss at this point, because the truncation is durable before the refusal is returned. */
    private static void nothingRemainsOf(InMemoryDisk disk, TestLog log) {
        SplittableRandom chance = new SplittableRandom(1);
        for (int crash = 0; crash < 3; crash++) {
            Replayed replayed = new Replayed();
            RecoveryReport report =
                    Log.open(disk.crash(chance), SEGMENTS, chance, replayed).recovery();
            assertThat(replayed.records).isEqualTo(log.records);
            assertThat(report.cut()).isEmpty();
        }
    }

    private static void diskIsFullAtEachWrite(boolean forEver) {
        boolean reached = true;
        for (int write = 1; reached; write++) {
            InMemoryDisk disk = new InMemoryDisk();
            TestLog log = new TestLog(disk, SEGMENTS);
            disk.fail(DiskFaults.fullAtWrite(write, forEver));
            List<String> taken = work(disk, log);
            reached = disk.writes() >= write;
            disk.fail(DiskFaults.NONE);
            log.append("retried").snapshot().append("retried too");
            log.close();

            taken.addAll(List.of("retried", "retried too"));
            try (TestLog again = new TestLog(disk, SEGMENTS)) {
                assertThat(again.records).as("write %d", write).isEqualTo(taken);
                assertThat(again.log.recovery().cut()).isEmpty();
            }
            assertThat(disk.filesOpen()).isZero();
            assertThat(disk.contents().keySet()).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    void diskMayBeFullForOneWrite() {
        diskIsFullAtEachWrite(false);
    }

    @Test
    void diskMayBecomeFullForGoodAtAnyWrite() {
        diskIsFullAtEachWrite(true);
    }

    @Test
    void partlyWrittenBatchIsTruncatedDurablyBeforeTheRefusal() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk, SEGMENTS).append("a");
        disk.fail(DiskFaults.fullAtWrite(1, false));
        assertThatThrownBy(() -> log.append("b", "c"))
                .isInstanceOf(NoRoomException.class)
                .hasMessage("not enough disk space to write disk/0000000000000000001.log: No space left on device");
        assertThat(disk.fsyncs()).isEqualTo(1);
        assertThat(disk.contents().getOrDefault("0000000000000000001.log", new byte[0]))
                .hasSize(64 + 33);
        nothingRemainsOf(disk, log);
    }

    /**
     * After a retry of the first refused record, the bytes of the others would follow it again if they were still in the
     * file.
     */
    @Test
    void recordsOfARefusedBatchDoNotReappearAfterARetry() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk, new LogOptions(1_000, 0, 0)).append("a");
        disk.fail(DiskFaults.fullAtWrite(1, false));
        assertThatThrownBy(() -> log.append("b", "c", "x".repeat(200))).isInstanceOf(NoRoomException.class);
        log.append("b");
        assertThat(TestLog.recordsOn(new InMemoryDisk(disk.contents()))).containsExactly("a", "b");
    }

    @Test
    void failedFsyncOfATruncationFailsTheLog() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk, SEGMENTS).append("a");
        disk.fail(new DiskFaults(1, false, Long.MAX_VALUE, Integer.MAX_VALUE, 0, 1, false));
        assertThatThrownBy(() -> log.append("b")).isInstanceOf(DiskFailedException.class);
        assertThat(log.log.failure()).isPresent();
    }

    @Test
    void appendSucceedsWithoutSpaceToPreallocate() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk, new LogOptions(10_000, 5_000, 0)).append("a");
        long used =
                disk.contents().values().stream().mapToLong(file -> file.length).sum();
        disk.fail(DiskFaults.full(used + 100));
        log.append("x".repeat(4_900)).append("y");
        log.close();
        assertThat(TestLog.recordsOn(disk)).hasSize(3);
    }

    @Test
    void reserveIsReleasedForASnapshotThatFreesSpace() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk, new LogOptions(1_000, 100, 2_000));
        assertThat(log.log.reserveHeld()).isTrue();
        assertThat(disk.contents().getOrDefault("reserve", new byte[0])).hasSize(2_000);
        log.appendEach("record ", 50);
        long used =
                disk.contents().values().stream().mapToLong(file -> file.length).sum();
        disk.fail(DiskFaults.full(used + 50));
        assertThatThrownBy(() -> log.append("x".repeat(500))).isInstanceOf(NoRoomException.class);
        assertThatThrownBy(log::snapshot).isInstanceOf(NoRoomException.class);

        log.log.releaseReserve();
        assertThat(log.log.reserveHeld()).isFalse();
        log.append("a delete").snapshot();

        assertThat(log.log.holdReserve()).isTrue();
        log.append("x".repeat(500)).close();
        assertThat(TestLog.recordsOn(disk)).hasSize(52);
    }

    @Test
    void recoveryOnAFullDiskReleasesTheReserve() {
        InMemoryDisk disk = new InMemoryDisk();
        new TestLog(disk, new LogOptions(1_000, 0, 500)).append("a", "b");
        InMemoryDisk killed = new InMemoryDisk(disk.contents());
        killed.fail(DiskFaults.full(
                disk.contents().values().stream().mapToLong(file -> file.length).sum()));
        try (TestLog log = new TestLog(killed, new LogOptions(1_000, 0, 500))) {
            assertThat(log.records).containsExactly("a", "b");
            assertThat(log.log.recovery().rewritten()).isEqualTo(2);
        }
    }

    @Test
    void recoveryWithoutAnyDiskSpaceFailsAndChangesNothingDurable() {
        InMemoryDisk disk = new InMemoryDisk();
        new TestLog(disk).append("a", "b");
        InMemoryDisk killed = new InMemoryDisk(disk.contents());
        killed.fail(DiskFaults.full(0));
        assertThatThrownBy(() -> new TestLog(killed))
                .isInstanceOf(NoRoomException.class)
                .hasMessage("not enough disk space for a new segment: No space left on device");
        killed.fail(DiskFaults.NONE);
        assertThat(TestLog.recordsOn(killed)).containsExactly("a", "b");
    }
}
