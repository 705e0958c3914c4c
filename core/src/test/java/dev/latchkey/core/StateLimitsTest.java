package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateLimitsTest {

    private static final Version MAX = Version.MAX;

    @Test
    void theBoundsOfEveryRealStoreAreThoseOfTheFormat() {
        assertThat(StateLimits.STANDARD).isEqualTo(new StateLimits(1_000_000, 65_536, Version.of(Long.MAX_VALUE)));
    }

    @Test
    void theSmallestBoundsAreFine() {
        StateLimits smallest = new StateLimits(1, 1, Version.of(2));

        assertThat(smallest.tombstonesMax()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void atLeastOneTombstoneIsKept(int tombstonesMax) {
        assertThatThrownBy(() -> new StateLimits(tombstonesMax, 1, MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tombstonesMax " + tombstonesMax + " is less than 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 65_535, 131_072, Integer.MIN_VALUE})
    void floorsAreAPowerOfTwoUpTo65536(int floorsCount) {
        assertThatThrownBy(() -> new StateLimits(1, floorsCount, MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("floorsCount " + floorsCount + " is not a power of two up to 65536");
    }

    @Test
    void theLastVersionLeavesRoomForOnePutAndOneDelete() {
        assertThatThrownBy(() -> new StateLimits(1, 1, Version.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("versionMax 1 is less than 2");
    }
}
