package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sim.world.Trace;
import dev.latchkey.sim.world.VirtualLoop;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Covers CLK-01. The wall clock of all processes jumps while clients work. Whatever it shows, the same seed gives the same trace:
 * no version, reply, retry or timeout depends on it.
 */
final class WallClockTest {

    private static final int SEED = 42;
    private static final Duration HOUR = Duration.ofHours(1);
    /** Not further, so that the times in pushes keep their number of digits: chunks of bytes, and with them the trace, depend on it. */
    private static final Duration HALF_A_YEAR = Duration.ofDays(180);

    private static final long JUMP_EVERY_MILLIS = 100;

    /** The time of a write, which is information for people; perhaps at the end of a line that is cut. */
    private static final Pattern WRITTEN_AT = Pattern.compile("\\b9\\d{11}\\b|(?m):9\\d*\\.\\.\\.$");

    private static String trace(String scenario, LongUnaryOperator wallClock) {
        Trace trace = Trace.kept();
        Run run = new Run(Scenario.named(scenario).orElseThrow(), SEED, trace);
        run.world().loop.setWallClock(wallClock);
        RunReport report = run.run();
        assertThat(report.violations()).isEmpty();
        assertThat(report.elapsed()).as("time for several jumps").isGreaterThan(Duration.ofMillis(500));
        return WRITTEN_AT.matcher(trace.take()).replaceAll("TIME");
    }

    private static long steady(long elapsedMillis) {
        return VirtualLoop.WALL_MILLIS_AT_START + elapsedMillis;
    }

    /** Shows the right time, then jumps forward, back to the right time, and backward, again and again. */
    private static LongUnaryOperator jumping(Duration distance) {
        return elapsedMillis -> {
            long jumps = new long[] {0, 1, 0, -1}[(int) (elapsedMillis / JUMP_EVERY_MILLIS % 4)];
            return steady(elapsedMillis) + jumps * distance.toMillis();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"rough", "lock", "lock-deaths", "durable-rough", "sessions", "sessions-durable"})
    void jumpsOfTheWallClockChangeNothing(String scenario) {
        String expected = trace(scenario, WallClockTest::steady);
        assertThat(expected.lines().count()).as("lines").isGreaterThan(1_000);
        assertThat(trace(scenario, jumping(HOUR))).isEqualTo(expected);
        assertThat(trace(scenario, jumping(HALF_A_YEAR))).isEqualTo(expected);
        assertThat(trace(scenario, elapsedMillis -> steady(-elapsedMillis)))
                .as("with a wall clock that runs backward")
                .isEqualTo(expected);
    }
}
