package dev.latchkey.check;

import java.time.Duration;

/**
 * The resource limits of a check. If it exceeds the time or memory limit, the verdict is {@link Verdict.Unknown}.
 *
 * @param time the time limit for all parts together, 0 to 365 days
 * @param bytesMax memory for the search, divided evenly among the threads, 1 byte to 8 GiB; a state counts as {@link
 *     Budget#BYTES_OF_A_STATE}
 * @param threads how many parts are checked in parallel, 1 to 1,024
 */
public record CheckLimits(Duration time, long bytesMax, int threads) {

    /** One minute, 512 MiB, one thread. */
    public static final CheckLimits DEFAULT = new CheckLimits(Duration.ofMinutes(1), 512L << 20, 1);

    /** Keeps the tables of the search below the maximum array length. */
    private static final long BYTES_MAX = 8L << 30;

    private static final int THREADS_MAX = 1_024;

    public CheckLimits {
        if (time.isNegative() || time.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("time is " + time + "; allowed is up to 365 days");
        }
        if (bytesMax < 1 || bytesMax > BYTES_MAX) {
            throw new IllegalArgumentException("bytesMax is " + bytesMax + "; allowed is 1 to " + BYTES_MAX);
        }
        if (threads < 1 || threads > THREADS_MAX) {
            throw new IllegalArgumentException("threads is " + threads + "; allowed is 1 to " + THREADS_MAX);
        }
    }

    /** Returns these limits with another time limit. */
    public CheckLimits withTime(Duration time) {
        return new CheckLimits(time, bytesMax, threads);
    }

    /** Returns these limits with another number of threads. */
    public CheckLimits withThreads(int threads) {
        return new CheckLimits(time, bytesMax, threads);
    }
}
