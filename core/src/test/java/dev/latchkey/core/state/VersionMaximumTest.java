package dev.latchkey.core.state;

import static dev.latchkey.core.state.TestStore.conflict;
import static dev.latchkey.core.state.TestStore.found;
import static dev.latchkey.core.state.TestStore.noKey;
import static dev.latchkey.core.state.TestStore.versionsUsedUp;
import static dev.latchkey.core.state.TestStore.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Version;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** IN-04 at the top of the range: versions do not wrap. The maximum is 4 here, so that a test can reach it. */
@DisplayName("IN-04 version maximum")
final class VersionMaximumTest {

    private final TestStore store = new TestStore(new StateLimits(10, 1, Version.of(4)));

    private void writeUpToThree() {
        store.put("k", "one", 0);
        store.put("k", "two", 1);
        store.put("k", "three", 2);
    }

    @Test
    void aPutReachesAtMostOneBelowTheMaximum() {
        writeUpToThree();

        assertThat(store.get("k")).isEqualTo(found("three", 3, 3));
        assertThat(store.put("k", "four", 3)).isEqualTo(versionsUsedUp());
        assertThat(store.get("k")).isEqualTo(found("three", 3, 3));
    }

    @Test
    void aRefusedPutIsNoWrite() {
        writeUpToThree();
        long bytes = store.machine().bytes();

        store.put("k", "four", 3);

        assertThat(store.machine().revision()).isEqualTo(3);
        assertThat(store.machine().bytes()).isEqualTo(bytes);
    }

    @Test
    void aPutWithAnotherVersionStillLearnsTheCurrentOne() {
        writeUpToThree();

        assertThat(store.put("k", "four", 0)).isEqualTo(conflict(3));
        assertThat(store.put("k", "four", 4)).isEqualTo(conflict(3));
    }

    @Test
    void aDeleteMakesTheMaximum() {
        writeUpToThree();

        assertThat(store.delete("k", 3)).isEqualTo(written(4));
        assertThat(store.get("k")).isEqualTo(noKey());
    }

    @Test
    void aCreateAfterTheMaximumIsRefused() {
        writeUpToThree();
        store.delete("k", 3);

        assertThat(store.put("k", "again", 0)).isEqualTo(versionsUsedUp());
        assertThat(store.get("k")).isEqualTo(noKey());
        assertThat(store.list("", null, 10).entries()).isEmpty();
    }

    @Test
    void aRefusedCreateKeepsTheTombstone() {
        writeUpToThree();
        store.delete("k", 3);
        store.put("k", "again", 0);

        assertThat(store.machine().tombstones()).isEqualTo(1);
        assertThat(store.put("k", "again", 0)).isEqualTo(versionsUsedUp());
    }

    @Test
    void aCreateOneBelowTheMaximumIsRefusedToo() {
        store.createAndDelete("k");
        store.put("k", "three", 0);

        assertThat(store.put("k", "four", 3)).isEqualTo(versionsUsedUp());
        assertThat(store.delete("k", 3)).isEqualTo(written(4));
    }

    @Test
    void aKeyLastDeletedOneBelowTheMaximumCannotBeCreated() {
        store.put("k", "one", 0);
        store.put("k", "two", 1);
        store.delete("k", 2);

        assertThat(store.put("k", "again", 0)).isEqualTo(versionsUsedUp());
    }

    @Test
    void afterTheMaximumAPutOrDeleteThatExpectsAVersionFindsNoKey() {
        writeUpToThree();
        store.delete("k", 3);

        assertThat(store.put("k", "again", 4)).isEqualTo(noKey());
        assertThat(store.delete("k", 4)).isEqualTo(noKey());
    }

    @Test
    void aFloorAtTheMaximumRefusesUnknownKeys() {
        TestStore oneTombstone = new TestStore(new StateLimits(1, 1, Version.of(2)));
        oneTombstone.createAndDelete("a");
        oneTombstone.createAndDelete("b");

        assertThat(oneTombstone.put("new", "v", 0)).isEqualTo(versionsUsedUp());
        assertThat(oneTombstone.put("b", "v", 0)).isEqualTo(versionsUsedUp());
    }

    @Test
    void theMaximumOfEveryRealStoreIsTheLargestLong() {
        assertThat(StateLimits.STANDARD.versionMax()).isEqualTo(Version.of(9_223_372_036_854_775_807L));
    }
}
