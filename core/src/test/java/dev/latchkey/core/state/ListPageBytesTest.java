package dev.latchkey.core.state;

import static dev.latchkey.core.state.TestStore.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A page ends at 1 MiB, counting keys, requested values, and a frame of 64 bytes per entry. */
final class ListPageBytesTest {

    private static final int FRAME = 64;

    private final TestStore store = new TestStore();

    private void create(String key, int valueLength) {
        store.machine().apply(new Command.Put(Key.of(key), Value.of(new byte[valueLength]), Version.NONE));
    }

    private Reply.Listed listWithValues(String after) {
        Key previous = after.isEmpty() ? null : Key.of(after);
        return store.list(new Command.ListKeys(Prefix.EMPTY, previous, Command.ListKeys.LIMIT_MAX, true));
    }

    @Test
    void entriesOfExactlyOneMebibyteAreOnePage() {
        create("a", 524_288 - FRAME - 1);
        create("b", 524_288 - FRAME - 1);

        Reply.Listed page = listWithValues("");
        assertThat(keys(page)).containsExactly("a", "b");
        assertThat(page.more()).isFalse();
    }

    @Test
    void oneByteMoreEndsThePageBefore() {
        create("a", 524_288 - FRAME - 1);
        create("b", 524_288 - FRAME);

        Reply.Listed page = listWithValues("");
        assertThat(keys(page)).containsExactly("a");
        assertThat(page.more()).isTrue();
    }

    @Test
    void aPageWithMoreIsNeverEmptyHoweverLargeItsFirstEntry() {
        create("a", Value.LENGTH_MAX);
        create("b", Value.LENGTH_MAX);

        Reply.Listed first = listWithValues("");
        assertThat(keys(first)).containsExactly("a");
        assertThat(first.more()).isTrue();

        Reply.Listed second = listWithValues("a");
        assertThat(keys(second)).containsExactly("b");
        assertThat(second.more()).isFalse();
    }

    @Test
    void valuesThatAreNotRequestedDoNotCount() {
        create("a", Value.LENGTH_MAX);
        create("b", Value.LENGTH_MAX);

        assertThat(keys(store.list("", null, 10))).containsExactly("a", "b");
    }

    @Test
    void keysAloneFillAPageToo() {
        String tail = "x".repeat(Key.LENGTH_MAX - 4);
        for (int i = 0; i < 1_000; i++) {
            create(String.format("%04d", i) + tail, 0);
        }

        Reply.Listed page = store.list("", null, Command.ListKeys.LIMIT_MAX);
        assertThat(page.entries()).hasSize(1_048_576 / (Key.LENGTH_MAX + FRAME));
        assertThat(page.more()).isTrue();
    }

    @Test
    void pageAfterPageListsEveryKeyOnce() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String key = String.format("%02d", i);
            create(key, i % 7 * 100_000);
            created.add(key);
        }

        List<String> listed = new ArrayList<>();
        Reply.Listed page = listWithValues("");
        listed.addAll(keys(page));
        while (page.more()) {
            page = listWithValues(listed.get(listed.size() - 1));
            assertThat(page.entries()).isNotEmpty();
            listed.addAll(keys(page));
        }
        assertThat(listed).isEqualTo(created);
    }
}
