package dev.latchkey.server.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The tree finds what a list of all prefixes finds. */
final class PrefixTreeTest {

    private record Entry(Prefix prefix, int value) {}

    private record Change(boolean add, Entry entry) {}

    private PrefixTree<Integer> tree = new PrefixTree<>();

    private List<Integer> found(String key) {
        List<Integer> values = new ArrayList<>();
        tree.forEachPrefixOf(Key.of(key), values::add);
        return values;
    }

    private void add(String prefix, int value) {
        tree.add(Prefix.of(prefix), value);
    }

    @Example
    void everyPrefixOfAKeyIsFoundTheShortestFirst() {
        add("lock/a", 1);
        add("", 2);
        add("lock/ab", 3);
        add("lock/b", 4);
        add("lo", 5);
        add("lock/abc", 6);
        assertThat(found("lock/ab")).containsExactly(2, 5, 1, 3);
        assertThat(found("lock/")).containsExactly(2, 5);
        assertThat(found("lock/abd")).containsExactly(2, 5, 1, 3);
        assertThat(found("x")).containsExactly(2);
    }

    @Example
    void prefixesThatAreRemovedLeaveNothing() {
        add("lock/a", 1);
        add("lock/b", 2);
        tree.remove(Prefix.of("lock/a"), 9);
        tree.remove(Prefix.of("lock/"), 1);
        assertThat(found("lock/a1")).containsExactly(1);
        tree.remove(Prefix.of("lock/a"), 1);
        assertThat(found("lock/a1")).isEmpty();
        assertThat(found("lock/b")).containsExactly(2);
        tree.remove(Prefix.of("lock/b"), 2);
        assertThat(tree.isEmpty()).isTrue();
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<String> texts = Arbitraries.strings().withChars("ab").ofMaxLength(5);
        Arbitrary<Entry> entries = texts.flatMap(
                text -> Arbitraries.integers().between(0, 2).map(value -> new Entry(Prefix.of(text), value)));
        return entries.flatMap(entry -> Arbitraries.frequency(Tuple.of(3, true), Tuple.of(2, false))
                        .map(add -> new Change(add, entry)))
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 500)
    void findsWhatAListFinds(@ForAll("changes") List<Change> changes) {
        tree = new PrefixTree<>();
        List<Entry> list = new ArrayList<>();
        for (Change change : changes) {
            if (!change.add()) {
                list.remove(change.entry());
                tree.remove(change.entry().prefix(), change.entry().value());
            } else if (!list.contains(change.entry())) {
                list.add(change.entry());
                tree.add(change.entry().prefix(), change.entry().value());
            }
        }
        assertThat(tree.isEmpty()).isEqualTo(list.isEmpty());
        for (String key : List.of("a", "ab", "ba", "aab", "abab", "bbbb", "aaaaa", "babab", "abbbbb")) {
            List<Integer> expected = list.stream()
                    .filter(entry -> Key.of(key).startsWith(entry.prefix()))
                    .map(Entry::value)
                    .toList();
            assertThat(found(key)).containsExactlyInAnyOrderElementsOf(expected);
        }
        List<Integer> all = new ArrayList<>();
        tree.forEach(all::add);
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        list.stream().map(Entry::value).toList());
    }
}
