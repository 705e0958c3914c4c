package dev.latchkey.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits that contradict each other are refused when they are created. */
class LimitsTest {

    private static final Limits STANDARD = Limits.STANDARD;

    private static Limits.Frames frames(int arguments, int bulk, int request, int inline, int rate) {
        return new Limits.Frames(arguments, bulk, request, inline, Duration.ofSeconds(10), rate);
    }

    @Test
    void framesOfSizeZeroAreRefused() {
        assertThat(frames(1, 1, 1, 1, 1).argumentsMax()).isEqualTo(1);
        assertThatThrownBy(() -> frames(0, 1, 1, 1, 1)).hasMessage("argumentsMax cannot be 0");
        assertThatThrownBy(() -> frames(1, 0, 1, 1, 1)).hasMessage("bulkBytesMax cannot be 0");
        assertThatThrownBy(() -> frames(1, 2, 1, 1, 1))
                .hasMessage("requestBytesMax (less than bulkBytesMax) cannot be 1");
        assertThatThrownBy(() -> frames(1, 1, 1, 0, 1)).hasMessage("inlineBytesMax cannot be 0");
        assertThatThrownBy(() -> frames(1, 1, 1, 1, 0)).hasMessage("bytesPerSecondMin cannot be 0");
    }

    @Test
    void limitsThatExcludeAValidRequestOrReplyAreRefused() {
        assertThatThrownBy(() -> limits(frames(9, 9, 9, 9, 9), STANDARD.output(), 1, 1))
                .hasMessage("bulkBytesMax cannot be 9");
        Limits.Output narrow = new Limits.Output(1, 1, Duration.ofSeconds(1));
        assertThatThrownBy(() -> limits(STANDARD.frames(), narrow, 1, 1))
                .hasMessage("allConnectionsBytesMax cannot be 1");
        assertThatThrownBy(() -> STANDARD.withConnectionsMax(0)).hasMessage("connectionsMax cannot be 0");
        assertThatThrownBy(() -> limits(STANDARD.frames(), STANDARD.output(), 1, 0))
                .hasMessage("pipelinedMax cannot be 0");
        assertThat(STANDARD.withConnectionsMax(7).connectionsMax()).isEqualTo(7);
    }

    private static Limits limits(Limits.Frames frames, Limits.Output output, int connections, int pipelined) {
        return new Limits(
                frames,
                STANDARD.framesBeforeLogin(),
                STANDARD.beforeLogin(),
                STANDARD.input(),
                output,
                connections,
                pipelined,
                STANDARD.pipelinedBytesMax());
    }

    @Test
    void inputShareIsAtLeastOneRequestAndAtMostTheStandard() {
        assertThat(STANDARD.withInputShare(0).input()).isEqualTo(new Limits.Input(4_194_304));
        assertThat(STANDARD.withInputShare(9_000_000).input()).isEqualTo(new Limits.Input(9_000_000));
        assertThat(STANDARD.withInputShare(Long.MAX_VALUE).input()).isEqualTo(STANDARD.input());
    }

    @Test
    void outputShareIsAtLeastWhatOneConnectionNeedsAndAtMostTheStandard() {
        Limits least = STANDARD.withOutputShare(0);
        assertThat(least.output().allConnectionsBytesMax()).isBetween(2L << 20, 4L << 20);
        assertThat(least.output().pausedAtBytes()).isEqualTo(STANDARD.output().pausedAtBytes());
        assertThat(least.input()).isEqualTo(STANDARD.input());
        assertThat(STANDARD.withOutputShare(9_000_000).output().allConnectionsBytesMax())
                .isEqualTo(9_000_000);
        assertThat(STANDARD.withOutputShare(Long.MAX_VALUE).output()).isEqualTo(STANDARD.output());
    }

    /** SEC-02. */
    @Test
    void limitsBeforeAuthenticationAreLow() {
        Limits.Frames frames = STANDARD.framesBeforeLogin();
        assertThat(frames.argumentsMax()).isEqualTo(10);
        assertThat(frames.bulkBytesMax()).isEqualTo(16_384);
        assertThat(STANDARD.beforeLogin()).isEqualTo(new Limits.BeforeLogin(1_048_576, 1_024, Duration.ofSeconds(10)));
    }

    @Test
    void aRequestIsTooSlowOnlyAfterTheGracePeriodAndBelowTheRate() {
        Limits.Frames frames = frames(1, 1, 1, 1, 1_000);
        long second = 1_000_000_000L;
        assertThat(frames.tooSlow(10 * second, 0)).isFalse();
        assertThat(frames.tooSlow(10 * second + 1, 0)).isTrue();
        assertThat(frames.tooSlow(11 * second, 1_000)).isFalse();
        assertThat(frames.tooSlow(11 * second + 1, 1_000)).isTrue();
    }
}
