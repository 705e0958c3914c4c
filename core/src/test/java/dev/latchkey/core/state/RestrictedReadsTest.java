package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.PrefixSet;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A read that is restricted to some keys replies as if there were no others. */
final class RestrictedReadsTest {

    private static final PrefixSet VISIBLE = PrefixSet.of(Prefix.of("a/1"), Prefix.of("a/3"), Prefix.of("c"));

    private final TestStore store = new TestStore();

    private Reply.Listed list(String prefix, @Nullable String after, int limit) {
        return store.list(new Command.ListKeys(Prefix.of(prefix), after == null ? null : Key.of(after), limit, false)
                .only(VISIBLE));
    }

    private static List<String> keys(Reply.Listed page) {
        return page.entries().stream().map(entry -> entry.key().utf8()).toList();
    }

    private void create(String... keys) {
        for (String key : keys) {
            store.put(key, "v", 0);
        }
    }

    @Test
    void listHasOnlyTheVisibleKeys() {
        create("a/0", "a/1", "a/10", "a/2", "a/3", "b", "c", "d");
        assertThat(keys(list("", null, 100))).containsExactly("a/1", "a/10", "a/3", "c");
        assertThat(keys(list("a/", null, 100))).containsExactly("a/1", "a/10", "a/3");
        assertThat(keys(list("a/10", null, 100))).containsExactly("a/10");
        assertThat(keys(list("b", null, 100))).isEmpty();
        assertThat(keys(list("", "a/1", 100))).containsExactly("a/10", "a/3", "c");
        assertThat(keys(list("", "a/2", 100))).containsExactly("a/3", "c");
        assertThat(keys(list("", "b", 100))).containsExactly("c");
        assertThat(keys(list("", "c", 100))).isEmpty();
    }

    @Test
    void hiddenKeysAreNoReasonForAnotherPage() {
        create("a/1", "a/2", "a/3", "b", "d");
        assertThat(list("", null, 1).more()).isTrue();
        assertThat(list("", null, 2).more()).isFalse();
        assertThat(list("", null, 2).entries()).hasSize(2);
        assertThat(list("", "a/1", 1).more()).isFalse();
        assertThat(list("c", null, 1).more()).isFalse();
        create("c");
        assertThat(list("", null, 2).more()).isTrue();
    }

    private Reply.Changed changes(long after, int limit) {
        HistoryRead.Changes read = new HistoryRead.Changes(Prefix.EMPTY, after, after, limit, 1 << 20, 0);
        return (Reply.Changed) store.machine().apply(read.only(VISIBLE));
    }

    private static List<String> chain(Reply.Changed page) {
        return page.events().stream()
                .map(event -> event.previous() + "<" + event.revision() + (event.last() ? "." : ""))
                .toList();
    }

    @Test
    void changesHaveOnlyTheVisibleEventsInAChain() {
        create("a/1", "a/2", "a/3", "b", "c");
        assertThat(chain(changes(0, 100))).containsExactly("0<1.", "1<3.", "3<5.");
        assertThat(changes(0, 100).events())
                .extracting(KeyEvent::key)
                .containsExactly(Key.of("a/1"), Key.of("a/3"), Key.of("c"));
        Reply.Changed first = changes(0, 1);
        HistoryRead.Changes next = new HistoryRead.Changes(Prefix.EMPTY, 0, 0, 100, 1 << 20, 0).only(VISIBLE);
        assertThat(chain((Reply.Changed) store.machine().apply(next.after(first))))
                .containsExactly("1<3.", "3<5.");
    }

    /** The end of a session deletes all its keys in one step, of which a reader may see only a part. */
    @Test
    void lastVisibleEventOfAStepIsMarked() {
        SessionId session = new SessionId(1, 1);
        store.machine().apply(new Command.OpenSession(session, 1_000, "alice"));
        for (String key : List.of("a/1", "a/2", "a/3", "d")) {
            store.machine()
                    .apply(new Command.Put(
                            Key.of(key), Value.EMPTY, Version.NONE, new Command.Owner(session, "alice"), null));
        }
        store.machine().apply(new Command.EndSession(session));
        assertThat(chain(changes(4, 100))).containsExactly("4<5", "5<7.");
    }
}
