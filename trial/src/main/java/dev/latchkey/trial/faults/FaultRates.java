package dev.latchkey.trial.faults;

import java.time.Duration;

/**
 * The rate of each kind of fault, per thousand requests. The rest of the thousand has no fault.
 *
 * @param cutBefore the connection is closed before the request reaches the server
 * @param cutAfter it is closed after the execution, before the reply
 * @param cutAmid it is closed within a request or a reply
 * @param replay it is closed before the request reaches the server, which receives a copy later on another connection
 * @param swallow the request or its reply is dropped, and the connection stays open
 * @param delay request and reply are delayed by at most {@code delayMax} each
 * @param stall request or reply is delayed by at most {@code stallMax} and at least a quarter of it
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

    // Why first: the constructor calls of the constants below use them.
    private static final int ALL = 1_000;
    private static final Duration TIME_MAX = Duration.ofMinutes(1);

    public static final FaultRates NONE = cuts(0, 0, 0, 0);

    /** As in the key/value labs of 6.5840: a tenth of the requests and replies is lost, others are delayed by up to 27 ms. */
    public static final FaultRates LAB =
            new FaultRates(100, 100, 0, 0, 0, 300, 0, Duration.ofMillis(27), Duration.ZERO);

    /** All kinds of faults. */
    public static final FaultRates ROUGH =
            new FaultRates(50, 80, 40, 60, 3, 200, 5, Duration.ofMillis(20), Duration.ofMillis(2_000));

    public FaultRates {
        int sum = 0;
        for (int rate : new int[] {cutBefore, cutAfter, cutAmid, replay, swallow, delay, stall}) {
            if (rate < 0 || rate > ALL - sum) {
                throw new IllegalArgumentException("rate " + rate + " is not in the range 0 to " + (ALL - sum)
                        + ": the other rates are " + sum + " of " + ALL + " requests");
            }
            sum += rate;
        }
        requireBounded(delayMax);
        requireBounded(stallMax);
    }

    private static void requireBounded(Duration time) {
        if (time.isNegative() || time.compareTo(TIME_MAX) > 0) {
            throw new IllegalArgumentException("fault duration " + time + " is not in the range 0 to " + TIME_MAX);
        }
    }

    /** Only faults without duration. */
    public static FaultRates cuts(int cutBefore, int cutAfter, int cutAmid, int replay) {
        return new FaultRates(cutBefore, cutAfter, cutAmid, replay, 0, 0, 0, Duration.ZERO, Duration.ZERO);
    }
}
