package dev.latchkey.core.state;

import static dev.latchkey.core.state.TestStore.versionsUsedUp;
import static dev.latchkey.core.state.TestStore.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Version;
import org.junit.jupiter.api.Test;

/** Deleted keys, with limits so low that tombstones are folded into floors after a few deletes. */
final class TombstonesTest {

    /** Two tombstones, one floor for all keys. */
    private final TestStore store = new TestStore(new StateLimits(2, 1, Version.MAX));

    @Test
    void aDeleteLeavesATombstoneAndACreateTakesItAway() {
        store.createAndDelete("a");
        assertThat(store.machine().tombstones()).isEqualTo(1);

        store.put("a", "v", 0);
        assertThat(store.machine().tombstones()).isZero();
    }

    @Test
    void noVersionOfAKeyIsEverUsedTwice() {
        for (long life = 0; life < 5; life++) {
            assertThat(store.put("a", "v", 0)).isEqualTo(written(2 * life + 1));
            assertThat(store.delete("a", 2 * life + 1)).isEqualTo(written(2 * life + 2));
        }
    }

    @Test
    void upToTheLimitATombstoneLeavesOtherKeysAlone() {
        store.createAndDelete("a");
        store.createAndDelete("b");

        assertThat(store.machine().tombstones()).isEqualTo(2);
        assertThat(store.put("new", "v", 0)).isEqualTo(written(1));
    }

    @Test
    void beyondTheLimitTheOldestIsFoldedAndUnknownKeysStartAboveItsFloor() {
        store.createAndDelete("a");
        store.createAndDelete("b");
        store.createAndDelete("c");

        assertThat(store.machine().tombstones()).isEqualTo(2);
        assertThat(store.put("new", "v", 0)).isEqualTo(written(3));
    }

    @Test
    void aFoldedKeyCreatedAgainStartsAboveItsFloor() {
        store.createAndDelete("a");
        store.createAndDelete("b");
        store.createAndDelete("c");

        assertThat(store.put("a", "v", 0)).isEqualTo(written(3));
    }

    @Test
    void theKeyDeletedLongestAgoIsFoldedAndNotTheOneDeletedLast() {
        store.put("a", "", 0);
        store.put("a", "", 1);
        store.put("a", "", 2);
        store.delete("a", 3);
        store.createAndDelete("b");
        store.createAndDelete("c");

        assertThat(store.put("new", "v", 0)).isEqualTo(written(5));
        assertThat(store.put("b", "v", 0)).isEqualTo(written(3));
        assertThat(store.put("c", "v", 0)).isEqualTo(written(3));
    }

    @Test
    void aKeyDeletedAgainCountsFromItsLastDelete() {
        store.createAndDelete("a");
        store.createAndDelete("b");
        store.createAndDelete("a");
        store.createAndDelete("c");

        // b was folded, at version 2. With a at version 4 folded, a new key would start at 5.
        assertThat(store.put("new", "v", 0)).isEqualTo(written(3));
        assertThat(store.put("a", "v", 0)).isEqualTo(written(5));
    }

    @Test
    void aFloorIsTheHighestVersionFoldedIntoIt() {
        store.put("high", "", 0);
        store.put("high", "", 1);
        store.delete("high", 2);
        store.createAndDelete("low");
        store.createAndDelete("x");
        assertThat(store.put("new", "v", 0)).isEqualTo(written(4));

        store.createAndDelete("y");
        assertThat(store.put("newer", "v", 0)).isEqualTo(written(4));
    }

    @Test
    void aFloorBelowATombstoneDoesNotTouchIt() {
        store.createAndDelete("a");
        store.createAndDelete("b");
        store.put("c", "", 0);
        store.put("c", "", 1);
        store.delete("c", 2);

        assertThat(store.put("c", "v", 0)).isEqualTo(written(4));
    }

    @Test
    void aFloorAboveATombstoneDoesNotLiftIt() {
        store.put("high", "", 0);
        store.put("high", "", 1);
        store.delete("high", 2);
        store.createAndDelete("b");
        store.createAndDelete("c");

        assertThat(store.put("b", "v", 0)).isEqualTo(written(3));
    }

    @Test
    void aFloorHoldsForItsOwnKeysOnly() {
        // a and c share one of the two floors, b and d the other.
        TestStore twoFloors = new TestStore(new StateLimits(1, 2, Version.MAX));
        twoFloors.createAndDelete("a");
        twoFloors.createAndDelete("b");

        assertThat(twoFloors.put("c", "v", 0)).isEqualTo(written(3));
        assertThat(twoFloors.put("d", "v", 0)).isEqualTo(written(1));
    }

    @Test
    void aWriteThatIsRefusedFoldsNothing() {
        TestStore small = new TestStore(new StateLimits(1, 1, Version.of(2)));
        small.createAndDelete("a");
        small.put("b", "v", 0);

        assertThat(small.put("b", "w", 1)).isEqualTo(versionsUsedUp());
        assertThat(small.machine().tombstones()).isEqualTo(1);
        assertThat(small.put("new", "v", 0)).isEqualTo(written(1));
    }
}
