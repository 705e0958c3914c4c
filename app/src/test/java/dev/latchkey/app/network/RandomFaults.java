package dev.latchkey.app.network;

import java.util.Random;
import java.util.function.Supplier;

/**
 * Draws faults by seed, in rates of a hundred.
 *
 * @param before cut before the request reaches the server
 * @param after cut after the execution, before the reply
 * @param amid cut within a request or a reply
 * @param late cut before the request reaches the server, which gets a copy later
 */
record RandomFaults(Random chance, int before, int after, int amid, int late) implements Supplier<Fault> {

    private static final int REQUESTS_LATER_MAX = 6;
    private static final int BYTES_AMID_MAX = 30;

    RandomFaults(long seed, int before, int after, int amid, int late) {
        this(new Random(seed), before, after, amid, late);
    }

    @Override
    public synchronized Fault get() {
        int drawn = chance.nextInt(100);
        boolean reset = chance.nextBoolean();
        if (drawn < before) {
            return new Fault.CutRequest(0, reset);
        } else if (drawn < before + after) {
            return new Fault.CutReply(0, reset);
        } else if (drawn < before + after + amid) {
            int bytes = 1 + chance.nextInt(BYTES_AMID_MAX);
            return reset ? new Fault.CutRequest(bytes, false) : new Fault.CutReply(bytes, false);
        } else if (drawn < before + after + amid + late) {
            return new Fault.ExecuteLate(chance.nextInt(REQUESTS_LATER_MAX));
        }
        return Fault.NONE;
    }
}
