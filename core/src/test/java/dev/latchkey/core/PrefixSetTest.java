package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class PrefixSetTest {

    private static PrefixSet set(String... prefixes) {
        return PrefixSet.of(List.of(prefixes).stream().map(Prefix::of).toList());
    }

    @Test
    void keyWithOneOfThePrefixesIsContained() {
        PrefixSet set = set("app/", "b", "lock/build");
        assertThat(set.contains(Key.of("app/"))).isTrue();
        assertThat(set.contains(Key.of("app/x"))).isTrue();
        assertThat(set.contains(Key.of("b"))).isTrue();
        assertThat(set.contains(Key.of("lock/builder"))).isTrue();
        assertThat(set.contains(Key.of("app"))).isFalse();
        assertThat(set.contains(Key.of("app0"))).isFalse();
        assertThat(set.contains(Key.of("a"))).isFalse();
        assertThat(set.contains(Key.of("lock/buil"))).isFalse();
        assertThat(set.contains(Key.of("z"))).isFalse();
    }

    @Test
    void bytesAreUnsigned() {
        PrefixSet set = PrefixSet.of(Prefix.of(new byte[] {(byte) 0xff}), Prefix.of("a"));
        assertThat(set.contains(Key.of(new byte[] {(byte) 0xff, 0}))).isTrue();
        assertThat(set.contains(Key.of(new byte[] {(byte) 0xfe}))).isFalse();
        assertThat(set.contains(Key.of("a"))).isTrue();
    }

    @Test
    void emptyPrefixIsEveryKeyAndNoPrefixIsNone() {
        assertThat(set("x", "", "y")).isEqualTo(PrefixSet.EVERY);
        assertThat(PrefixSet.EVERY.contains(Key.of("k"))).isTrue();
        assertThat(PrefixSet.NONE.contains(Key.of("k"))).isFalse();
        assertThat(PrefixSet.NONE.isEmpty()).isTrue();
        assertThat(PrefixSet.NONE.covers(Prefix.EMPTY)).isFalse();
        assertThat(PrefixSet.EVERY.covers(Prefix.EMPTY)).isTrue();
    }

    @Test
    void partsOfAPrefix() {
        PrefixSet set = set("a/1", "a/2", "b");
        assertThat(set.within(Prefix.of("a/"))).isEqualTo(set("a/1", "a/2"));
        assertThat(set.within(Prefix.of("bcd"))).isEqualTo(set("bcd"));
        assertThat(set.within(Prefix.of("c")).isEmpty()).isTrue();
        assertThat(set.within(Prefix.EMPTY)).isEqualTo(set);
    }

    @Test
    void sameSetHasTheSameMinimalForm() {
        assertThat(set("ab", "a", "abc", "a")).isEqualTo(set("a")).hasSameHashCodeAs(set("a"));
        assertThat(set("ab", "b").prefixes()).containsExactly(Prefix.of("ab"), Prefix.of("b"));
        assertThat(set("a\n")).hasToString("[a\\x0a]");
        assertThat(set("a")).isNotEqualTo(set("b")).isNotEqualTo("a");
    }

    private static final int SHORT = 4;

    private static boolean naive(List<String> prefixes, String key) {
        return prefixes.stream().anyMatch(key::startsWith);
    }

    /** Against the definition, for all short keys over three letters. */
    @Property(tries = 300)
    void operationsAgreeWithTheirDefinitions(
            @ForAll @Size(max = 5) List<@CharRange(from = 'a', to = 'c') @StringLength(max = SHORT) String> one,
            @ForAll @Size(max = 5) List<@CharRange(from = 'a', to = 'c') @StringLength(max = SHORT) String> two,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = SHORT) String prefix) {
        PrefixSet first = set(one.toArray(String[]::new));
        PrefixSet second = set(two.toArray(String[]::new));
        boolean covered = true;
        for (String key : keys(SHORT + 1)) {
            boolean in = naive(one, key);
            boolean inSecond = naive(two, key);
            covered &= in || !inSecond;
            assertThat(first.contains(Key.of(key))).isEqualTo(in);
            assertThat(first.and(second).contains(Key.of(key))).isEqualTo(in && inSecond);
            assertThat(first.or(second).contains(Key.of(key))).isEqualTo(in || inSecond);
            assertThat(first.within(Prefix.of(prefix)).contains(Key.of(key))).isEqualTo(in && key.startsWith(prefix));
            assertThat(first.covers(Prefix.of(key))).isEqualTo(in);
        }
        if (first.covers(second)) {
            assertThat(covered).isTrue();
        }
    }

    private static List<String> keys(int length) {
        List<String> keys = new ArrayList<>();
        List<String> ofLength = List.of("");
        for (int i = 0; i < length; i++) {
            List<String> longer = new ArrayList<>();
            for (String start : ofLength) {
                for (String letter : List.of("a", "b", "c")) {
                    longer.add(start + letter);
                }
            }
            keys.addAll(longer);
            ofLength = longer;
        }
        return keys;
    }
}
