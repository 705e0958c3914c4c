package dev.latchkey.trial.torture;

/**
 * The parameters of a run.
 *
 * @param cycles the number of kills
 * @param clients the number of concurrent clients
 * @param seed the seed for the times of the kills and the operations of the clients
 * @param inSession whether the clients write in sessions
 */
public record TorturePlan(int cycles, int clients, long seed, boolean inSession) {

    public static final int CYCLES_MAX = 1_000_000;
    public static final int CLIENTS_MAX = 200;

    public TorturePlan {
        if (cycles < 1 || cycles > CYCLES_MAX) {
            throw new IllegalArgumentException("cycles " + cycles + " is not in the range 1 to " + CYCLES_MAX);
        }
        if (clients < 1 || clients > CLIENTS_MAX) {
            throw new IllegalArgumentException("clients " + clients + " is not in the range 1 to " + CLIENTS_MAX);
        }
    }
}
