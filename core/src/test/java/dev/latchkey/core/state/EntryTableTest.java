package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Key;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The table holds the same as a {@link HashMap} after any sequence of additions and removals. */
class EntryTableTest {

    private final EntryTable<Entry> table = new EntryTable<>(new SipHash(1, 2));
    private final Map<Key, Entry> expected = new HashMap<>();

    /** Numbers to toggle, whose hashes have few values: long probe sequences, with holes in the middle. */
    @Provide
    Arbitrary<List<Integer>> toggled() {
        return Arbitraries.integers().between(0, 60).list().ofMaxSize(400);
    }

    @Property(tries = 300)
    void holdsWhatAMapHoldsThoughHashesCollide(@ForAll("toggled") List<Integer> toggled) {
        EntryTable<Entry> colliding = new EntryTable<>(new SipHash(1, 2));
        Map<Key, Entry> held = new HashMap<>();
        for (int number : toggled) {
            Key key = numbered(number);
            int hash = collidingHash(number);
            if (held.remove(key) != null) {
                colliding.remove(key.bytes, hash);
            } else {
                Entry entry = entry(key);
                held.put(key, entry);
                colliding.add(entry, hash);
            }
            assertThat(colliding.size()).isEqualTo(held.size());
            for (int other = 0; other <= 60; other++) {
                assertThat(colliding.get(numbered(other).bytes, collidingHash(other)))
                        .isSameAs(held.get(numbered(other)));
            }
        }
    }

    /** Some hashes select the first slot, some the last so that probing wraps around, and some are distributed. */
    private static int collidingHash(int number) {
        return number % 3 == 0 ? 1 : number % 3 == 1 ? -1 : number << 26 | 1;
    }

    @Test
    void growsAndStillHoldsAll() {
        for (int i = 0; i < 100_000; i++) {
            add(numbered(i));
        }
        for (int i = 0; i < 100_000; i += 2) {
            Key key = numbered(i);
            table.remove(key.bytes, table.hashOf(key.bytes));
            expected.remove(key);
        }
        assertThat(table.size()).isEqualTo(expected.size());
        for (int i = 0; i < 100_000; i++) {
            Key key = numbered(i);
            assertThat(table.get(key.bytes, table.hashOf(key.bytes))).isSameAs(expected.get(key));
        }
    }

    private void add(Key key) {
        Entry entry = entry(key);
        expected.put(key, entry);
        table.add(entry, table.hashOf(key.bytes));
    }

    private static Entry entry(Key key) {
        return new Entry(key, Value.EMPTY, Version.of(1), 1);
    }

    private static Key numbered(int number) {
        return Key.of("key:" + number);
    }
}
