package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.Persistence;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DISK-10: the snapshot policy bounds how much log recovery reads, in bytes and in records, however much was written. */
final class LongLogTest {

    private static final long SEED = 10;
    private static final int SEGMENT_BYTES = 4_000;

    /** The most that one step of this test writes. */
    private static final int STEP_BYTES_MAX = 10_000;

    private static final int STEP_RECORDS_MAX = 5;
    private static final LogOptions LOG = new LogOptions(SEGMENT_BYTES, 500, 300);

    private static DurableOptions options(long snapshotBytes, long snapshotRecords) {
        return DurableOptions.withMemoryLimit(1 << 20).with(LOG).withSnapshotsAfter(snapshotBytes, snapshotRecords);
    }

    /** In the first two cases only one of the bounds matters. */
    @ParameterizedTest
    @CsvSource({"30000, 1000000000", "1000000000, 200", "30000, 200"})
    void logBehindTheNewestSnapshotStaysWithinThePolicy(long snapshotBytes, long snapshotRecords) {
        DurableOptions options = options(snapshotBytes, snapshotRecords);
        InMemoryDisk disk = new InMemoryDisk();
        DurableWork work = new DurableWork(SEED);
        SteppedStore store = new SteppedStore(disk, options);
        for (int step = 1; step <= 1_200; step++) {
            work.step(store);
            Persistence now = store.persistence();
            long behind = now.lastIndex() - now.snapshots().lastIndex().orElse(0);
            assertThat(behind).as("records at step %d", step).isLessThan(snapshotRecords + STEP_RECORDS_MAX);
            long usual = Math.max(snapshotBytes, now.snapshots().lastBytes());
            assertThat(now.logBytes()).as("bytes at step %d", step).isLessThan(usual + STEP_BYTES_MAX + SEGMENT_BYTES);
            if (step % 150 == 0) {
                startReadsLittle(disk, options, work);
            }
        }
        assertThat(store.persistence().lastIndex()).as("much was written").isGreaterThan(2_500);
        assertThat(store.persistence().snapshots().written()).isGreaterThan(10);
        store.close();
    }

    private static void startReadsLittle(InMemoryDisk disk, DurableOptions options, DurableWork work) {
        try (SteppedStore again = new SteppedStore(new InMemoryDisk(disk.contents()), options)) {
            work.revisions.verify(again.engine, work.revisions.last(), "after a start");
            Persistence found = again.persistence();
            assertThat(found.recovery().records()).isLessThan(options.snapshotRecords() + STEP_RECORDS_MAX);
            assertThat(found.recovery().bytes()).isLessThan(options.snapshotBytes() + STEP_BYTES_MAX + SEGMENT_BYTES);
        }
    }

    private static final DurableOptions MANY_SEGMENTS =
            options(1L << 50, 1L << 50).with(new LogOptions(200, 0, 0));

    /** With that many segments the first step after startup takes a snapshot, which lets them be deleted. */
    @Test
    void aThousandSegmentsAreReadAndGoWithTheNextSnapshot() {
        InMemoryDisk disk = new InMemoryDisk();
        DurableWork work = new DurableWork(SEED);
        try (SteppedStore store = new SteppedStore(disk, MANY_SEGMENTS)) {
            while (store.persistence().segments() < 1_000) {
                work.step(store);
            }
        }
        try (SteppedStore again = new SteppedStore(disk, MANY_SEGMENTS)) {
            assertThat(again.persistence().segments()).isGreaterThanOrEqualTo(1_000);
            work.revisions.verify(again.engine, work.revisions.last(), "after a start");
            work.step(again);
            assertThat(again.persistence().segments()).isLessThan(5);
        }
        try (SteppedStore third = new SteppedStore(disk, MANY_SEGMENTS)) {
            work.revisions.verify(third.engine, work.revisions.last(), "after a snapshot");
        }
    }

    @Test
    void timesOfFilesMeanNothing(@TempDir Path folder) throws IOException {
        DurableOptions options = options(1L << 50, 60).with(new LogOptions(1_000, 100, 300));
        DurableWork work = new DurableWork(SEED);
        SplittableRandom chance = new SplittableRandom(SEED);
        for (int start = 0; start < 6; start++) {
            try (SteppedStore store = new SteppedStore(NioDisk.at(folder), new InMemoryDisk(), options)) {
                work.revisions.verify(store.engine, work.revisions.last(), "at start " + start);
                for (int step = 0; step < 40; step++) {
                    work.step(store);
                }
            }
            giveOddTimes(folder, chance);
        }
    }

    /** File times as a clock jump, a restore or a copy leaves them: before 1970, in 2100, equal, or in reverse order. */
    private static void giveOddTimes(Path folder, SplittableRandom chance) throws IOException {
        List<Instant> odd = List.of(
                Instant.parse("1969-01-01T00:00:00Z"),
                Instant.EPOCH,
                Instant.parse("2001-09-09T01:46:40Z"),
                Instant.parse("2100-01-01T00:00:00Z"));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(odd.get(chance.nextInt(odd.size()))));
            }
        }
    }
}
