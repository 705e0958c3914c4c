package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NewerVersionException;
import dev.latchkey.log.files.Checksum;
import dev.latchkey.log.files.LogFormat;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.SnapshotInput;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Mutated files: a reader either reports an error or returns a prefix of what was written, and allocates no more memory
 * than the size of the file. In half of the mutated files the header checksums are recomputed, so that the code behind
 * those checks is reached too.
 *
 * <p>Covers IN-11.
 */
final class FuzzTest {

    private static final int FILES = Integer.getInteger("latchkey.fuzz.files", 80_000);

    private final SplittableRandom chance = new SplittableRandom(1_122);
    private int read;
    private int refused;

    private byte[] mutated(byte[] original) {
        byte[] bytes = original.clone();
        for (int edits = 1 + chance.nextInt(4); edits > 0; edits--) {
            int at = chance.nextInt(bytes.length);
            switch (chance.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << chance.nextInt(8));
                case 1 -> bytes[at] = (byte) chance.nextInt();
                case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + chance.nextInt(40));
                case 4 ->
                    Arrays.fill(bytes, at, Math.min(bytes.length, at + 16), (byte) (chance.nextBoolean() ? 0 : -1));
                default -> {
                    int length = Math.min(32, bytes.length - at);
                    System.arraycopy(original, chance.nextInt(original.length - length + 1), bytes, at, length);
                }
            }
        }
        return bytes;
    }

    private static void repair(byte[] bytes, int headerBytes) {
        if (bytes.length >= headerBytes) {
            ByteBuffer header = ByteBuffer.wrap(bytes);
            header.putInt(12, Checksum.ofHeader(header, headerBytes, 12));
        }
    }

    /** Recomputes the header checksum of the record at {@code at}, and sometimes its record checksum. */
    private void repairRecord(byte[] bytes, int at) {
        if (bytes.length >= at + 32) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            Checksum sum = new Checksum();
            buffer.putInt(
                    at + 24, sum.seed(buffer.getInt(12)).add(buffer, at, 24).value());
            int length = buffer.getInt(at);
            if (length >= 0 && length <= bytes.length - at - 32 && chance.nextBoolean()) {
                buffer.putInt(at + 28, sum.add(buffer, at + 32, length).value());
            }
        }
    }

    @Test
    void mutatedSegmentsGiveAnErrorOrAPrefix() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk, new LogOptions(1_000, 0, 0))
                .appendEach("rec", 4)
                .append("x".repeat(60), "last");
        byte[] original = disk.contents().getOrDefault("0000000000000000001.log", new byte[0]);
        for (int file = 0; file < FILES; file++) {
            byte[] bytes = mutated(original);
            boolean repaired = chance.nextBoolean();
            if (repaired) {
                repair(bytes, 64);
                repairRecord(bytes, 64 + 36 * chance.nextInt(4));
            }
            start(Map.of("0000000000000000001.log", bytes), log.records, repaired);
        }
        assertThat(read).isGreaterThan(FILES / 20);
        assertThat(refused).isGreaterThan(FILES / 4);
    }

    private void start(Map<String, byte[]> files, List<String> expected, boolean repaired) {
        Replayed replayed = new Replayed();
        try (Log opened = Log.open(new InMemoryDisk(files), TestLog.SMALL, chance, replayed)) {
            // A record with recomputed checksums is forged, which is not detectable.
            if (!repaired) {
                assertThat(replayed.records).isEqualTo(expected.subList(0, replayed.records.size()));
            }
            assertThat(opened.position().index()).isGreaterThanOrEqualTo(0);
            read++;
        } catch (DamagedLogException | NewerVersionException e) {
            refused++;
        }
    }

    @Test
    void mutatedSnapshotsGiveAnErrorOrTheirPayload() {
        InMemoryDisk disk = new InMemoryDisk();
        new TestLog(disk).append("a").snapshot();
        byte[] original = disk.contents().getOrDefault("0000000000000000001.snapshot", new byte[0]);
        for (int file = 0; file < FILES / 2; file++) {
            byte[] bytes = mutated(original);
            boolean repaired = chance.nextBoolean();
            if (repaired) {
                repair(bytes, 128);
            }
            readSnapshot(bytes, repaired);
        }
        assertThat(refused).isGreaterThan(FILES / 4);
    }

    private void readSnapshot(byte[] bytes, boolean repaired) {
        try (SnapshotInput input = SnapshotInput.open(new InMemoryDisk(Map.of("s", bytes)), "s")) {
            byte[] payload = input.readAllBytes();
            if (!repaired) {
                assertThat(payload).isEqualTo("a\n".getBytes(StandardCharsets.UTF_8));
            }
            read++;
        } catch (DamagedLogException | NewerVersionException e) {
            refused++;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void forgedLengthAllocatesNoMemory() {
        InMemoryDisk disk = new InMemoryDisk();
        new TestLog(disk).append("a");
        byte[] bytes = disk.contents().getOrDefault("0000000000000000001.log", new byte[0]);
        ByteBuffer.wrap(bytes).putInt(64, LogFormat.PAYLOAD_BYTES_MAX);
        repairRecord(bytes, 64);
        try (TestLog log = new TestLog(new InMemoryDisk(Map.of("0000000000000000001.log", bytes)))) {
            assertThat(log.records).isEmpty();
            assertThat(log.log.recovery().cut()).hasValueSatisfying(cut -> assertThat(cut.reason())
                    .isEqualTo("record 1 extends past the end of the file"));
        }
    }
}
