package dev.latchkey.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.check.Explanation.Mention;
import org.junit.jupiter.api.Test;

class WordingTest {

    private static final Wording MS = Wording.nanos(1_000_000_000, 5_000_000, 1_000);

    @Test
    void allTimesOfAHistoryHaveTheUnitThatSuitsItsSpan() {
        assertThat(Wording.nanos(0, 999, 0).unit()).isEqualTo("ns");
        assertThat(Wording.nanos(0, 999_999, 0).unit()).isEqualTo("µs");
        assertThat(Wording.nanos(0, 1_000_000, 0).unit()).isEqualTo("ms");
        assertThat(Wording.nanos(0, Long.MAX_VALUE, 0).time(90_000_000_000L)).isEqualTo("90000 ms");
        assertThat(MS.time(1_000_000_001)).isEqualTo("0 ms");
        assertThat(MS.time(1_001_234_999)).isEqualTo("1.234 ms");
        assertThat(MS.time(999_000_000)).isEqualTo("-1 ms");
        assertThat(Wording.nanos(0, 10_000, 0).time(1_500)).isEqualTo("1.5 µs");
        assertThat(Wording.PLAIN.time(Long.MIN_VALUE)).isEqualTo(String.valueOf(Long.MIN_VALUE));
        assertThat(new Wording("", 1, Long.MIN_VALUE, 0).time(Long.MAX_VALUE)).isEqualTo("18446744073709551615");
    }

    @Test
    void aClientIsNamedWithItsLife() {
        assertThat(MS.client(3)).isEqualTo("client 3");
        assertThat(MS.client(1_003)).isEqualTo("client 3, second life");
        assertThat(MS.client(9_003)).isEqualTo("client 3, tenth life");
        assertThat(MS.client(10_003)).isEqualTo("client 3, 11th life");
        assertThat(MS.client(20_003)).isEqualTo("client 3, 21st life");
        assertThat(MS.client(111_003)).isEqualTo("client 3, 112th life");
        assertThat(Wording.PLAIN.client(1_003)).isEqualTo("client 1003");
    }

    @Test
    void anOperationIsWordedWithItsRealEnd() {
        assertThat(MS.of(new Mention(new Operation<>(3, "get", "x", 1_001_000_000, 1_002_500_000), "get -> x")))
                .isEqualTo("client 3, 1 to 2.5 ms: get -> x");
        assertThat(MS.of(new Mention(new Operation<>(3, "put", "?", 1_001_000_000, Operation.OPEN), "put\nforged")))
                .isEqualTo("client 3, from 1 ms, no return: put\\nforged");
    }

    @Test
    void aFactorMustBePositive() {
        assertThatThrownBy(() -> new Wording("ms", 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
