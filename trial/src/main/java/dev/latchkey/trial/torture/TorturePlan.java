package dev.latchkey.trial.torture;

/**
 * What a run is to be.
 *
 * @param cycles how often the server is killed
 * @param clients how many ask at once
 * @param seed of the moments of the kills, and of what the clients choose
 */
public record TorturePlan(int cycles, int clients, long seed) {

    public static final int CYCLES_MAX = 1_000_000;
    public static final int CLIENTS_MAX = 200;

    public TorturePlan {
        if (cycles < 1 || cycles > CYCLES_MAX) {
            throw new IllegalArgumentException("cycles " + cycles + " is not one of 1 to " + CYCLES_MAX);
        }
        if (clients < 1 || clients > CLIENTS_MAX) {
            throw new IllegalArgumentException("clients " + clients + " is not one of 1 to " + CLIENTS_MAX);
        }
    }
}
