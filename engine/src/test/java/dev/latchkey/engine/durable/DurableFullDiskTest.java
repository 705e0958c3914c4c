package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A disk that is full at its Nth write, for every N: after any crash, acknowledged writes are present and refused ones are absent. */
final class DurableFullDiskTest {

    private static final int STEPS = 30;
    private static final int CRASHES = 3;
    private static final DurableOptions WITH_RESERVE =
            DurableWork.OPTIONS.with(new LogOptions(1_200, 300, 400)).withSnapshotsAfter(1 << 20, 15);
    private static final DurableOptions WITHOUT_RESERVE = WITH_RESERVE.with(new LogOptions(1_200, 300, 0));

    private int refusals;

    /** Returns whether that write was reached. */
    private boolean fullAt(int write, boolean forEver, DurableOptions options) {
        InMemoryDisk disk = new InMemoryDisk();
        DurableWork work = new DurableWork(write);
        disk.fail(DiskFaults.fullAtWrite(write, forEver));
        boolean reached = false;
        try (SteppedStore store = new SteppedStore(disk, options)) {
            for (int step = 0; step < STEPS; step++) {
                work.step(store);
                store.time.pass(Duration.ofMillis(300));
                if (store.persistence().full()) {
                    refusals++;
                    verifyAfterCrashes(disk, work, options, write);
                }
            }
            reached = disk.writes() >= write;
            disk.fail(DiskFaults.NONE);
            heals(store, work);
        } catch (NoRoomException e) {
            assertThat(work.revisions.last())
                    .as("nothing was served, write %d", write)
                    .isZero();
            return true;
        }
        verifyAfterCrashes(disk, work, options, write);
        return reached;
    }

    private static void heals(SteppedStore store, DurableWork work) {
        store.time.pass(Duration.ofSeconds(2));
        work.step(store);
        assertThat(store.persistence().full()).as("full despite free space").isFalse();
        long before = work.revisions.last();
        work.step(store);
        assertThat(work.revisions.last()).as("writes that take effect again").isGreaterThan(before);
    }

    private static void verifyAfterCrashes(InMemoryDisk disk, DurableWork work, DurableOptions options, int write) {
        for (int crash = 0; crash < CRASHES; crash++) {
            SplittableRandom chance = new SplittableRandom(write * 31L + crash);
            try (SteppedStore again = new SteppedStore(disk.crash(chance), options)) {
                String when = "after crash " + crash + " with the disk full at write " + write;
                work.revisions.verify(again.engine, work.revisions.last(), when);
            }
        }
    }

    private void fullAtEvery(boolean forEver, DurableOptions options) {
        int write = 1;
        while (fullAt(write, forEver, options)) {
            write++;
        }
        System.out.println("full at each of " + write + " writes, refusing " + refusals + " times");
        assertThat(write).isGreaterThan(50);
        assertThat(refusals).isGreaterThan(20);
    }

    @Test
    void diskThatIsFullOnceLosesNothingAndKeepsNothingRefused() {
        fullAtEvery(false, WITH_RESERVE);
    }

    @Test
    void diskThatStaysFullLosesNothingAndKeepsNothingRefused() {
        fullAtEvery(true, WITH_RESERVE);
    }

    @Test
    void withoutAReserveTheSameHolds() {
        fullAtEvery(true, WITHOUT_RESERVE);
    }
}
