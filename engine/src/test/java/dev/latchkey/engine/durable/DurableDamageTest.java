package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.recovery.UnreadableStoreException;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The directory of a cleanly stopped store with one corruption in it: startup is refused with a message, or the store is exactly what it
 * was. Only a newest segment without its end may recover to a shorter store; then the truncation is reported, or nothing on the disk
 * shows that there was more.
 *
 * <p>Covers DISK-04 and DISK-05.
 */
final class DurableDamageTest {

    private static final long SEED = 5;
    private static final int STEPS = 60;
    private static final int PLACES = 400;
    private static final int SECTOR = 512;
    private static final int BLOCK = 4_096;

    private final DurableWork work = new DurableWork(SEED);
    private final SplittableRandom chance = new SplittableRandom(SEED);
    private final Map<String, byte[]> sound = directory();
    private int refused;
    private int whole;
    private int shorter;

    private Map<String, byte[]> directory() {
        InMemoryDisk disk = new InMemoryDisk();
        try (SteppedStore store = new SteppedStore(disk, DurableWork.OPTIONS)) {
            for (int step = 0; step < STEPS; step++) {
                work.step(store);
            }
        }
        return disk.contents();
    }

    /** The files of a store, except the lock and the reserve. */
    private List<String> files() {
        return sound.keySet().stream()
                .filter(name -> name.endsWith(".log") || name.endsWith(".snapshot"))
                .toList();
    }

    private String anyFile() {
        return files().get(chance.nextInt(files().size()));
    }

    private String newestSegment() {
        return files().stream()
                .filter(name -> name.endsWith(".log"))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private Map<String, byte[]> with(String file, byte[] bytes) {
        Map<String, byte[]> damaged = new TreeMap<>(sound);
        damaged.put(file, bytes);
        return damaged;
    }

    private byte[] copyOf(String file) {
        return sound.getOrDefault(file, new byte[0]).clone();
    }

    /** Startup is refused, or the store is complete; it may be shorter only if {@code mayBeShorter} says so. */
    private void verify(Map<String, byte[]> damaged, boolean mayBeShorter, String what) {
        try (SteppedStore store = new SteppedStore(new InMemoryDisk(damaged), DurableWork.OPTIONS)) {
            long all = work.revisions.last();
            long there = work.revisions.verify(store.engine, mayBeShorter ? 0 : all, what);
            whole += there == all ? 1 : 0;
            shorter += there < all ? 1 : 0;
        } catch (LogException | UnreadableStoreException e) {
            refused++;
            assertThat(e.getMessage()).as("message %s", what).contains(" ").doesNotContain("Exception");
        }
    }

    private void tell(String damage) {
        System.out.println(damage + ": refused " + refused + ", all there " + whole + ", without its end " + shorter);
    }

    @Test
    void flippedBitIsRefusedOrDoesNoHarm() {
        for (int place = 0; place < PLACES; place++) {
            String file = anyFile();
            byte[] bytes = copyOf(file);
            int at = chance.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << chance.nextInt(8));
            verify(with(file, bytes), false, "with a bit flipped at " + at + " of " + file);
        }
        tell("flipped bits");
        assertThat(refused).isGreaterThan(PLACES / 4);
        assertThat(shorter).isZero();
    }

    @Test
    void zeroedBlockIsRefusedOrDoesNoHarm() {
        for (int place = 0; place < PLACES; place++) {
            String file = anyFile();
            byte[] bytes = copyOf(file);
            int block = chance.nextBoolean() ? SECTOR : BLOCK;
            int from = chance.nextInt(bytes.length / block + 1) * block;
            int to = Math.min(bytes.length, from + block);
            Arrays.fill(bytes, from, to, (byte) 0);
            boolean end = file.equals(newestSegment()) && isZero(bytes, to);
            verify(with(file, bytes), end, "with zeros from " + from + " to " + to + " of " + file);
        }
        tell("zeroed blocks");
        assertThat(refused).isGreaterThan(PLACES / 4);
    }

    private static boolean isZero(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void misplacedBlockIsRefusedOrDoesNoHarm() {
        for (int place = 0; place < PLACES; place++) {
            String from = anyFile();
            String to = anyFile();
            byte[] source = copyOf(from);
            byte[] bytes = copyOf(to);
            int at = chance.nextInt(bytes.length / SECTOR + 1) * SECTOR;
            int taken = chance.nextInt(source.length / SECTOR + 1) * SECTOR;
            int length = Math.min(SECTOR, Math.min(bytes.length - at, source.length - taken));
            System.arraycopy(source, taken, bytes, at, Math.max(0, length));
            boolean end = to.equals(newestSegment()) && at + length >= usedBytes(to);
            verify(with(to, bytes), end, "with block " + taken + " of " + from + " at " + at + " of " + to);
        }
        tell("misplaced blocks");
        assertThat(refused).isGreaterThan(PLACES / 4);
    }

    private int usedBytes(String file) {
        byte[] bytes = copyOf(file);
        int used = bytes.length;
        while (used > 0 && bytes[used - 1] == 0) {
            used--;
        }
        return used;
    }

    @Test
    void truncatedFileIsRefusedOrHasLostNothingButItsEnd() {
        for (int place = 0; place < PLACES; place++) {
            String file = anyFile();
            byte[] bytes = copyOf(file);
            int length = chance.nextInt(bytes.length);
            verify(
                    with(file, Arrays.copyOf(bytes, length)),
                    file.equals(newestSegment()),
                    "with " + file + " cut to " + length);
        }
        tell("truncated files");
        assertThat(refused).isGreaterThan(PLACES / 4);
    }

    @Test
    void deletedFileIsRefusedOrWasNotNeeded() {
        for (String file : files()) {
            Map<String, byte[]> damaged = new TreeMap<>(sound);
            damaged.remove(file);
            verify(damaged, false, "without " + file);
        }
        tell("deleted files");
        assertThat(refused).isPositive();
    }

    @Test
    void swappedFilesAreRefused() {
        List<String> files = new ArrayList<>(files());
        for (String one : files) {
            for (String other : files) {
                if (!one.equals(other)) {
                    Map<String, byte[]> damaged = with(one, copyOf(other));
                    damaged.put(other, copyOf(one));
                    verify(damaged, false, "with " + one + " and " + other + " swapped");
                }
            }
        }
        tell("swapped files");
        assertThat(refused).isEqualTo(files.size() * (files.size() - 1)).isPositive();
        assertThat(whole).isZero();
        assertThat(shorter).isZero();
    }
}
