package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NewerVersionException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Flips each bit of a log in turn: no wrong record is ever replayed, and at most the last batch is truncated.
 *
 * <p>Covers DISK-04.
 */
final class EveryBitTest {

    private static final int RECORDS = 64;
    private static final LogOptions SEGMENTS = new LogOptions(1_000, 200, 0);

    private int refused;
    private int cut;
    private int harmless;

    private static TestLog write(InMemoryDisk disk) {
        TestLog log = new TestLog(disk, SEGMENTS);
        log.appendEach("record ", RECORDS - 2).append("record 63", "record 64");
        return log;
    }

    /** @param keptAtLeast how many records must be replayed, unless recovery fails */
    private void flip(Map<String, byte[]> files, String name, int bit, List<String> expected, int keptAtLeast) {
        Map<String, byte[]> flipped = new TreeMap<>(files);
        byte[] bytes = files.getOrDefault(name, new byte[0]).clone();
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        flipped.put(name, bytes);
        Replayed replayed = new Replayed();
        try (Log log = Log.open(new InMemoryDisk(flipped), SEGMENTS, new SplittableRandom(1), replayed)) {
            assertThat(replayed.records).isEqualTo(expected.subList(0, replayed.records.size()));
            assertThat(replayed.records).as("%s, bit %d", name, bit).hasSizeGreaterThanOrEqualTo(keptAtLeast);
            if (replayed.records.size() < expected.size()) {
                assertThat(log.recovery().cut()).isPresent();
            }
            harmless += log.recovery().cut().isPresent() ? 0 : 1;
            cut += log.recovery().cut().isPresent() ? 1 : 0;
        } catch (DamagedLogException | NewerVersionException e) {
            assertThat(e.getMessage()).contains(name);
            refused++;
        }
    }

    private void flipAll(Map<String, byte[]> files, List<String> expected, int keptAtLeast) {
        files.forEach((name, bytes) -> {
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                flip(files, name, bit, expected, keptAtLeast);
            }
        });
    }

    @Test
    void everyBitAfterAKill() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = write(disk);

        flipAll(disk.contents(), log.records, RECORDS - 2);

        assertThat(log.log.segments()).isEqualTo(3);
        assertThat(refused).isGreaterThan(62 * 40 * 8);
        // The two records of the last batch, and the zeros after them.
        assertThat(cut).isGreaterThan(2 * 41 * 8 - 1);
        // The rolls that end the full segments.
        assertThat(harmless).isEqualTo(2 * 32 * 8);
    }

    @Test
    void everyBitAfterACleanStop() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = write(disk);
        log.close();

        flipAll(disk.contents(), log.records, RECORDS);

        assertThat(refused).isGreaterThan(64 * 40 * 8);
    }

    @Test
    void everyBitOfASnapshotWithTheLogAfterIt() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk).appendEach("a", 20).snapshot().appendEach("b", 3);
        log.close();

        flipAll(disk.contents(), log.records, log.records.size());

        assertThat(refused).isGreaterThan(100 * 8);
    }

    /** Ten thousand random corruptions: up to 8 flipped bits, a zeroed block, or a block copied elsewhere. */
    @Test
    void randomCorruptionNeverGivesAWrongRecord() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = write(disk);
        log.close();
        SplittableRandom chance = new SplittableRandom(20_261_122);
        for (int run = 0; run < 10_000; run++) {
            Map<String, byte[]> files = new TreeMap<>(disk.contents());
            List<String> names = List.copyOf(files.keySet());
            byte[] bytes = files.getOrDefault(names.get(chance.nextInt(names.size())), new byte[0]);
            damage(bytes, chance);
            Replayed replayed = new Replayed();
            try (Log opened = Log.open(new InMemoryDisk(files), SEGMENTS, new SplittableRandom(1), replayed)) {
                assertThat(replayed.records)
                        .as("run %d", run)
                        .isEqualTo(log.records.subList(0, replayed.records.size()));
                harmless += opened.recovery().cut().isPresent() ? 0 : 1;
            } catch (DamagedLogException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(5_000);
        assertThat(harmless).isLessThan(5_000);
    }

    private static void damage(byte[] bytes, SplittableRandom chance) {
        int length = 1 + chance.nextInt(Math.min(512, bytes.length));
        int at = chance.nextInt(bytes.length - length + 1);
        switch (chance.nextInt(3)) {
            case 0 -> Arrays.fill(bytes, at, at + length, (byte) 0);
            case 1 -> System.arraycopy(bytes, chance.nextInt(bytes.length - length + 1), bytes, at, length);
            default -> {
                for (int flips = 1 + chance.nextInt(8); flips > 0; flips--) {
                    bytes[chance.nextInt(bytes.length)] ^= (byte) (1 << chance.nextInt(8));
                }
            }
        }
    }
}
