import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Pairs of acquire and release, by one thread or by several that compete. Fails if two of them hold the lock. */
final class Pairs {

    private final LockClient client;
    private final long serverPid;
    private final int threads;
    private final AtomicLong pairs = new AtomicLong();
    private final AtomicLong holders = new AtomicLong();
    private volatile boolean over;

    Pairs(LockClient client, long serverPid, int threads) {
        this.client = client;
        this.serverPid = serverPid;
        this.threads = threads;
    }

    /** Returns pairs per second, and the CPU time of the server and of this process in microseconds per pair. */
    String measure(long warmUpSeconds, long seconds) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch ready = new CountDownLatch(threads);
        List<Future<?>> loops = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            loops.add(executor.submit(() -> LockBench.end(() -> loop(ready))));
        }
        ready.await();
        TimeUnit.SECONDS.sleep(warmUpSeconds);
        long began = System.nanoTime();
        long before = pairs.get();
        Duration server = cpu(serverPid);
        Duration own = cpu(ProcessHandle.current().pid());
        TimeUnit.SECONDS.sleep(seconds);
        long counted = pairs.get() - before;
        double elapsed = (System.nanoTime() - began) / 1e9;
        String line = String.format(
                "%.1f %.2f %.2f",
                counted / elapsed,
                micros(cpu(serverPid).minus(server)) / counted,
                micros(cpu(ProcessHandle.current().pid()).minus(own)) / counted);
        over = true;
        for (Future<?> loop : loops) {
            loop.get();
        }
        executor.shutdown();
        return line;
    }

    private void loop(CountDownLatch ready) throws Exception {
        LockClient.Handle handle = client.handle();
        ready.countDown();
        while (!over) {
            handle.acquire();
            if (holders.incrementAndGet() != 1) {
                throw new IllegalStateException("the lock has two holders");
            }
            holders.decrementAndGet();
            handle.release();
            pairs.incrementAndGet();
        }
    }

    private static Duration cpu(long pid) {
        return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow();
    }

    private static double micros(Duration duration) {
        return duration.toNanos() / 1e3;
    }
}
