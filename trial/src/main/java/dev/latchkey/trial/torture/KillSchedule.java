package dev.latchkey.trial.torture;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws the times of the kills: mostly while the server serves, sometimes followed by one or two kills during startup. */
final class KillSchedule {

    private static final int ALL = 100;
    private static final int IMMEDIATE = 15;
    private static final int ONCE_MORE = 20;
    private static final int TWICE_MORE = 10;
    private static final int IMMEDIATE_MILLIS_MAX = 20;
    private static final int SERVING_MILLIS_MAX = 500;

    /** A process recovers at the end of its startup, so kills are more frequent in the second half. */
    private static final double PART_MIN = 0.4;

    private static final double PART_MAX = 1.1;

    private final RandomGenerator chance;

    KillSchedule(RandomGenerator chance) {
        this.chance = chance;
    }

    /**
     * A series of consecutive kills.
     *
     * @param atWork whether to wait for clients to make progress before the serving time begins
     * @param serving how long the server serves before the first kill
     * @param starting for each further kill, its time as a fraction of the duration of the last complete startup
     */
    record Series(boolean atWork, Duration serving, List<Double> starting) {

        Series {
            starting = List.copyOf(starting);
        }

        int kills() {
            return 1 + starting.size();
        }
    }

    /** @param killsMax the maximum number of kills in the series, 1 or more */
    Series next(int killsMax) {
        boolean immediate = chance.nextInt(ALL) < IMMEDIATE;
        Duration serving = Duration.ofMillis(chance.nextInt(immediate ? IMMEDIATE_MILLIS_MAX : SERVING_MILLIS_MAX));
        int drawn = chance.nextInt(ALL);
        int more = drawn < TWICE_MORE ? 2 : drawn < TWICE_MORE + ONCE_MORE ? 1 : 0;
        List<Double> starting = IntStream.range(0, Math.min(more, killsMax - 1))
                .mapToObj(kill -> chance.nextDouble(PART_MIN, PART_MAX))
                .toList();
        return new Series(!immediate, serving, starting);
    }
}
