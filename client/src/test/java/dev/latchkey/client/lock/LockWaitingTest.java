package dev.latchkey.client.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.lock.waiting.AcquireTimeout;
import dev.latchkey.client.lock.waiting.Attempt;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The blocking lock: a thread blocks while the test drives the loop. */
final class LockWaitingTest {

    private static final int SEEDS = 100;

    private static <T> T drive(SlowStore store, Callable<T> waiting) throws Exception {
        FutureTask<T> task = new FutureTask<>(waiting);
        start(task);
        store.loop.runWithThreadsUntil(task::isDone);
        return task.get();
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "blocks on a lock");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Whether acquire throws in an interrupted thread. No virtual time passes before it notices the interrupt. */
    private static boolean acquireInterrupted(SlowStore store, Lock lock) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> interruptedBefore(lock));
        Thread thread = start(task);
        while (thread.getState() != Thread.State.WAITING && !task.isDone()) {
            Thread.onSpinWait(); // why: after it has noticed, it blocks until what it sent is undone
        }
        store.loop.runWithThreadsUntil(task::isDone);
        return task.get();
    }

    @Test
    void acquiredLockIsReleasedByClose() throws Exception {
        SlowStore store = new SlowStore(1);
        Lock lock = store.client().lock(SlowStore.LOCK);
        drive(store, () -> {
            try (Held held = lock.acquire()) {
                assertThat(store.holder()).contains(held.token());
                held.close();
            }
            return true;
        });
        assertThat(store.holder()).isEmpty();
    }

    @Test
    void tryingIsEmptyWhileTheLockIsHeldAndGrantedAfterwards() throws Exception {
        SlowStore store = new SlowStore(1);
        Held held = store.loop.await(store.client().lock(SlowStore.LOCK).async().acquire());
        Lock other = store.client().lock(SlowStore.LOCK);
        Optional<Held> refused = drive(store, () -> other.tryAcquire());
        assertThat(refused).isEmpty();
        assertThat(store.loop.await(held.releaseAsync())).isEqualTo(ReleaseOutcome.RELEASED);
        Optional<Held> granted = drive(store, () -> other.tryAcquire());
        assertThat(granted.map(Held::token))
                .hasValueSatisfying(token -> assertThat(token).isGreaterThan(held.token()));
    }

    /** The last read is often in flight when the timeout ends: that must not make it throw. */
    @Test
    void tryingWithATimeoutIsEmptyIfTheLockWasHeldUntilTheEnd() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            SlowStore store = new SlowStore(seed);
            store.loop.await(store.client().lock(SlowStore.LOCK).async().acquire());
            Latchkey client = store.client();
            store.loop.await(client.clerk().async().get(SlowStore.LOCK_KEY));
            Duration began = store.loop.elapsed();
            Duration timeout = Duration.ofMillis(store.chance.nextInt(100, 1_000));

            Attempt<Held> attempt = client.lock(SlowStore.LOCK).async().begin(AcquireTimeout.of(timeout));

            assertThat(store.loop.await(attempt.result())).isEmpty();
            assertThat(store.loop.elapsed().minus(began)).as("seed %d", seed).isEqualTo(timeout);
        }
    }

    @Test
    void tryingWithATimeoutWithoutAServerThrows() {
        SlowStore store = new SlowStore(1);
        Latchkey client = store.client();
        store.loop.settle();
        store.cutLatest();
        Attempt<Held> attempt = client.lock(SlowStore.LOCK).async().begin(AcquireTimeout.of(Duration.ofSeconds(2)));
        assertThatThrownBy(() -> store.loop.await(attempt.result())).isInstanceOf(NotSentException.class);
        assertThat(store.loop.elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void interruptedAcquireThrowsAndLeavesTheLockFree() throws Exception {
        SlowStore store = new SlowStore(1);
        Held held = store.loop.await(store.client().lock(SlowStore.LOCK).async().acquire());
        Lock other = store.client().lock(SlowStore.LOCK);
        boolean interrupted = acquireInterrupted(store, other);
        assertThat(interrupted).isTrue();
        assertThat(store.loop.await(held.releaseAsync())).isEqualTo(ReleaseOutcome.RELEASED);
        store.loop.runAll();
        assertThat(store.holder()).isEmpty();
    }

    @Test
    void interruptWithoutAServerEndsTheWaitInABoundedTime() throws Exception {
        SlowStore store = new SlowStore(1);
        Lock lock = store.client().lock(SlowStore.LOCK);
        store.loop.runAll();
        store.cutLatest();
        boolean interrupted = acquireInterrupted(store, lock);
        assertThat(interrupted).isTrue();
        assertThat(store.loop.elapsed()).as("virtual time that passed").isLessThan(Duration.ofSeconds(5));
    }

    private static boolean interruptedBefore(Lock lock) {
        Thread.currentThread().interrupt();
        try (Held held = lock.acquire()) {
            return held == null;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
