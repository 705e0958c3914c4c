package dev.latchkey.shedlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.test.LatchkeyServer;
import dev.latchkey.test.LatchkeyTest;
import dev.latchkey.test.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.junit.jupiter.api.Test;

/** Threads compete for locks in real time: no two hold one at the same time, and tokens grow. */
@LatchkeyTest(leases = Leases.REAL_TIME)
final class LockFuzzTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 60;

    private static void inThreads(IntConsumer work) {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        IntStream.range(0, THREADS)
                .forEach(i -> threads.add(
                        CompletableFuture.runAsync(() -> work.accept(i), task -> new Thread(task).start())));
        threads.forEach(CompletableFuture::join);
    }

    private static LockConfiguration configuration(Duration most) {
        return new LockConfiguration(ClockProvider.now(), "fuzz", most, Duration.ZERO);
    }

    @Test
    void noTwoThreadsHoldTheLockAtTheSameTime(LatchkeyServer server) {
        AtomicInteger holders = new AtomicInteger();
        AtomicLong greatest = new AtomicLong();
        AtomicInteger acquired = new AtomicInteger();
        inThreads(thread -> {
            LockProvider provider = new LatchkeyLockProvider(server.connect());
            Random random = new Random(thread);
            for (int i = 0; i < ROUNDS; i++) {
                Optional<SimpleLock> lock = provider.lock(configuration(Duration.ofMinutes(1)));
                if (lock.isPresent()) {
                    assertThat(holders.incrementAndGet()).isOne();
                    long token = ((FencedLock) lock.get()).token().number();
                    assertThat(greatest.getAndSet(token)).isLessThan(token);
                    acquired.incrementAndGet();
                    if (random.nextBoolean()) {
                        Thread.onSpinWait();
                    }
                    holders.decrementAndGet();
                    lock.get().unlock();
                }
            }
        });
        assertThat(acquired).hasPositiveValue();
    }

    @Test
    void locksThatExpireAreAcquiredAgainWithGreaterTokens(LatchkeyServer server) {
        LockProvider provider = new LatchkeyLockProvider(server.latchkey());
        long last = 0;
        for (int i = 0; i < 10; i++) {
            Optional<SimpleLock> lock = Optional.empty();
            while (lock.isEmpty()) {
                lock = provider.lock(configuration(Duration.ofMillis(2)));
            }
            long token = ((FencedLock) lock.get()).token().number();
            assertThat(token).isGreaterThan(last);
            last = token;
        }
    }
}
