package dev.latchkey.trial.verify;

import dev.latchkey.trial.faults.FaultRates;
import java.time.Duration;

/**
 * What a run is to be.
 *
 * @param clients how many ask at once
 * @param time after which it ends
 * @param operationsMax after which it ends, too
 * @param rates what goes wrong
 * @param seed of what goes wrong, and of what the clients choose
 */
public record Plan(int clients, Duration time, long operationsMax, FaultRates rates, long seed) {

    public static final int CLIENTS_MAX = 200;
    public static final Duration TIME_MAX = Duration.ofDays(1);

    public Plan {
        if (clients < 1 || clients > CLIENTS_MAX) {
            throw new IllegalArgumentException("clients " + clients + " is not one of 1 to " + CLIENTS_MAX);
        }
        if (time.isNegative() || time.isZero() || time.compareTo(TIME_MAX) > 0) {
            throw new IllegalArgumentException("time " + time + " is not more than 0 and at most " + TIME_MAX);
        }
        if (operationsMax < 1) {
            throw new IllegalArgumentException("operationsMax " + operationsMax + " is less than 1");
        }
    }
}
