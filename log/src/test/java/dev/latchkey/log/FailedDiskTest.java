package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A failed fsync or write makes the log unusable, immediately and permanently. */
final class FailedDiskTest {

    private static final LogOptions SEGMENTS = new LogOptions(600, 100, 100);

    private final List<String> acknowledged = new ArrayList<>();

    /** Opens a log, appends, rolls and takes snapshots, and notes what was acknowledged, whether or not the run fails. */
    private void work(InMemoryDisk disk) {
        TestLog log = new TestLog(disk, SEGMENTS);
        try {
            for (int i = 1; i <= 30; i++) {
                log.append("record " + i);
                acknowledged.add("record " + i);
                if (i % 10 == 0) {
                    log.snapshot();
                }
            }
            log.close();
        } finally {
            if (log.log.failure().isPresent()) {
                refusesEverything(disk, log);
            }
        }
    }

    private static void refusesEverything(InMemoryDisk disk, TestLog log) {
        int fsyncs = disk.fsyncs();
        int writes = disk.writes();
        String reason =
                log.log.failure().map(Throwable::getMessage).orElse("") + "; the log stays closed until a restart";
        assertRefuses(reason, () -> log.append("more"));
        assertRefuses(reason, log::snapshot);
        assertRefuses(reason, log.log::releaseReserve);
        assertRefuses(reason, log.log::holdReserve);
        assertRefuses(reason, log.log::mark);
        log.close();
        assertThat(disk.fsyncs()).isEqualTo(fsyncs);
        assertThat(disk.writes()).isEqualTo(writes);
    }

    private static void assertRefuses(String reason, Runnable call) {
        try {
            call.run();
        } catch (DiskFailedException | IllegalStateException e) {
            if (e instanceof DiskFailedException) {
                assertThat(e).hasMessage(reason);
            }
            return;
        }
        throw new AssertionError("was not refused");
    }

    private int failEachFsync(boolean forEver) {
        int fsync = 0;
        boolean failed = true;
        while (failed) {
            fsync++;
            acknowledged.clear();
            InMemoryDisk disk = new InMemoryDisk();
            disk.fail(DiskFaults.failAtFsync(fsync, forEver));
            failed = fails(disk);
            if (failed) {
                recoversEverythingAcknowledged(disk, fsync);
            }
        }
        return fsync;
    }

    private boolean fails(InMemoryDisk disk) {
        try {
            work(disk);
            return false;
        } catch (DiskFailedException e) {
            assertThat(e).hasMessageContaining("Input/output error");
            return true;
        }
    }

    /**
     * Recovers after a kill, when the page cache still shows what never reached the disk, and after a power loss following
     * that recovery.
     */
    private void recoversEverythingAcknowledged(InMemoryDisk failed, int fsync) {
        failed.fail(DiskFaults.NONE);
        assertThat(failed.filesOpen()).isZero();
        TestLog again = new TestLog(failed, SEGMENTS);
        List<String> shown = List.copyOf(again.records);
        assertThat(shown).as("fsync %d", fsync).hasSizeGreaterThanOrEqualTo(acknowledged.size());
        assertThat(shown.subList(0, acknowledged.size())).isEqualTo(acknowledged);
        InMemoryDisk powerLost = failed.crash(new SplittableRandom(fsync));
        assertThat(TestLog.recordsOn(powerLost)).as("fsync %d", fsync).isEqualTo(shown);
    }

    @Test
    void singleFsyncFailureFailsTheLogAndLosesNothingAcknowledged() {
        assertThat(failEachFsync(false)).isGreaterThan(50);
    }

    @Test
    void permanentFsyncFailureFailsTheLogAndLosesNothingAcknowledged() {
        assertThat(failEachFsync(true)).isGreaterThan(50);
    }

    @Test
    void failedFsyncIsNeverRetried() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk).append("a");
        disk.fail(DiskFaults.failAtFsync(1, false));
        assertThatThrownBy(() -> log.append("b"))
                .isInstanceOf(DiskFailedException.class)
                .hasMessage("the disk failed to fsync disk/0000000000000000001.log: Input/output error");
        assertThatThrownBy(() -> log.append("c"))
                .isInstanceOf(DiskFailedException.class)
                .hasMessage("the disk failed to fsync disk/0000000000000000001.log: Input/output error;"
                        + " the log stays closed until a restart");
        log.close();
        assertThat(disk.fsyncs()).isEqualTo(1);
        assertThat(disk.crash(new SplittableRandom(1)).contents()).isNotEmpty();
    }

    /** The kernel dropped the tail and marked it clean: only rewriting it makes durable what recovery has replayed. */
    @Test
    void tailIsRewrittenAndFsyncedBeforeItIsServed() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk).append("a");
        disk.fail(DiskFaults.failAtFsync(1, false));
        assertThatThrownBy(() -> log.append("b")).isInstanceOf(DiskFailedException.class);
        log.close();
        disk.fail(DiskFaults.NONE);

        TestLog again = new TestLog(disk);
        assertThat(again.records).containsExactly("a", "b");
        assertThat(TestLog.recordsOn(disk.crash(new SplittableRandom(3)))).containsExactly("a", "b");
    }

    /**
     * The name of the segment it created may exist only in the page cache, so the next recovery must not append to that
     * segment.
     */
    @Test
    void failedFsyncDuringRecoveryLeavesNothingThatTheNextRecoveryTrusts() {
        InMemoryDisk killed = new InMemoryDisk();
        new TestLog(killed).append("a").append("b");
        int fsync = 0;
        boolean failed = true;
        while (failed) {
            fsync++;
            InMemoryDisk disk = new InMemoryDisk(killed.contents());
            disk.fail(DiskFaults.failAtFsync(fsync, false));
            failed = failsToStart(disk);
            disk.fail(DiskFaults.NONE);
            if (failed) {
                new TestLog(disk).append("c");
                for (int crash = 0; crash < 4; crash++) {
                    assertThat(TestLog.recordsOn(disk.crash(new SplittableRandom(crash))))
                            .as("fsync %d of the recovery failed, crash %d", fsync, crash)
                            .containsExactly("a", "b", "c");
                }
            }
        }
        assertThat(fsync).as("fsyncs of a recovery").isGreaterThan(4);
    }

    private static boolean failsToStart(InMemoryDisk disk) {
        try {
            new TestLog(disk).close();
            return false;
        } catch (DiskFailedException e) {
            return true;
        }
    }

    @Test
    void writeErrorFailsTheLog() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk).append("a");
        disk.fail(DiskFaults.failAtWrite(1));
        assertThatThrownBy(() -> log.append("b"))
                .isInstanceOf(DiskFailedException.class)
                .hasMessage("the disk failed to write disk/0000000000000000001.log: Input/output error");
        assertThatThrownBy(() -> log.append("c")).isInstanceOf(DiskFailedException.class);
        assertThat(disk.fsyncs()).isZero();
    }

    @Test
    void shortWritesAreContinued() {
        InMemoryDisk disk = new InMemoryDisk();
        disk.fail(DiskFaults.shortWrites(7));
        try (TestLog log = new TestLog(disk)) {
            log.appendEach("record ", 100).snapshot().append("last");
        }
        assertThat(TestLog.recordsOn(disk)).hasSize(101);
    }
}
