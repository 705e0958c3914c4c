package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SetContentTest {

    /** Strings of equal hash, and others. */
    private static final List<String> ELEMENTS = List.of("Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa", "x", "y", "z", "");

    @Test
    void elementsEqualityAndHashAgreeWithThoseOfSets() {
        SplittableRandom random = new SplittableRandom(1);
        List<SetContent> contents = new ArrayList<>(List.of(SetContent.EMPTY));
        List<Set<Object>> sets = new ArrayList<>(List.of(Set.of()));
        for (int i = 0; i < 600; i++) {
            int from = random.nextInt(contents.size());
            String element = ELEMENTS.get(random.nextInt(ELEMENTS.size()));
            Set<Object> set = new HashSet<>(sets.get(from));
            boolean add = random.nextInt(3) > 0;
            boolean isChange = add ? set.add(element) : set.remove(element);
            SetContent content =
                    add ? contents.get(from).with(element) : contents.get(from).without(element);
            assertThat(content.equals(contents.get(from))).isEqualTo(!isChange);
            assertThat(content.hasExactly(set)).isTrue();
            contents.add(content);
            sets.add(set);
        }
        for (int i = 0; i < contents.size(); i++) {
            for (int j = 0; j < contents.size(); j++) {
                boolean same = sets.get(i).equals(sets.get(j));
                assertThat(contents.get(i).equals(contents.get(j))).isEqualTo(same);
                assertThat(contents.get(i).hasExactly(sets.get(j))).isEqualTo(same);
                assertThat(!same
                                || contents.get(i).hashCode() == contents.get(j).hashCode())
                        .isTrue();
            }
        }
    }

    @Test
    void manyElementsAreFoundAndRemoved() {
        SetContent content = SetContent.EMPTY;
        for (int i = 0; i < 100_000; i++) {
            content = content.with(i);
        }
        assertThat(content.size()).isEqualTo(100_000);
        for (int i = 0; i < 100_000; i++) {
            content = i % 3 == 0 ? content : content.without(i);
        }
        for (int i = 0; i < 100_000; i++) {
            assertThat(content.contains(i)).isEqualTo(i % 3 == 0);
        }
    }
}
