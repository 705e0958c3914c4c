package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The key order holds the same as a {@link TreeMap} after any sequence of additions and removals. */
class KeyOrderTest {

    private static final int RUN_MAX = 8;

    private final NavigableMap<Key, Entry> expected = new TreeMap<>();

    /** Few different bytes, lengths around the eight bytes of a head: prefixes of each other, ties, zeros, bytes above 127. */
    @Provide
    Arbitrary<List<Key>> keys() {
        Arbitrary<Byte> bytes = Arbitraries.of((byte) 0, (byte) 1, (byte) 'a', (byte) 0xff);
        Arbitrary<Key> dense =
                bytes.array(byte[].class).ofMinSize(1).ofMaxSize(4).map(Key::of);
        Arbitrary<Key> alike = bytes.array(byte[].class).ofMaxSize(12).map(KeyOrderTest::afterPrefix);
        return Arbitraries.oneOf(dense, alike).list().ofMaxSize(300);
    }

    private static Key afterPrefix(byte[] rest) {
        byte[] bytes = new byte[10 + rest.length];
        System.arraycopy(rest, 0, bytes, 10, rest.length);
        return Key.of(bytes);
    }

    @Property(tries = 60)
    void holdsWhatASortedMapHolds(@ForAll("keys") List<Key> toggled) {
        KeyOrder order = new KeyOrder(RUN_MAX);
        expected.clear();
        for (Key key : toggled) {
            toggle(order, key);
            assertThat(all(order.from(key.bytes, true)))
                    .containsExactlyElementsOf(expected.tailMap(key, true).keySet());
            assertThat(all(order.from(key.bytes, false)))
                    .containsExactlyElementsOf(expected.tailMap(key, false).keySet());
        }
        assertThat(all(order)).containsExactlyElementsOf(expected.keySet());
    }

    @Property(tries = 5)
    void holdsItInRunsOfSomeSizeToo(@ForAll long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        KeyOrder order = new KeyOrder(1_000);
        expected.clear();
        for (int i = 0; i < 50_000; i++) {
            toggle(order, Key.of("user:%012d:name".formatted(random.nextInt(10_000))));
            if (i % 5_000 == 0) {
                assertThat(all(order)).containsExactlyElementsOf(expected.keySet());
            }
        }
        assertThat(all(order)).containsExactlyElementsOf(expected.keySet());
        for (int i = 0; i < 100; i++) {
            Key key = Key.of("user:%012d".formatted(random.nextInt(10_000)));
            assertThat(all(order.from(key.bytes, true)))
                    .containsExactlyElementsOf(expected.tailMap(key, true).keySet());
        }
    }

    private void toggle(KeyOrder order, Key key) {
        if (expected.containsKey(key)) {
            order.remove(expected.remove(key));
        } else {
            add(order, key);
        }
    }

    private Entry add(KeyOrder order, Key key) {
        return add(order, key, 1);
    }

    private Entry add(KeyOrder order, Key key, long revision) {
        Entry entry = new Entry(key, Value.EMPTY, Version.of(1), revision);
        expected.put(key, entry);
        order.add(entry);
        return entry;
    }

    @Test
    void fewKeysThatAreLeftOfManyLieInFewRuns() {
        int runMax = 512;
        KeyOrder order = new KeyOrder(runMax);
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            add(order, numbered(i));
        }
        assertThat(order.runs()).isEqualTo(1 + count / runMax);
        for (int i = 0; i < count; i++) {
            if (i % 100 != 0) {
                order.remove(expected.remove(numbered(i)));
            }
        }
        // Every run except the last is at least half full, not counting removed entries.
        assertThat(order.runs()).isLessThanOrEqualTo(1 + 2 * expected.size() / (runMax * 7 / 8));
        assertThat(all(order)).containsExactlyElementsOf(expected.keySet());
    }

    @Test
    void keysThatComeAndGoForEverTakeOneRun() {
        KeyOrder order = new KeyOrder(200);
        for (int i = 0; i < 10_000; i++) {
            add(order, numbered(i));
            order.remove(expected.remove(numbered(i)));
        }
        assertThat(order.runs()).isEqualTo(1);
        assertThat(all(order)).isEmpty();
    }

    @Test
    void anEntryIsNotRemovedTwice() {
        KeyOrder order = new KeyOrder(RUN_MAX);
        Entry entry = add(order, numbered(1));
        order.remove(entry);
        assertThatThrownBy(() -> order.remove(entry)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(entry::value).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noEntryFollowsTheLast() {
        Iterator<Entry> none = new KeyOrder(RUN_MAX).from(new byte[0], true);
        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void settledOrderIsWalkedWithoutSortingLaterEntries() {
        KeyOrder order = new KeyOrder(RUN_MAX);
        for (int i = 0; i < 20; i++) {
            add(order, numbered(i), 1);
        }
        order.settle();
        List<Key> old = List.copyOf(expected.keySet());
        for (int i = 20; i < 60; i++) {
            add(order, numbered(i), 2);
        }
        List<Key> walked = all(order.settled(new byte[0], Integer.MAX_VALUE, 1));
        assertThat(walked).containsAll(old).isSorted();
        assertThat(walked).as("those in the run that was begun before").hasSizeLessThan(20 + RUN_MAX);
        assertThat(all(order.settled(new byte[0], Integer.MAX_VALUE, 0))).isEmpty();
    }

    @Test
    void entriesThatMovedToAnotherRunAreWalked() {
        KeyOrder order = new KeyOrder(200);
        for (int i = 0; i < 250; i++) {
            add(order, numbered(i), 1);
        }
        order.settle();
        for (int i = 0; i < 130; i++) {
            order.remove(expected.remove(numbered(i)));
        }
        assertThat(order.runs()).as("the first was too small to stay").isEqualTo(1);
        assertThat(all(order.settled(new byte[0], Integer.MAX_VALUE, 1))).containsExactlyElementsOf(expected.keySet());
    }

    @Test
    void aRunHasBounds() {
        assertThatThrownBy(() -> new KeyOrder(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyOrder(KeyRun.SIZE_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysThatDifferAfterTheirHeadsAreOrderedByUnsignedBytes() {
        KeyOrder order = new KeyOrder(RUN_MAX);
        add(order, afterPrefix(new byte[] {(byte) 0x80}));
        add(order, afterPrefix(new byte[] {0x7f}));
        add(order, afterPrefix(new byte[] {(byte) 0xff, 0, 0, 0, 0, 0, 0, (byte) 0x80}));
        add(order, afterPrefix(new byte[] {(byte) 0xff, 0, 0, 0, 0, 0, 0, 0x7f}));
        assertThat(all(order)).containsExactlyElementsOf(expected.keySet());
    }

    private static Key numbered(int number) {
        return Key.of("key:%08d".formatted(number));
    }

    private static List<Key> all(KeyOrder order) {
        return all(order.from(new byte[0], true));
    }

    private static List<Key> all(Iterator<Entry> entries) {
        List<Key> all = new ArrayList<>();
        entries.forEachRemaining(entry -> all.add(entry.key()));
        return all;
    }
}
