package dev.latchkey.check.model.txn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyGroupsTest {

    private static List<List<List<Object>>> groups(List<List<Object>> operations) {
        return KeyGroups.of(operations, keys -> keys);
    }

    @Test
    void keysThatNeverOccurTogetherAreApart() {
        assertThat(groups(List.of(List.of("a"), List.of("b"), List.of("a"))))
                .containsExactly(List.of(List.of("a"), List.of("a")), List.of(List.of("b")));
    }

    @Test
    void everyKeyOfAnOperationBelongsToItsGroup() {
        assertThat(groups(List.of(List.of("c"), List.of("a", "b", "c"), List.of("b"), List.of("d"))))
                .containsExactly(List.of(List.of("c"), List.of("a", "b", "c"), List.of("b")), List.of(List.of("d")));
    }

    @Test
    void groupsThatALaterOperationConnectsAreOne() {
        assertThat(groups(List.of(List.of("a", "b"), List.of("c", "d"), List.of("d", "a"), List.of("c"))))
                .hasSize(1);
    }

    @Test
    void aLongChainIsOneGroup() {
        List<List<Object>> chain = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            chain.add(List.of(i + 1, i));
        }
        assertThat(groups(chain)).hasSize(1);
    }
}
