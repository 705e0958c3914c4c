package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class VersionTest {

    @Test
    void zeroIsTheVersionNeverWritten() {
        assertThat(Version.of(0)).isSameAs(Version.NONE);
        assertThat(Version.NONE.isNone()).isTrue();
        assertThat(Version.of(1).isNone()).isFalse();
    }

    @Test
    void nextIsOneMore() {
        assertThat(Version.NONE.next()).isEqualTo(Version.of(1));
        assertThat(Version.of(Long.MAX_VALUE - 1).next()).isEqualTo(Version.MAX);
    }

    @Test
    void nothingFollowsTheMaximumAndNothingWraps() {
        assertThatThrownBy(Version.MAX::next)
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("no version follows 9223372036854775807");
    }

    @Test
    void versionsAreOrderedAsNumbers() {
        assertThat(Version.of(2)).isLessThan(Version.of(10)).isGreaterThan(Version.of(1));
        assertThat(Version.of(2)).isEqualByComparingTo(Version.of(2));
    }

    @Test
    void toStringIsTheNumberInDecimal() {
        assertThat(Version.of(1_234_567)).hasToString("1234567");
    }
}
