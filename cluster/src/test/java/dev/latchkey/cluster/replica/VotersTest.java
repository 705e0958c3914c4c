package dev.latchkey.cluster.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Majorities of the members of a cluster. */
final class VotersTest {

    @Test
    void majorityIsMoreThanHalf() {
        Voters three = Voters.of(Set.of("a", "b", "c"));
        assertThat(three.isMajority(Set.of("a"))).isFalse();
        assertThat(three.isMajority(Set.of("a", "b"))).isTrue();
        Voters four = Voters.of(Set.of("a", "b", "c", "d"));
        assertThat(four.isMajority(Set.of("a", "b"))).isFalse();
        assertThat(four.isMajority(Set.of("a", "b", "d"))).isTrue();
        assertThat(Voters.of(Set.of("a")).isMajority(Set.of("a"))).isTrue();
    }

    @Test
    void strangersDoNotCount() {
        assertThat(Voters.of(Set.of("a", "b", "c")).isMajority(Set.of("a", "x", "y")))
                .isFalse();
    }

    @Test
    void changeOfMembersNeedsAMajorityOfBoth() {
        Voters changing = new Voters(Set.of("a", "b", "c"), Set.of("a", "b", "d"));
        assertThat(changing.isMajority(Set.of("a", "c"))).isFalse();
        assertThat(changing.isMajority(Set.of("a", "d"))).isFalse();
        assertThat(changing.isMajority(Set.of("a", "b"))).isTrue();
        assertThat(changing.all()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void clusterHasMembers() {
        Set<String> none = Set.of();
        assertThatThrownBy(() -> Voters.of(none)).hasMessage("a cluster has at least one member");
    }
}
