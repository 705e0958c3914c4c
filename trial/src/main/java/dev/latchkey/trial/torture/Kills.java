package dev.latchkey.trial.torture;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws when a server is killed: mostly while it serves, and then, now and again, once or twice more while it starts. */
final class Kills {

    private static final int ALL = 100;
    private static final int AT_ONCE = 15;
    private static final int ONCE_MORE = 20;
    private static final int TWICE_MORE = 10;
    private static final int AT_ONCE_MILLIS_MAX = 20;
    private static final int SERVING_MILLIS_MAX = 500;

    /** A process reads its directory at the end of its start, so the second half of it is hit more often. */
    private static final double PART_MIN = 0.4;

    private static final double PART_MAX = 1.1;

    private final RandomGenerator chance;

    Kills(RandomGenerator chance) {
        this.chance = chance;
    }

    /**
     * Some kills in a row.
     *
     * @param atWork whether clients are to be at work before the time of serving begins
     * @param serving how long the server serves before the first
     * @param starting for each further one, how far the start gets, as a part of the time that the last whole start took
     */
    record Series(boolean atWork, Duration serving, List<Double> starting) {

        Series {
            starting = List.copyOf(starting);
        }

        int kills() {
            return 1 + starting.size();
        }
    }

    /** @param killsMax how many it has at most, 1 or more */
    Series next(int killsMax) {
        boolean atOnce = chance.nextInt(ALL) < AT_ONCE;
        Duration serving = Duration.ofMillis(chance.nextInt(atOnce ? AT_ONCE_MILLIS_MAX : SERVING_MILLIS_MAX));
        int drawn = chance.nextInt(ALL);
        int more = drawn < TWICE_MORE ? 2 : drawn < TWICE_MORE + ONCE_MORE ? 1 : 0;
        List<Double> starting = IntStream.range(0, Math.min(more, killsMax - 1))
                .mapToObj(kill -> chance.nextDouble(PART_MIN, PART_MAX))
                .toList();
        return new Series(!atOnce, serving, starting);
    }
}
