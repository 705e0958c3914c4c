package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.CrashStates;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A run of 200 operations, and every state in which a crash at any point could leave the disk: each recovery replays a
 * prefix of what was appended, which includes everything that was acknowledged.
 *
 * <p>Covers PROC-03, DISK-03 and DISK-08.
 */
final class CrashStatesTest {

    private static final int OPERATIONS = 200;
    private static final LogOptions SEGMENTS = new LogOptions(4_000, 700, 100);

    /** Every record that was passed to append, in order. */
    private final List<String> offered = new ArrayList<>();

    private int states;
    private int cuts;
    private int snapshots;

    /** Batches of 1 to 4 records, some longer than a sector, with occasional snapshots, marks, clean stops and full disks. */
    private InMemoryDisk run() {
        SplittableRandom chance = new SplittableRandom(4);
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk, SEGMENTS);
        for (int operation = 1; operation <= OPERATIONS; operation++) {
            int what = chance.nextInt(40);
            if (what == 0) {
                log.close();
                log = new TestLog(disk, SEGMENTS);
            } else if (what <= 2) {
                log.snapshot();
            } else if (what == 3) {
                log.log.mark();
            } else if (what == 4) {
                appendToAFullDisk(disk, log, operation);
            } else {
                String[] batch = batch(operation, chance);
                offered.addAll(List.of(batch));
                log.append(batch);
                disk.note(offered.size());
            }
        }
        return disk;
    }

    /**
     * Appends a batch that is refused. It must never be replayed, because a refused write definitely did not take
     * effect.
     */
    private static void appendToAFullDisk(InMemoryDisk disk, TestLog log, int operation) {
        disk.fail(DiskFaults.fullAtWrite(1, false));
        try {
            log.append("refused " + operation, "x".repeat(900));
            throw new AssertionError("a full disk accepted a record");
        } catch (NoRoomException e) {
            disk.fail(DiskFaults.NONE);
        }
    }

    private static String[] batch(int operation, SplittableRandom chance) {
        String[] batch = new String[1 + chance.nextInt(4)];
        for (int i = 0; i < batch.length; i++) {
            int length = chance.nextInt(10) == 0 ? chance.nextInt(900) : chance.nextInt(40);
            batch[i] = operation + "." + i + " " + "x".repeat(length);
        }
        return batch;
    }

    private void verify(CrashStates.State state) {
        states++;
        InMemoryDisk disk = state.disk();
        try (TestLog log = new TestLog(disk, SEGMENTS)) {
            verify(state, log);
            cuts += log.log.recovery().cut().isPresent() ? 1 : 0;
            snapshots += log.log.recovery().snapshot().isPresent() ? 1 : 0;
        } catch (LogException e) {
            throw new AssertionError(state.what(), e);
        }
    }

    private void verify(CrashStates.State state, TestLog log) {
        if (log.records.size() < state.note()
                || log.records.size() > offered.size()
                || !log.records.equals(offered.subList(0, log.records.size()))) {
            assertThat(log.records)
                    .as("%s, %d acknowledged", state.what(), state.note())
                    .hasSizeGreaterThanOrEqualTo((int) state.note())
                    .isEqualTo(offered.subList(0, log.records.size()));
        }
    }

    @Test
    void everyCrashStateRecoversToAPrefixWithEverythingAcknowledged() {
        InMemoryDisk disk = run();
        disk.crashStates().forEach(this::verify);
        System.out.println(
                "crash states: " + states + ", with a torn tail: " + cuts + ", from a snapshot: " + snapshots);
        assertThat(states).isGreaterThanOrEqualTo(10_000);
        assertThat(cuts).isGreaterThan(1_000);
        assertThat(snapshots).isGreaterThan(1_000);
    }

    /** For a sample of the states: every state in which a second crash during its recovery could leave the disk. */
    @Test
    void secondCrashDuringRecoveryIsSafe() {
        InMemoryDisk disk = run();
        int[] number = {0};
        disk.crashStates().forEach(state -> {
            if (number[0]++ % 97 == 0) {
                crashAgain(state);
            }
        });
        assertThat(states).isGreaterThanOrEqualTo(1_000);
    }

    private void crashAgain(CrashStates.State state) {
        InMemoryDisk disk = state.disk();
        int found;
        try (TestLog log = new TestLog(disk, SEGMENTS)) {
            found = log.records.size();
        }
        disk.crashStates()
                .forEach(second -> verify(new CrashStates.State(
                        state.note(), state.what() + "; then " + second.what(), second.contents())));
        try (TestLog log = new TestLog(disk, SEGMENTS)) {
            assertThat(log.records).hasSize(found);
        }
    }

    /** Repeated random crashes with appends in between: whatever one recovery has replayed, every later one replays too. */
    @Test
    void whatARecoveryHasReplayedSurvivesLaterCrashes() {
        SplittableRandom chance = new SplittableRandom(5);
        for (int scenario = 0; scenario < 60; scenario++) {
            InMemoryDisk disk = new InMemoryDisk();
            List<String> replayed = List.of();
            for (int run = 0; run < 8; run++) {
                TestLog log = new TestLog(disk, SEGMENTS);
                assertThat(log.records)
                        .as("scenario %d, run %d", scenario, run)
                        .hasSizeGreaterThanOrEqualTo(replayed.size());
                assertThat(log.records.subList(0, replayed.size())).isEqualTo(replayed);
                for (int operation = chance.nextInt(6); operation > 0; operation--) {
                    log.append(batch(run * 10 + operation, chance));
                }
                replayed = List.copyOf(log.records);
                disk = crashWhileAppending(disk, log, chance);
            }
        }
    }

    private static InMemoryDisk crashWhileAppending(InMemoryDisk disk, TestLog log, SplittableRandom chance) {
        disk.fail(DiskFaults.failAtFsync(1, true));
        try {
            log.append("unanswered", "unanswered too");
            throw new AssertionError("a failed fsync went unnoticed");
        } catch (DiskFailedException e) {
            return chance.nextBoolean() ? new InMemoryDisk(disk.contents()) : disk.crash(chance);
        }
    }
}
