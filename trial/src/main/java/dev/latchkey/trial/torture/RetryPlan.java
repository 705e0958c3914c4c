package dev.latchkey.trial.torture;

/**
 * The parameters of a run of {@link RetryTorture}.
 *
 * @param retried the number of writes that have to be sent more than once
 * @param kills the number of kills, at equal distances
 * @param clients the number of clients, each with {@value RetryClient#KEYS} writes in flight
 * @param seed the seed for the faults and for the writes of the clients
 */
public record RetryPlan(long retried, int kills, int clients, long seed) {

    public static final int RETRIED_MAX = 1_000_000_000;

    public RetryPlan {
        if (retried < 1 || retried > RETRIED_MAX) {
            throw new IllegalArgumentException("retried " + retried + " is not in the range 1 to " + RETRIED_MAX);
        }
        if (kills < 1 || kills > TorturePlan.CYCLES_MAX) {
            throw new IllegalArgumentException(
                    "kills " + kills + " is not in the range 1 to " + TorturePlan.CYCLES_MAX);
        }
        if (clients < 1 || clients > TorturePlan.CLIENTS_MAX) {
            throw new IllegalArgumentException(
                    "clients " + clients + " is not in the range 1 to " + TorturePlan.CLIENTS_MAX);
        }
    }

    /** The number of retried writes after which the next kill is due. */
    long nextKillAt(int killsSoFar) {
        return retried * (killsSoFar + 1) / (kills + 1);
    }
}
