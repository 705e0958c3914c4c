import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hand-offs: the time from the call of release to the return of acquire in the next holder, while all other clients wait. Each client
 * has a connection of its own, as if it were another process.
 */
final class Handoffs {

    /** How long a holder keeps the lock after all others have called acquire, so that they wait at the server. */
    private static final long SETTLE_MILLIS = 20;

    private final Callable<LockClient> connector;
    private final int clients;
    private final AtomicInteger waiting = new AtomicInteger();
    private final List<Long> nanos = new ArrayList<>();
    private volatile long releasedAt;
    private volatile int wanted;

    Handoffs(Callable<LockClient> connector, int clients) {
        this.connector = connector;
        this.clients = clients;
    }

    /** Returns the median and the 90th percentile, in milliseconds. */
    String measure(int warmUp, int count) throws Exception {
        wanted = warmUp + count;
        ExecutorService executor = Executors.newFixedThreadPool(clients);
        List<Future<?>> loops = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            loops.add(executor.submit(() -> LockBench.end(() -> loop())));
        }
        for (Future<?> loop : loops) {
            loop.get();
        }
        executor.shutdown();
        long[] sorted = nanos.subList(warmUp, warmUp + count).stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return String.format("%.3f %.3f", sorted[count / 2] / 1e6, sorted[count * 9 / 10] / 1e6);
    }

    private void loop() throws Exception {
        try (LockClient client = connector.call()) {
            LockClient.Handle handle = client.handle();
            while (wanted > 0) {
                waiting.incrementAndGet();
                handle.acquire();
                long now = System.nanoTime();
                waiting.decrementAndGet();
                hold(now);
                releasedAt = System.nanoTime();
                handle.release();
            }
        }
    }

    /** Called by the holder only, so nothing else needs a lock. */
    private void hold(long now) throws InterruptedException {
        if (releasedAt != 0 && wanted > 0) {
            nanos.add(now - releasedAt);
            wanted--;
        }
        while (wanted > 0 && waiting.get() < clients - 1) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        TimeUnit.MILLISECONDS.sleep(wanted > 0 ? SETTLE_MILLIS : 0);
    }
}
