package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.ForgetfulDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A disk that fails to force or to write ends the log, at once and for good. */
final class FailedDiskTest {

    private static final LogOptions SEGMENTS = new LogOptions(600, 100, 100);

    private final List<String> acknowledged = new ArrayList<>();

    /** Opens, appends, rolls, takes snapshots. Ends, normally or not, with what was acknowledged noted. */
    private void work(ForgetfulDisk disk) {
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

    private static void refusesEverything(ForgetfulDisk disk, TestLog log) {
        int forces = disk.forces();
        int writes = disk.writes();
        String reason =
                log.log.failure().map(Throwable::getMessage).orElse("") + "; the log stays closed until a restart";
        assertRefuses(reason, () -> log.append("more"));
        assertRefuses(reason, log::snapshot);
        assertRefuses(reason, log.log::releaseReserve);
        assertRefuses(reason, log.log::holdReserve);
        assertRefuses(reason, log.log::mark);
        log.close();
        assertThat(disk.forces()).isEqualTo(forces);
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
        throw new AssertionError("not refused");
    }

    private int failEveryForce(boolean forEver) {
        int force = 0;
        boolean failed = true;
        while (failed) {
            force++;
            acknowledged.clear();
            ForgetfulDisk disk = new ForgetfulDisk();
            disk.fail(DiskFaults.failAtForce(force, forEver));
            failed = fails(disk);
            if (failed) {
                restartsWithAllAcknowledged(disk, force);
            }
        }
        return force;
    }

    private boolean fails(ForgetfulDisk disk) {
        try {
            work(disk);
            return false;
        } catch (DiskFailedException e) {
            assertThat(e).hasMessageContaining("Input/output error");
            return true;
        }
    }

    /** After a kill, when the page cache still shows what the disk never got; and after a loss of power right after the restart. */
    private void restartsWithAllAcknowledged(ForgetfulDisk failed, int force) {
        failed.fail(DiskFaults.NONE);
        assertThat(failed.filesOpen()).isZero();
        TestLog again = new TestLog(failed, SEGMENTS);
        List<String> shown = List.copyOf(again.records);
        assertThat(shown).as("force %d", force).hasSizeGreaterThanOrEqualTo(acknowledged.size());
        assertThat(shown.subList(0, acknowledged.size())).isEqualTo(acknowledged);
        ForgetfulDisk powerLost = failed.crash(new SplittableRandom(force));
        assertThat(TestLog.recordsOn(powerLost)).as("force %d", force).isEqualTo(shown);
    }

    @Test
    void forceThatFailsOnceEndsTheLogAndLosesNothingAcknowledged() {
        assertThat(failEveryForce(false)).isGreaterThan(50);
    }

    @Test
    void forceThatFailsForEverEndsTheLogAndLosesNothingAcknowledged() {
        assertThat(failEveryForce(true)).isGreaterThan(50);
    }

    @Test
    void failedForceIsNeverTriedAgain() {
        ForgetfulDisk disk = new ForgetfulDisk();
        TestLog log = new TestLog(disk).append("a");
        disk.fail(DiskFaults.failAtForce(1, false));
        assertThatThrownBy(() -> log.append("b"))
                .isInstanceOf(DiskFailedException.class)
                .hasMessage("the disk failed to force disk/0000000000000000001.log: Input/output error");
        assertThatThrownBy(() -> log.append("c"))
                .isInstanceOf(DiskFailedException.class)
                .hasMessage("the disk failed to force disk/0000000000000000001.log: Input/output error;"
                        + " the log stays closed until a restart");
        log.close();
        assertThat(disk.forces()).isEqualTo(1);
        assertThat(disk.crash(new SplittableRandom(1)).contents()).isNotEmpty();
    }

    /** The kernel dropped the tail and called it clean: only writing it anew makes durable what a start has shown. */
    @Test
    void tailIsForcedAnewBeforeItIsServed() {
        ForgetfulDisk disk = new ForgetfulDisk();
        TestLog log = new TestLog(disk).append("a");
        disk.fail(DiskFaults.failAtForce(1, false));
        assertThatThrownBy(() -> log.append("b")).isInstanceOf(DiskFailedException.class);
        log.close();
        disk.fail(DiskFaults.NONE);

        TestLog again = new TestLog(disk);
        assertThat(again.records).containsExactly("a", "b");
        assertThat(TestLog.recordsOn(disk.crash(new SplittableRandom(3)))).containsExactly("a", "b");
    }

    /** The name of the segment that it made may be in the page cache only: what the next start builds on it would hang in the air. */
    @Test
    void startThatFailsToForceLeavesNothingThatTheNextOneRestsOn() {
        ForgetfulDisk killed = new ForgetfulDisk();
        new TestLog(killed).append("a").append("b");
        int force = 0;
        boolean failed = true;
        while (failed) {
            force++;
            ForgetfulDisk disk = new ForgetfulDisk(killed.contents());
            disk.fail(DiskFaults.failAtForce(force, false));
            failed = failsToStart(disk);
            disk.fail(DiskFaults.NONE);
            if (failed) {
                new TestLog(disk).append("c");
                for (int crash = 0; crash < 4; crash++) {
                    assertThat(TestLog.recordsOn(disk.crash(new SplittableRandom(crash))))
                            .as("force %d of the start failed, crash %d", force, crash)
                            .containsExactly("a", "b", "c");
                }
            }
        }
        assertThat(force).as("forces of a start").isGreaterThan(4);
    }

    private static boolean failsToStart(ForgetfulDisk disk) {
        try {
            new TestLog(disk).close();
            return false;
        } catch (DiskFailedException e) {
            return true;
        }
    }

    @Test
    void writeThatFailsForAnotherReasonThanRoomEndsTheLog() {
        ForgetfulDisk disk = new ForgetfulDisk();
        TestLog log = new TestLog(disk).append("a");
        disk.fail(DiskFaults.failAtWrite(1));
        assertThatThrownBy(() -> log.append("b"))
                .isInstanceOf(DiskFailedException.class)
                .hasMessage("the disk failed to write disk/0000000000000000001.log: Input/output error");
        assertThatThrownBy(() -> log.append("c")).isInstanceOf(DiskFailedException.class);
        assertThat(disk.forces()).isZero();
    }

    @Test
    void shortWritesAreGoneOnWith() {
        ForgetfulDisk disk = new ForgetfulDisk();
        disk.fail(DiskFaults.shortWrites(7));
        try (TestLog log = new TestLog(disk)) {
            log.appendEach("record ", 100).snapshot().append("last");
        }
        assertThat(TestLog.recordsOn(disk)).hasSize(101);
    }
}
