package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The order against a {@link TreeSet}: whatever comes and goes, they hold the same. */
class KeyOrderTest {

    private static final int BLOCK_KEYS_MAX = 4;

    /** Few different bytes, lengths around the eight of a head: prefixes of each other, ties, zeros, bytes above 127. */
    @Provide
    Arbitrary<List<Key>> keys() {
        Arbitrary<Byte> bytes = Arbitraries.of((byte) 0, (byte) 1, (byte) 'a', (byte) 0xff);
        Arbitrary<Key> dense =
                bytes.array(byte[].class).ofMinSize(1).ofMaxSize(4).map(Key::of);
        Arbitrary<Key> alike = bytes.array(byte[].class).ofMaxSize(12).map(KeyOrderTest::behindPrefix);
        return Arbitraries.oneOf(dense, alike).list().ofMaxSize(300);
    }

    private static Key behindPrefix(byte[] rest) {
        byte[] bytes = new byte[10 + rest.length];
        System.arraycopy(rest, 0, bytes, 10, rest.length);
        return Key.of(bytes);
    }

    @Property(tries = 200)
    void holdsWhatASortedSetHolds(@ForAll("keys") List<Key> toggled) {
        KeyOrder order = new KeyOrder(BLOCK_KEYS_MAX, 3);
        NavigableSet<Key> expected = new TreeSet<>();
        for (Key key : toggled) {
            toggle(order, expected, key);
            assertThat(all(order.from(key, true))).containsExactlyElementsOf(expected.tailSet(key, true));
            assertThat(all(order.from(key, false))).containsExactlyElementsOf(expected.tailSet(key, false));
        }
        assertThat(all(order.iterator())).containsExactlyElementsOf(expected);
    }

    @Property(tries = 5)
    void holdsItInBlocksOfRealSizeToo(@ForAll long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        KeyOrder order = new KeyOrder(KeyOrder.BLOCK_KEYS_MAX, 500);
        NavigableSet<Key> expected = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            toggle(order, expected, Key.of("user:%012d:name".formatted(random.nextInt(10_000))));
        }
        assertThat(all(order.iterator())).containsExactlyElementsOf(expected);
        for (int i = 0; i < 100; i++) {
            Key key = Key.of("user:%012d".formatted(random.nextInt(10_000)));
            assertThat(all(order.from(key, true))).containsExactlyElementsOf(expected.tailSet(key, true));
        }
    }

    private static void toggle(KeyOrder order, NavigableSet<Key> expected, Key key) {
        if (expected.add(key)) {
            order.add(key);
        } else {
            expected.remove(key);
            order.remove(key);
        }
    }

    @Test
    void fewKeysThatAreLeftOfManyLieInFewBlocks() {
        KeyOrder order = new KeyOrder(BLOCK_KEYS_MAX * 4, 50);
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            order.add(numbered(i));
        }
        int blocksOfAll = order.blocks();
        for (int i = 0; i < count; i++) {
            if (i % 100 != 0) {
                order.remove(numbered(i));
            }
        }
        int left = count / 100;
        assertThat(blocksOfAll).isGreaterThan(count / (BLOCK_KEYS_MAX * 4));
        // Two neighbours hold a quarter of what a block may hold.
        assertThat(order.blocks()).isLessThanOrEqualTo(2 + 2 * left / BLOCK_KEYS_MAX);
        for (int i = 0; i < count; i += 100) {
            order.remove(numbered(i));
        }
        assertThat(order.blocks()).isEqualTo(1);
        assertThat(order.iterator().hasNext()).isFalse();
    }

    @Test
    void aKeyThatIsThereIsNotAddedAgain() {
        KeyOrder order = new KeyOrder(BLOCK_KEYS_MAX, 1);
        order.add(numbered(1));
        assertThatThrownBy(() -> order.add(numbered(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyThatIsNotThereIsNotRemoved() {
        KeyOrder order = new KeyOrder(BLOCK_KEYS_MAX, 3);
        order.add(numbered(1));
        assertThatThrownBy(() -> order.remove(numbered(2))).isInstanceOf(IllegalStateException.class);
        assertThat(all(order.iterator())).containsExactly(numbered(1));
    }

    @Test
    void aBlockThatGrewByJoiningStillFindsItsKeys() {
        KeyOrder order = new KeyOrder(BLOCK_KEYS_MAX, 3);
        for (String prefix : List.of("aaaaaaaaaa", "bbbbbbbbbb")) {
            for (int i = 0; i < 10; i++) {
                order.add(Key.of(prefix + i));
            }
        }
        List<Key> left = new ArrayList<>(all(order.iterator()));
        while (!left.isEmpty()) {
            order.remove(left.remove(left.size() / 2));
            assertThat(all(order.iterator())).isEqualTo(left);
            for (int i = 0; i < left.size(); i++) {
                assertThat(all(order.from(left.get(i), true))).isEqualTo(left.subList(i, left.size()));
            }
        }
    }

    @Test
    void keysThatDifferBehindTheirHeadsAreOrderedByUnsignedBytes() {
        KeyOrder order = new KeyOrder(BLOCK_KEYS_MAX, 3);
        Key high = behindPrefix(new byte[] {(byte) 0x80});
        Key low = behindPrefix(new byte[] {0x7f});
        order.add(high);
        order.add(low);
        assertThat(all(order.iterator())).containsExactly(low, high);
    }

    private static Key numbered(int number) {
        return Key.of("key:%08d".formatted(number));
    }

    private static List<Key> all(Iterator<Key> keys) {
        List<Key> all = new ArrayList<>();
        keys.forEachRemaining(all::add);
        return all;
    }
}
