package dev.latchkey.core.state;

import static dev.latchkey.core.state.TestStore.conflict;
import static dev.latchkey.core.state.TestStore.found;
import static dev.latchkey.core.state.TestStore.noKey;
import static dev.latchkey.core.state.TestStore.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The semantics table of get, put and delete: one example for each cell, and for each rule below the table. */
final class SemanticsTableTest {

    private final TestStore store = new TestStore();

    @Nested
    final class KeyAbsent {

        @Test
        void getAnswersNoKey() {
            assertThat(store.get("k")).isEqualTo(noKey());
        }

        @Test
        void putAtZeroCreatesAtVersionOneAndStoresTheValue() {
            assertThat(store.put("k", "v", 0)).isEqualTo(written(1));
            assertThat(store.get("k")).isEqualTo(found("v", 1, 1));
        }

        @Test
        void putAtZeroContinuesFromTheLastVersionOfADeletedKey() {
            store.createAndDelete("k");

            assertThat(store.put("k", "again", 0)).isEqualTo(written(3));
            assertThat(store.get("k")).isEqualTo(found("again", 3, 3));
        }

        @Test
        void putAboveZeroAnswersNoKeyAndStoresNothing() {
            assertThat(store.put("k", "v", 3)).isEqualTo(noKey());
            assertThat(store.get("k")).isEqualTo(noKey());
        }

        @Test
        void putAtTheLastVersionOfADeletedKeyAnswersNoKey() {
            store.createAndDelete("k");

            assertThat(store.put("k", "v", 2)).isEqualTo(noKey());
            assertThat(store.get("k")).isEqualTo(noKey());
        }

        @Test
        void deleteAnswersNoKey() {
            assertThat(store.delete("k", 1)).isEqualTo(noKey());
        }

        @Test
        void deleteAtTheLastVersionOfADeletedKeyAnswersNoKey() {
            store.createAndDelete("k");

            assertThat(store.delete("k", 2)).isEqualTo(noKey());
        }
    }

    @Nested
    final class KeyPresent {

        @Test
        void getAnswersValueVersionAndTheRevisionOfTheLastWrite() {
            store.put("k", "one", 0);
            store.put("other", "x", 0);
            store.put("k", "two", 1);
            store.put("other", "y", 1);

            assertThat(store.get("k")).isEqualTo(found("two", 2, 3));
        }

        @Test
        void putAtZeroIsRefusedWithTheCurrentVersion() {
            store.put("k", "one", 0);
            store.put("k", "two", 1);

            assertThat(store.put("k", "three", 0)).isEqualTo(conflict(2));
            assertThat(store.get("k")).isEqualTo(found("two", 2, 2));
        }

        @Test
        void putAtTheCurrentVersionStoresAndAddsOne() {
            store.put("k", "one", 0);

            assertThat(store.put("k", "two", 1)).isEqualTo(written(2));
            assertThat(store.get("k")).isEqualTo(found("two", 2, 2));
        }

        @Test
        void putWithStaleVersionIsRefusedWithTheCurrentVersion() {
            store.put("k", "one", 0);
            store.put("k", "two", 1);

            assertThat(store.put("k", "three", 1)).isEqualTo(conflict(2));
            assertThat(store.get("k")).isEqualTo(found("two", 2, 2));
        }

        @Test
        void putWithFutureVersionIsRefusedWithTheCurrentVersion() {
            store.put("k", "one", 0);

            assertThat(store.put("k", "two", 2)).isEqualTo(conflict(1));
            assertThat(store.get("k")).isEqualTo(found("one", 1, 1));
        }

        @Test
        void deleteAtTheCurrentVersionMakesTheKeyAbsentAndAnswersItsLastVersion() {
            store.put("k", "one", 0);
            store.put("k", "two", 1);

            assertThat(store.delete("k", 2)).isEqualTo(written(3));
            assertThat(store.get("k")).isEqualTo(noKey());
        }

        @Test
        void deleteWithStaleVersionIsRefusedWithTheCurrentVersion() {
            store.put("k", "one", 0);
            store.put("k", "two", 1);

            assertThat(store.delete("k", 1)).isEqualTo(conflict(2));
            assertThat(store.get("k")).isEqualTo(found("two", 2, 2));
        }

        @Test
        void deleteWithFutureVersionIsRefusedWithTheCurrentVersion() {
            store.put("k", "one", 0);

            assertThat(store.delete("k", 2)).isEqualTo(conflict(1));
            assertThat(store.get("k")).isEqualTo(found("one", 1, 1));
        }

        @Test
        void theSameValueWrittenAgainIsStillAWrite() {
            store.put("k", "same", 0);

            assertThat(store.put("k", "same", 1)).isEqualTo(written(2));
            assertThat(store.get("k")).isEqualTo(found("same", 2, 2));
        }
    }

    @Test
    void oneKeyKnowsNothingOfAnother() {
        store.put("a", "one", 0);
        store.put("a", "two", 1);

        assertThat(store.put("b", "one", 0)).isEqualTo(written(1));
        assertThat(store.delete("b", 1)).isEqualTo(written(2));
        assertThat(store.get("a")).isEqualTo(found("two", 2, 2));
    }

    @Test
    void negativeVersionIsAUsageError() {
        assertThatThrownBy(() -> Version.of(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version -1 is negative: a version is 0 (never written) to 9223372036854775807,"
                        + " the number of writes of its key");
        assertThatThrownBy(() -> Version.of(Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deleteAtZeroIsAUsageError() {
        Key key = Key.of("k");

        assertThatThrownBy(() -> new Command.Delete(key, Version.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a delete names the version it deletes, 1 or more");
    }
}
