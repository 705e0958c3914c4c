package dev.latchkey.core.state;

import static dev.latchkey.core.state.TestStore.keys;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contents of a page of keys, where it starts and where it ends. */
final class ListTest {

    private final TestStore store = new TestStore();

    private void create(String... keys) {
        for (String key : keys) {
            store.machine()
                    .apply(new Command.Put(Key.of(key.getBytes(ISO_8859_1)), Value.of("of " + key), Version.NONE));
        }
    }

    @Test
    void anEmptyStoreListsNothing() {
        assertThat(store.list("", null, 10)).isEqualTo(new Reply.Listed(0, false, List.of()));
    }

    @Test
    void keysComeInOrderOfUnsignedBytes() {
        create("\u00ff", "\u0080", "\u007f", "b", "ab", "a\u0000", "a", "\u0000");

        assertThat(keys(store.list("", null, 10)))
                .containsExactly("\u0000", "a", "a\u0000", "ab", "b", "\u007f", "\u0080", "\u00ff");
    }

    @Test
    void afterFindsItsPlaceAmongUnsignedBytes() {
        create("\u00ff", "\u0080", "\u007f", "b", "ab", "a\u0000", "a", "\u0000");
        assertThat(keys(store.list("", null, 10))).hasSize(8);

        assertThat(keys(store.list("", "\u0080", 10))).containsExactly("\u00ff");
        assertThat(keys(store.list("", "b", 10))).containsExactly("\u007f", "\u0080", "\u00ff");
    }

    @Test
    void onlyKeysWithThePrefixAreListedItselfIncluded() {
        create("a", "lock", "lock/", "lock/a", "lock/b", "lock0", "z");

        assertThat(keys(store.list("lock/", null, 10))).containsExactly("lock/", "lock/a", "lock/b");
    }

    @Test
    void aPrefixOfBytes0xffHasAnEndToo() {
        create("\u00fe", "\u00ff", "\u00ff\u00ff", "\u00ff\u00ff\u0001");
        Prefix prefix = Prefix.of(new byte[] {(byte) 0xff, (byte) 0xff});

        assertThat(keys(store.list(new Command.ListKeys(prefix, null, 10, false))))
                .containsExactly("\u00ff\u00ff", "\u00ff\u00ff\u0001");
    }

    @Test
    void aPrefixWithoutKeysListsNothing() {
        create("a", "c");

        assertThat(store.list("b", null, 10)).isEqualTo(new Reply.Listed(2, false, List.of()));
        assertThat(keys(store.list("d", null, 10))).isEmpty();
    }

    @Test
    void deletedKeysAreNotListed() {
        create("a", "b", "c");
        store.delete("b", 1);

        assertThat(keys(store.list("", null, 10))).containsExactly("a", "c");
    }

    @Test
    void entriesCarryTheCurrentVersionAndThePageTheRevision() {
        create("a", "b");
        store.put("a", "two", 1);

        assertThat(store.list("", null, 10))
                .isEqualTo(new Reply.Listed(
                        3,
                        false,
                        List.of(
                                new Reply.Listed.Entry(Key.of("a"), null, Version.of(2)),
                                new Reply.Listed.Entry(Key.of("b"), null, Version.of(1)))));
    }

    @Test
    void entriesIncludeTheValuesIfRequested() {
        create("a");

        assertThat(store.list(new Command.ListKeys(Prefix.EMPTY, null, 10, true))
                        .entries())
                .containsExactly(new Reply.Listed.Entry(Key.of("a"), Value.of("of a"), Version.of(1)));
    }

    @Test
    void aPageDoesNotChangeAfterLaterWrites() {
        create("a");
        Reply.Listed page = store.list("", null, 10);

        create("b");
        store.delete("a", 1);

        assertThat(keys(page)).containsExactly("a");
    }

    @Test
    void pageStartsAfterTheNamedKey() {
        create("a", "b", "c");

        assertThat(keys(store.list("", "a", 10))).containsExactly("b", "c");
    }

    @Test
    void afterNeedNotBeThere() {
        create("a", "c");

        assertThat(keys(store.list("", "b", 10))).containsExactly("c");
    }

    @Test
    void afterTheLastKeyComesNothing() {
        create("a", "b");

        assertThat(store.list("", "b", 10)).isEqualTo(new Reply.Listed(2, false, List.of()));
    }

    @Test
    void afterBeforeThePrefixBeginsAtThePrefix() {
        create("a", "lock/a", "lock/b");

        assertThat(keys(store.list("lock/", "a", 10))).containsExactly("lock/a", "lock/b");
        assertThat(keys(store.list("lock/", "lock", 10))).containsExactly("lock/a", "lock/b");
    }

    @Test
    void afterEqualToThePrefixLeavesThatKeyOut() {
        create("lock/", "lock/a");

        assertThat(keys(store.list("lock/", "lock/", 10))).containsExactly("lock/a");
    }

    @Test
    void afterWithinThePrefixGoesOnFromThere() {
        create("lock/a", "lock/b", "z");

        assertThat(keys(store.list("lock/", "lock/a", 10))).containsExactly("lock/b");
    }

    @Test
    void afterGreaterThanThePrefixListsNothing() {
        create("lock/a", "x", "z");

        assertThat(store.list("lock/", "w", 10)).isEqualTo(new Reply.Listed(3, false, List.of()));
    }

    @Test
    void limitEndsThePageAndSaysThereIsMore() {
        create("a", "b", "c");

        Reply.Listed page = store.list("", null, 2);
        assertThat(keys(page)).containsExactly("a", "b");
        assertThat(page.more()).isTrue();
    }

    @Test
    void limitThatFitsExactlySaysThereIsNoMore() {
        create("p1", "p2", "q");

        Reply.Listed page = store.list("p", null, 2);
        assertThat(keys(page)).containsExactly("p1", "p2");
        assertThat(page.more()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001, Integer.MAX_VALUE})
    void limitIsOneTo10000(int limit) {
        assertThatThrownBy(() -> new Command.ListKeys(Prefix.EMPTY, null, limit, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit " + limit + " is not one of 1 to 10000");
    }

    @Test
    void theLargestLimitIsKept() {
        for (int i = 0; i < 10_001; i++) {
            create(String.format("%05d", i));
        }

        Reply.Listed page = store.list("", null, 10_000);
        assertThat(page.entries()).hasSize(10_000);
        assertThat(page.more()).isTrue();
        assertThat(keys(store.list("", "09999", 10_000))).containsExactly("10000");
    }
}
