package dev.latchkey.app.network;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.seams.SystemTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Not a test: prints the throughput of the Java client against a server in the same process. Run it manually. */
final class ClientThroughput {

    private static final int ASYNC_WINDOW = 2_000;

    private ClientThroughput() {}

    public static void main(String[] arguments) throws Exception {
        int operations = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()))) {
            Clerk clerk = latchkey.clerk();
            Version first = clerk.put("k", "x".repeat(100), Version.NONE).orThrow();
            System.out.println("values of 100 bytes; the key that is read is at version " + first);
            for (int round = 1; round <= 3; round++) {
                print(round, "blocking gets, 1 thread", operations / 10, gets(clerk, 1, operations / 10));
                print(round, "blocking gets, 50 threads", operations, gets(clerk, 50, operations));
                print(round, "asynchronous puts", operations, puts(clerk, round, operations));
            }
        }
    }

    private static void print(int round, String what, int operations, long nanos) {
        System.out.printf("round %d: %s: %,d per second%n", round, what, operations * 1_000_000_000L / nanos);
    }

    private static long gets(Clerk clerk, int threads, int operations) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(operations);
        List<Thread> all = new ArrayList<>();
        long began = SystemTime.INSTANCE.nanos();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                while (left.getAndDecrement() > 0) {
                    if (clerk.get("k").isEmpty()) {
                        throw new IllegalStateException("the key does not exist");
                    }
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
        return SystemTime.INSTANCE.nanos() - began;
    }

    private static long puts(Clerk clerk, int round, int operations) throws InterruptedException {
        Semaphore window = new Semaphore(ASYNC_WINDOW);
        Value value = Value.of("x".repeat(100));
        long began = SystemTime.INSTANCE.nanos();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < operations; i++) {
            window.acquire();
            clerk.async()
                    .put(Key.of("r" + round + "/" + i), value, Version.NONE)
                    .thenAccept(
                            outcome -> done.addAndGet((int) outcome.orThrow().number()))
                    .whenComplete((nothing, failure) -> window.release());
        }
        window.acquire(ASYNC_WINDOW);
        long took = SystemTime.INSTANCE.nanos() - began;
        if (done.get() != operations) {
            throw new IllegalStateException(done.get() + " of " + operations + " puts were done");
        }
        return took;
    }
}
