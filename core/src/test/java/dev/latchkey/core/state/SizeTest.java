package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Version;
import org.junit.jupiter.api.Test;

/** The size of the store: the number of keys, the number of tombstones, and the memory that both take. */
final class SizeTest {

    private final TestStore store = new TestStore();

    private long bytes() {
        return store.machine().bytes();
    }

    @Test
    void sizeCountsTheKeysThatAreThere() {
        store.put("a", "v", 0);
        store.put("b", "v", 0);
        store.put("b", "w", 1);
        assertThat(store.machine().size()).isEqualTo(2);

        store.delete("a", 1);
        assertThat(store.machine().size()).isEqualTo(1);
    }

    @Test
    void anEmptyStoreTakesNoBytes() {
        assertThat(bytes()).isZero();
    }

    @Test
    void aCreateCountsKeyAndValueAndMoreForTheMaps() {
        store.put("key", "value", 0);
        long first = bytes();
        assertThat(first).isGreaterThan("key".length() + "value".length());

        store.put("longer key", "longer value", 0);
        assertThat(bytes() - first).isEqualTo(first + "longer ".length() + "longer ".length());
    }

    @Test
    void anOverwriteCountsTheDifferenceOfTheValues() {
        store.put("k", "1234", 0);
        long before = bytes();

        store.put("k", "1234567", 1);
        assertThat(bytes()).isEqualTo(before + 3);
        store.put("k", "", 2);
        assertThat(bytes()).isEqualTo(before - 4);
    }

    @Test
    void aDeleteGivesTheValueBackAndKeepsTheTombstone() {
        store.put("k", "x".repeat(10_000), 0);
        long before = bytes();

        store.delete("k", 1);

        assertThat(bytes()).isPositive().isLessThanOrEqualTo(before - 10_000);
    }

    @Test
    void aTombstoneCountsTheKeyThatItNames() {
        store.createAndDelete("k");
        long ofOneByte = bytes();

        store.createAndDelete("k".repeat(1_000));

        assertThat(bytes() - ofOneByte).isEqualTo(ofOneByte + 999);
    }

    @Test
    void aCreateOverATombstoneCountsTheKeyOnce() {
        store.put("k", "v", 0);
        long before = bytes();

        store.delete("k", 1);
        store.put("k", "v", 0);

        assertThat(bytes()).isEqualTo(before);
    }

    @Test
    void aFoldedTombstoneTakesNothing() {
        TestStore small = new TestStore(new StateLimits(1, 1, Version.MAX));
        small.createAndDelete("a long key that is folded");
        small.createAndDelete("b");
        store.createAndDelete("b");

        assertThat(small.machine().bytes()).isEqualTo(bytes());
    }
}
