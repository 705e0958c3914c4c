package dev.latchkey.core.state;

import static dev.latchkey.core.state.TestStore.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Version;
import org.junit.jupiter.api.Test;

/** The revision counts the writes of the whole store, and nothing else. */
final class RevisionTest {

    private final TestStore store = new TestStore();

    private long revision() {
        return store.machine().revision();
    }

    @Test
    void anUntouchedStoreIsAtRevisionZero() {
        assertThat(revision()).isZero();
    }

    @Test
    void eachCreateOverwriteAndDeleteCountsOne() {
        store.put("a", "v", 0);
        assertThat(revision()).isEqualTo(1);
        store.put("b", "v", 0);
        assertThat(revision()).isEqualTo(2);
        store.put("a", "v", 1);
        assertThat(revision()).isEqualTo(3);
        store.delete("b", 1);
        assertThat(revision()).isEqualTo(4);
    }

    @Test
    void aDeletedKeyCreatedAgainHasTheRevisionOfItsCreation() {
        store.createAndDelete("a");
        store.put("a", "again", 0);

        assertThat(store.get("a")).isEqualTo(found("again", 3, 3));
    }

    @Test
    void whatIsRefusedOrOnlyReadCountsNothing() {
        store.put("a", "v", 0);

        store.put("a", "v", 0);
        store.put("a", "v", 7);
        store.put("nope", "v", 1);
        store.delete("a", 2);
        store.delete("nope", 1);
        store.get("a");
        store.get("nope");
        store.list("", null, 10);

        assertThat(revision()).isEqualTo(1);
    }

    @Test
    void foldingATombstoneCountsNothing() {
        TestStore small = new TestStore(new StateLimits(1, 1, Version.MAX));
        small.createAndDelete("a");
        small.createAndDelete("b");

        assertThat(small.machine().revision()).isEqualTo(4);
    }
}
