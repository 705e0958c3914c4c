package dev.latchkey.trial.faults;

import java.time.Duration;

/**
 * How often what goes wrong, of a thousand requests. What is left of the thousand goes well.
 *
 * @param cutBefore the connection is cut before the request reaches the server
 * @param cutAfter it is cut after the execution, before the reply
 * @param cutAmid it is cut within a request or a reply
 * @param replay it is cut before the request reaches the server, which gets a copy later, on another connection
 * @param swallow nothing comes back, and the connection stays open
 * @param delay request and reply wait for at most {@code delayMax} each
 * @param stall request or reply waits for at most {@code stallMax}, and at least a quarter of it
 */
public record FaultRates(
        int cutBefore,
        int cutAfter,
        int cutAmid,
        int replay,
        int swallow,
        int delay,
        int stall,
        Duration delayMax,
        Duration stallMax) {

    // Why first: the constants below are checked against them.
    private static final int ALL = 1_000;
    private static final Duration TIME_MAX = Duration.ofMinutes(1);

    public static final FaultRates NONE = cuts(0, 0, 0, 0);

    /** What 6.5840 does to its key/value labs: a tenth of requests and of replies is lost, others take up to 27 ms longer. */
    public static final FaultRates LAB =
            new FaultRates(100, 100, 0, 0, 0, 300, 0, Duration.ofMillis(27), Duration.ZERO);

    /** Everything there is. */
    public static final FaultRates ROUGH =
            new FaultRates(50, 80, 40, 60, 3, 200, 5, Duration.ofMillis(20), Duration.ofMillis(2_000));

    public FaultRates {
        int sum = 0;
        for (int rate : new int[] {cutBefore, cutAfter, cutAmid, replay, swallow, delay, stall}) {
            if (rate < 0 || rate > ALL - sum) {
                throw new IllegalArgumentException("rate " + rate + " is not one of 0 to " + (ALL - sum) + ": of " + ALL
                        + " requests, " + sum + " have their fault already");
            }
            sum += rate;
        }
        requireBounded(delayMax);
        requireBounded(stallMax);
    }

    private static void requireBounded(Duration time) {
        if (time.isNegative() || time.compareTo(TIME_MAX) > 0) {
            throw new IllegalArgumentException("a fault of " + time + " is not one of 0 to " + TIME_MAX);
        }
    }

    /** Faults that need no time. */
    public static FaultRates cuts(int cutBefore, int cutAfter, int cutAmid, int replay) {
        return new FaultRates(cutBefore, cutAfter, cutAmid, replay, 0, 0, 0, Duration.ZERO, Duration.ZERO);
    }
}
