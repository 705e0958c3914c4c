import java.time.Duration;

/**
 * Measures the lock "bench" of one system and prints one line. bench/lock-compare compiles and runs it.
 *
 * <pre>
 * LockBench pairs   SYSTEM PORT TTL-MILLIS SERVER-PID THREADS WARM-UP-SECONDS SECONDS
 * LockBench handoff SYSTEM PORT TTL-MILLIS WAITERS WARM-UP-HANDOFFS HANDOFFS
 * LockBench dead    SYSTEM PORT TTL-MILLIS DEATHS
 * LockBench hold    SYSTEM PORT TTL-MILLIS
 * </pre>
 */
final class LockBench {

    private LockBench() {}

    public static void main(String[] words) {
        end(() -> run(words));
        System.exit(0); // why: the libraries leave threads behind that are no daemons
    }

    /** A step that may fail. */
    interface Step {
        void run() throws Exception;
    }

    /** Runs a step to its end; if it fails, the process exits, because other threads may wait for it forever. */
    static void end(Step step) {
        try {
            step.run();
        } catch (Throwable failure) {
            failure.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] words) throws Exception {
        String system = words[1];
        int port = Integer.parseInt(words[2]);
        Duration ttl = Duration.ofMillis(Long.parseLong(words[3]));
        switch (words[0]) {
            case "pairs" -> {
                try (LockClient client = LockClient.connect(system, port, ttl)) {
                    Pairs pairs = new Pairs(client, number(words[4]), (int) number(words[5]));
                    System.out.println(pairs.measure(number(words[6]), number(words[7])));
                }
            }
            case "handoff" -> {
                int clients = (int) number(words[4]) + 1;
                Handoffs handoffs = new Handoffs(() -> LockClient.connect(system, port, ttl), clients);
                System.out.println(handoffs.measure((int) number(words[5]), (int) number(words[6])));
            }
            case "dead" -> {
                try (LockClient client = LockClient.connect(system, port, ttl)) {
                    System.out.println(new Deaths(client, words, ttl).measure((int) number(words[4])));
                }
            }
            case "hold" -> {
                LockClient.connect(system, port, ttl).handle().acquire();
                System.out.println("held");
                Thread.sleep(Duration.ofHours(1).toMillis());
            }
            default -> throw new IllegalArgumentException("unknown workload " + words[0]);
        }
    }

    private static long number(String word) {
        return Long.parseLong(word);
    }
}
