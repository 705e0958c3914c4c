package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.lock.Held;
import dev.latchkey.core.Version;
import dev.latchkey.trial.faults.FaultRates;
import dev.latchkey.trial.faults.RandomFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LOCK-01 with real threads: a counter that two concurrent threads would corrupt, and increasing tokens. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LockThreadsTest {

    private static final int THREADS = 10;
    private static final int ROUNDS = 6;

    private int inside;
    private int counter;
    private Version lastToken = Version.NONE;

    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void tenThreadsNeverHoldTheLockTogether(int faultsPerHundred) throws Exception {
        RandomFaults faults = new RandomFaults(
                new Random(9), FaultRates.cuts(10 * faultsPerHundred, 10 * faultsPerHundred, 0, 10 * faultsPerHundred));
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), faults);
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        countOne(latchkey);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            threads.shutdown();
            assertThat(counter).isEqualTo(THREADS * ROUNDS);
        }
    }

    /** The fields are not volatile on purpose: only the lock, through its hand-over via the store, makes this correct. */
    private void countOne(Latchkey latchkey) throws InterruptedException {
        try (Held held = latchkey.lock("counter").acquire()) {
            inside++;
            int before = counter;
            assertThat(inside).isOne();
            assertThat(held.token()).isGreaterThan(lastToken);
            lastToken = held.token();
            assertThat(latchkey.clerk().get("counter")).isEmpty(); // gives another thread time to enter
            counter = before + 1;
            inside--;
        }
    }
}
