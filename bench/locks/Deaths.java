import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Dead holders: the time from the kill of a process that holds the lock to the return of acquire in a client that waits for it. */
final class Deaths {

    private final LockClient client;
    private final String[] words;
    private final Duration ttl;

    Deaths(LockClient client, String[] words, Duration ttl) {
        this.client = client;
        this.words = words;
        this.ttl = ttl;
    }

    /** Returns the median and the maximum, in milliseconds. */
    String measure(int count) throws Exception {
        double[] millis = new double[count];
        LockClient.Handle waiter = client.handle();
        for (int i = 0; i < count; i++) {
            // why the fraction: each holder dies at another time after it has renewed its session
            millis[i] = replace(waiter, ttl.toMillis() + ttl.toMillis() * i / count);
        }
        Arrays.sort(millis);
        return String.format("%.0f %.0f", millis[count / 2], millis[count - 1]);
    }

    private double replace(LockClient.Handle waiter, long heldMillis) throws Exception {
        Process holder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "LockBench",
                        "hold",
                        words[1],
                        words[2],
                        words[3]))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = holder.inputReader()) {
            if (!"held".equals(out.readLine())) {
                throw new IllegalStateException("the holder did not acquire the lock");
            }
            CompletableFuture<Long> acquired = new CompletableFuture<>();
            new Thread(() -> LockBench.end(() -> acquire(waiter, acquired))).start();
            TimeUnit.MILLISECONDS.sleep(heldMillis);
            long killed = System.nanoTime();
            holder.destroyForcibly().waitFor();
            return (acquired.get() - killed) / 1e6;
        } finally {
            holder.destroyForcibly();
        }
    }

    /** Why it is released here: a lock of Curator belongs to a thread. */
    private static void acquire(LockClient.Handle waiter, CompletableFuture<Long> acquired) throws Exception {
        waiter.acquire();
        long now = System.nanoTime();
        waiter.release();
        acquired.complete(now);
    }
}
