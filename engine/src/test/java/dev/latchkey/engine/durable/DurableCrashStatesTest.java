package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.sim.CrashStates;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A run of 200 steps of the durable engine, and every state that a crash at any point of it can leave: recovery from each of them finds
 * every acknowledged write, and at most a prefix of the unacknowledged ones.
 *
 * <p>Covers PROC-03 and DISK-08.
 */
final class DurableCrashStatesTest {

    private static final int OPERATIONS = 200;
    private static final int STATES_MIN = 10_000;
    private static final long SEED = 3;

    private final DurableWork work = new DurableWork(SEED);
    private int states;
    private int cuts;
    private int snapshots;
    private int rewritten;

    /** Batches, with the snapshots and segment rolls that they cause, clean stops, and occasionally a full disk. */
    private InMemoryDisk run() {
        SplittableRandom chance = new SplittableRandom(SEED);
        InMemoryDisk disk = new InMemoryDisk();
        SteppedStore store = new SteppedStore(disk, DurableWork.OPTIONS);
        for (int operation = 1; operation <= OPERATIONS; operation++) {
            int what = chance.nextInt(40);
            if (what == 0) {
                store.close();
                store = new SteppedStore(disk, DurableWork.OPTIONS);
            } else if (what == 1) {
                putInVain(disk, store);
            } else {
                work.step(store);
            }
            disk.note(work.revisions.last());
        }
        assertThat(store.persistence().snapshots().lastIndex()).isPresent();
        assertThat(store.persistence().segments()).isGreaterThan(1);
        return disk;
    }

    /** Such a write must never become visible, because its refusal was definite. */
    private void putInVain(InMemoryDisk disk, SteppedStore store) {
        long before = work.revisions.last();
        disk.fail(DiskFaults.fullAtWrite(1, false));
        work.step(store, List.of(work.nextPut(300)));
        disk.fail(DiskFaults.NONE);
        assertThat(work.revisions.last()).as("writes accepted by a full disk").isEqualTo(before);
        store.time.pass(Duration.ofSeconds(2));
    }

    private void verify(CrashStates.State state) {
        states++;
        try (SteppedStore store = new SteppedStore(state.disk(), DurableWork.OPTIONS)) {
            work.revisions.verify(store.engine, state.note(), state.what());
            cuts += store.persistence().recovery().cut().isPresent() ? 1 : 0;
            snapshots += store.persistence().recovery().snapshot().isPresent() ? 1 : 0;
            rewritten += store.persistence().recovery().rewritten() > 0 ? 1 : 0;
        } catch (LogException e) {
            throw new AssertionError(state.what(), e);
        }
    }

    @Test
    void everyCrashStateRecoversToWhatAcknowledgedWritesExplain() {
        run().crashStates().forEach(this::verify);
        System.out.println("crash states of an engine: " + states + ", with a torn tail: " + cuts
                + ", from a snapshot: " + snapshots + ", with records made durable again: " + rewritten);
        assertThat(states).isGreaterThanOrEqualTo(STATES_MIN);
        assertThat(cuts).isGreaterThan(1_000);
        assertThat(snapshots).isGreaterThan(1_000);
        assertThat(rewritten).isGreaterThan(1_000);
    }
}
