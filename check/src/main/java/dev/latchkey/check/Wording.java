package dev.latchkey.check;

import dev.latchkey.check.Explanation.Mention;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * How the times and clients of a history are worded, the same everywhere: in the explanation of a verdict and in a report. All
 * times of a history have the same unit and are relative to the same time.
 *
 * @param unit the unit of all times that are shown; empty if the history does not name one
 * @param factor how many units of the history one shown unit is
 * @param origin the time that is shown as 0, in units of the history
 * @param stride a client that leaves an operation open continues under its number plus this; 0 if clients keep their numbers
 */
public record Wording(String unit, long factor, long origin, int stride) {

    /** Times and client numbers as recorded. */
    public static final Wording PLAIN = new Wording("", 1, 0, 0);

    private static final int DECIMALS_MAX = 3;
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private static final List<String> ORDINALS =
            List.of("", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");

    public Wording {
        if (factor < 1 || stride < 0) {
            throw new IllegalArgumentException(
                    "factor " + factor + " must be positive, and stride " + stride + " must not be negative");
        }
    }

    /**
     * Returns the wording for times in nanoseconds.
     *
     * @param span the time from the first to the last event in nanoseconds, which determines the unit: ms, if it is not too short
     */
    public static Wording nanos(long origin, long span, int stride) {
        if (span >= MILLI) {
            return new Wording("ms", MILLI, origin, stride);
        }
        return span >= MICRO ? new Wording("µs", MICRO, origin, stride) : new Wording("ns", 1, origin, stride);
    }

    /** Formats a time, without its unit. */
    public String number(long time) {
        BigDecimal since = BigDecimal.valueOf(time).subtract(BigDecimal.valueOf(origin));
        if (unit.isEmpty()) {
            return since.toPlainString();
        }
        BigDecimal shown = since.divide(BigDecimal.valueOf(factor), DECIMALS_MAX, RoundingMode.FLOOR);
        return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
    }

    /** Formats a time with its unit. */
    public String time(long time) {
        return unit.isEmpty() ? number(time) : number(time) + " " + unit;
    }

    /** Names a client, for example {@code client 3, second life}. */
    public String client(int number) {
        if (stride == 0) {
            return "client " + number;
        }
        int life = number / stride;
        String which = life < ORDINALS.size() ? ORDINALS.get(life) : ordinal(life + 1);
        return "client " + number % stride + (life == 0 ? "" : ", " + which + " life");
    }

    private static String ordinal(int number) {
        boolean teen = number / 10 % 10 == 1;
        String suffix =
                switch (teen ? 0 : number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
        return number + suffix;
    }

    /** Formats an operation with its client and its time. */
    public String of(Mention mention) {
        return client(mention.operation().client()) + ", " + interval(mention.operation()) + ": " + mention.what();
    }

    /** Formats the time of an operation, for example {@code 1.2 to 3.4 ms}. */
    public String interval(Operation<?, ?> operation) {
        return operation.end() == Operation.OPEN
                ? "from " + time(operation.call()) + ", no return"
                : number(operation.call()) + " to " + time(operation.end());
    }
}
