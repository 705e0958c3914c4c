package dev.latchkey.sim.run;

import java.util.function.LongConsumer;

/**
 * Runs a test with many seeds. {@code -Dlab.seeds=N} sets their number; {@code -Dlab.seed=S} runs only one. A failure names its
 * seed and the command that repeats it.
 */
public final class Seeds {

    private Seeds() {}

    /** Runs {@code test} with seeds 1 to {@code count}; {@code name} is its name as {@code Class#method}. */
    public static void each(int count, String name, LongConsumer test) {
        Long only = Long.getLong("lab.seed");
        if (only != null) {
            run(only, name, test);
            return;
        }
        for (long seed = 1; seed <= Integer.getInteger("lab.seeds", count); seed++) {
            run(seed, name, test);
        }
    }

    private static void run(long seed, String name, LongConsumer test) {
        try {
            test.accept(seed);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e.getMessage()
                            + "\nTo repeat: mvn -B -pl core,wire,client,server,check,sim test"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest='" + name + "' -Dlab.seed=" + seed,
                    e);
        }
    }
}
