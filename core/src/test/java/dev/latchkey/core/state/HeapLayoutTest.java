package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.StateSnapshot;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value counts with the memory that a heap of regions needs for it. */
final class HeapLayoutTest {

    private static final int MIB = 1 << 20;

    private static HeapLayout regions(int bytes) {
        return new HeapLayout(4, 8, bytes, bytes / 2);
    }

    private static Command.Put put(String key, int length, long version) {
        return new Command.Put(Key.of(key), Value.owning(new byte[length]), Version.of(version));
    }

    @ParameterizedTest
    @CsvSource({
        // regions of 1 MiB: an array of 1 MiB does not fit into one, because of its header
        "1048576, 1048576, 2097152",
        "1048576, 1048560, 1048576",
        // half a region is shared, one byte more is not
        "1048576, 524272, 524288",
        "1048576, 524273, 1048576",
        // two values of 350,000 bytes fit into a region, and the rest of it is lost
        "1048576, 350000, 524288",
        "2097152, 1048576, 2097152",
        // three fit into 4 MiB
        "4194304, 1048576, 1398101",
        "33554432, 1048576, 1082401",
        "1048576, 16368, 16368",
        "1048576, 1, 1",
        "0, 1048576, 1048576",
    })
    void largeValueTakesTheRegionsThatItNeeds(int region, int length, long bytes) {
        assertThat(regions(region).valueBytes(length)).isEqualTo(bytes);
    }

    @Test
    void smallValuesCostAboutTheirLengthWhateverTheRegions() {
        for (int length = 0; length < 16_000; length += 7) {
            assertThat(regions(MIB).valueBytes(length)).isEqualTo(length);
        }
    }

    /** Of equal values as many fit into the counted memory as there are: the objects are placed one after another. */
    @Property(tries = 500)
    void countedMemoryHoldsTheValues(@ForAll @IntRange(max = MIB) int length, @ForAll @IntRange(max = 5) int power) {
        int region = MIB << power;
        int size = HeapLayout.ARRAY_HEADER_BYTES + length;
        long inOneRegion = size > region / 2 ? 0 : region / size;
        long needed = inOneRegion == 0
                ? (size + region - 1L) / region * region * 1_000
                : (1_000 + inOneRegion - 1) / inOneRegion * region;
        // 160 bytes per key count beside the value and include its header. Below a 64th of a region the rest of it is
        // not counted.
        long counted = 1_000 * (regions(region).valueBytes(length) + 160L) + region;
        assertThat(counted + counted / 63).isGreaterThanOrEqualTo(needed);
    }

    @Property(tries = 500)
    void upperBoundHoldsForAnyNumberOfValues(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int values) {
        SplittableRandom chance = new SplittableRandom(seed);
        for (HeapLayout layout : new HeapLayout[] {
            HeapLayout.STANDARD, regions(MIB), regions(8 * MIB), new HeapLayout(8, 8, 2 * MIB, MIB / 4)
        }) {
            long exact = 0;
            int length = 0;
            for (int i = 0; i < values; i++) {
                int one = chance.nextInt(MIB + 1) >> chance.nextInt(20);
                exact += layout.valueBytes(one);
                length += one;
            }
            assertThat(layout.valueBytesMax(values, length)).isGreaterThanOrEqualTo(exact);
        }
    }

    @Test
    void memoryOfAStoreCountsRegionsInEveryStep() {
        StateMachine machine = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2), regions(MIB));
        StateMachine plain = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
        assertStep(machine, plain, put("a", MIB, 0), 2 * MIB);
        assertStep(machine, plain, put("a", 600_000, 1), MIB);
        assertStep(machine, plain, put("a", 10, 2), 10);
        assertStep(machine, plain, put("a", MIB, 3), 2 * MIB);
        StateMachine restored = restored(machine, regions(MIB));
        assertThat(restored.bytes()).isEqualTo(machine.bytes());
        assertThat(machine.bytesMin()).isBetween(2L * MIB, machine.bytes());
        assertStep(machine, plain, new Command.Delete(Key.of("a"), Version.of(4)), 0);
        assertThat(machine.bytes()).isEqualTo(plain.bytes());
    }

    /** The length of the key that every step writes. */
    private static final int KEY_BYTES = 1;

    private static void assertStep(StateMachine machine, StateMachine plain, Command.Write write, long valueBytes) {
        long before = machine.bytes();
        long growth = machine.growth(write);
        assertThat(growth).isLessThanOrEqualTo(machine.growthMax(write));
        assertThat(machine.apply(write)).isEqualTo(plain.apply(write));
        assertThat(machine.bytes()).isEqualTo(before + growth);
        assertThat(machine.bytes() - plain.bytes()).isEqualTo(valueBytes - (write.bytes() - KEY_BYTES));
    }

    private static StateMachine restored(StateMachine machine, HeapLayout layout) {
        try (StateSnapshot snapshot = machine.snapshot()) {
            byte[] bytes = snapshot.next(Integer.MAX_VALUE);
            return StateMachine.restore(
                    StateBytes.source(bytes, 1 << 16), new SipHash(3, 4), layout, (done, inAll, min) -> {});
        }
    }

    @Test
    void wideReferencesAndAlignmentCostMemoryPerKey() {
        for (HeapLayout wide : new HeapLayout[] {new HeapLayout(8, 8, 0, 0), new HeapLayout(4, 16, 0, 0)}) {
            StateMachine machine = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2), wide);
            StateMachine plain = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
            machine.apply(put("a", 1, 0));
            plain.apply(put("a", 1, 0));
            assertThat(machine.bytes()).isGreaterThan(plain.bytes());
        }
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HeapLayout(3, 8, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeapLayout(4, 4, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeapLayout(4, 8, 1, 2));
    }
}
