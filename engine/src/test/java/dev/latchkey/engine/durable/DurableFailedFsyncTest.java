package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.durable.SteppedStore.Answer;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A disk whose Nth fsync fails, for every N, and drops the unsynced data: no command is answered after it, and no acknowledged write is lost. */
final class DurableFailedFsyncTest {

    private static final int STEPS = 30;
    private static final DurableOptions OPTIONS =
            DurableWork.OPTIONS.with(new LogOptions(1_200, 300, 400)).withSnapshotsAfter(1 << 20, 15);

    private int failures;

    private int failAtEvery(boolean forEver) {
        int fsync = 1;
        while (failsAt(fsync, forEver)) {
            fsync++;
        }
        System.out.println("failed at each of " + (fsync - 1) + " fsyncs, " + failures + " times while serving");
        return failures;
    }

    /** Returns whether that fsync was reached. */
    private boolean failsAt(int fsync, boolean forEver) {
        InMemoryDisk disk = new InMemoryDisk();
        DurableWork work = new DurableWork(fsync);
        disk.fail(DiskFaults.failAtFsync(fsync, forEver));
        SteppedStore store;
        try {
            store = new SteppedStore(disk, OPTIONS);
        } catch (DiskFailedException e) {
            restarts(disk, work, fsync);
            return true;
        }
        for (int step = 0; step < STEPS && store.failures.isEmpty(); step++) {
            stepOrFail(work, store);
        }
        if (store.failures.isEmpty()) {
            assertThat(disk.fsyncs()).as("fsyncs if none failed").isLessThan(fsync);
            return false;
        }
        failures++;
        answersNothing(disk, store);
        store.close();
        restarts(disk, work, fsync);
        return true;
    }

    private static void stepOrFail(DurableWork work, SteppedStore store) {
        try {
            work.step(store);
        } catch (DiskFailedException e) {
            assertThat(store.failures).containsExactly(e);
        }
    }

    private static void answersNothing(InMemoryDisk disk, SteppedStore store) {
        int fsyncs = disk.fsyncs();
        int writes = disk.writes();
        Answer put = store.submit(SteppedStore.put("later", "x", 0));
        Answer read = store.submit(SteppedStore.get("later"));
        assertThat(store.engine.hasWork()).as("commands queued").isFalse();
        idle(store);
        assertThat(put.reply).isNull();
        assertThat(put.lost).isNotNull();
        assertThat(read.reply).isNull();
        assertThat(read.lost).isNotNull();
        assertThat(disk.fsyncs()).as("fsyncs after the one that failed").isEqualTo(fsyncs);
        assertThat(disk.writes()).as("writes after the failed fsync").isEqualTo(writes);
    }

    private static void idle(SteppedStore store) {
        try {
            store.engine.idle(Runnable::run);
        } catch (DiskFailedException e) {
            assertThat(e).hasMessageEndingWith("the log stays closed until a restart");
        }
    }

    /** Recovery may read from the page cache what never reached the disk; what it serves must survive a power loss. */
    private static void restarts(InMemoryDisk disk, DurableWork work, int fsync) {
        String when = "after fsync " + fsync + " failed";
        disk.fail(DiskFaults.NONE);
        assertThat(disk.filesOpen()).as("open files %s", when).isZero();
        long acknowledged = work.revisions.last();
        work.unanswered().forEach(work.revisions::mayBeDone);
        SteppedStore again = new SteppedStore(disk, OPTIONS);
        long shown = work.revisions.verify(again.engine, acknowledged, when);
        for (int crash = 0; crash < 2; crash++) {
            try (SteppedStore powerLost = new SteppedStore(disk.crash(new SplittableRandom(crash)), OPTIONS)) {
                assertThat(work.revisions.verify(powerLost.engine, shown, when + " and power was lost"))
                        .isEqualTo(shown);
            }
        }
    }

    @Test
    void fsyncThatFailsOnceStopsTheStoreAndLosesNothingAcknowledged() {
        assertThat(failAtEvery(false)).isGreaterThan(40);
    }

    @Test
    void fsyncThatAlwaysFailsStopsTheStoreAndLosesNothingAcknowledged() {
        assertThat(failAtEvery(true)).isGreaterThan(40);
    }
}
