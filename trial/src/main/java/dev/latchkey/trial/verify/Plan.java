package dev.latchkey.trial.verify;

import dev.latchkey.trial.faults.FaultRates;
import java.time.Duration;

/**
 * The parameters of a run.
 *
 * @param clients the number of concurrent clients
 * @param time the duration of the run
 * @param operationsMax the number of operations after which the run also stops
 * @param rates the faults to inject
 * @param seed the seed for the faults and for the operations of the clients
 * @param inSession whether the clients write in sessions
 */
public record Plan(int clients, Duration time, long operationsMax, FaultRates rates, long seed, boolean inSession) {

    public static final int CLIENTS_MAX = 200;
    public static final Duration TIME_MAX = Duration.ofDays(1);

    public Plan {
        if (clients < 1 || clients > CLIENTS_MAX) {
            throw new IllegalArgumentException("clients " + clients + " is not in the range 1 to " + CLIENTS_MAX);
        }
        if (time.isNegative() || time.isZero() || time.compareTo(TIME_MAX) > 0) {
            throw new IllegalArgumentException("time " + time + " must be more than 0 and at most " + TIME_MAX);
        }
        if (operationsMax < 1) {
            throw new IllegalArgumentException("operationsMax " + operationsMax + " is less than 1");
        }
    }
}
