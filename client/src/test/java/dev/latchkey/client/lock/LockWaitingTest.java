package dev.latchkey.client.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Faults;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.NotSentException;
import dev.latchkey.client.Seeds;
import dev.latchkey.client.World;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The lock's blocking face: a thread that waits, while the test drives the loop. */
final class LockWaitingTest {

    private static final Faults SLOW = new Faults(0, 0, 26, 0, 0);

    private static <T> T drive(World world, Callable<T> waiting) throws Exception {
        FutureTask<T> task = new FutureTask<>(waiting);
        start(task);
        world.loop.runWithThreadsUntil(task::isDone);
        return task.get();
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "waits for a lock");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Whether acquire, called by a thread that is interrupted, says so. No time passes before the interrupt is noticed. */
    private static boolean acquireInterrupted(World world, Lock lock) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> interruptedBefore(lock));
        Thread thread = start(task);
        while (thread.getState() != Thread.State.WAITING && !task.isDone()) {
            Thread.onSpinWait(); // why: it waits next when it has noticed, for what it sent to be undone
        }
        world.loop.runWithThreadsUntil(task::isDone);
        return task.get();
    }

    @Test
    void acquiredLockIsReleasedByClose() throws Exception {
        World world = new World(1, SLOW);
        Lock lock = world.client().lock(LockState.NAME);
        drive(world, () -> {
            try (Held held = lock.acquire()) {
                assertThat(LockState.of(world)).contains(held.token());
                held.close();
            }
            return true;
        });
        assertThat(LockState.of(world)).isEmpty();
    }

    @Test
    void tryingIsEmptyWhileSomebodyHoldsItAndGrantedAfterwards() throws Exception {
        World world = new World(1, SLOW);
        Held held = world.loop.await(world.client().lock(LockState.NAME).async().acquire());
        Lock other = world.client().lock(LockState.NAME);
        Optional<Held> refused = drive(world, () -> other.tryAcquire());
        assertThat(refused).isEmpty();
        assertThat(world.loop.await(held.releaseAsync())).isEqualTo(ReleaseOutcome.RELEASED);
        Optional<Held> granted = drive(world, () -> other.tryAcquire());
        assertThat(granted.map(Held::token))
                .hasValueSatisfying(token -> assertThat(token).isGreaterThan(held.token()));
    }

    /** The last look is often under way when the time is over: that is no reason to throw. */
    @Test
    void tryingForAWhileIsEmptyIfSomebodyHeldItTillTheEnd() {
        Seeds.each(100, "LockWaitingTest#tryingForAWhileIsEmptyIfSomebodyHeldItTillTheEnd", seed -> {
            World world = new World(seed, SLOW);
            world.loop.await(world.client().lock(LockState.NAME).async().acquire());
            Latchkey client = world.client();
            world.loop.await(client.clerk().async().get(LockState.KEY));
            Duration began = world.loop.elapsed();
            Duration timeout = Duration.ofMillis(world.chance.nextInt(100, 1_000));

            Acquisition attempt = client.lock(LockState.NAME).async().begin(Patience.of(timeout));

            assertThat(world.loop.await(attempt.result())).isEmpty();
            assertThat(world.loop.elapsed().minus(began)).isEqualTo(timeout);
        });
    }

    @Test
    void tryingForAWhileWithoutAServerThrows() {
        World world = new World(1, SLOW);
        Latchkey client = world.client();
        world.loop.settle();
        world.links.get(0).cut("gone");
        Acquisition attempt = client.lock(LockState.NAME).async().begin(Patience.of(Duration.ofSeconds(2)));
        assertThatThrownBy(() -> world.loop.await(attempt.result())).isInstanceOf(NotSentException.class);
        assertThat(world.loop.elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void interruptedAcquireThrowsAndLeavesTheLockFree() throws Exception {
        World world = new World(1, SLOW);
        Held held = world.loop.await(world.client().lock(LockState.NAME).async().acquire());
        Lock other = world.client().lock(LockState.NAME);
        boolean interrupted = acquireInterrupted(world, other);
        assertThat(interrupted).isTrue();
        assertThat(world.loop.await(held.releaseAsync())).isEqualTo(ReleaseOutcome.RELEASED);
        world.loop.runAll();
        assertThat(LockState.of(world)).isEmpty();
    }

    @Test
    void interruptWithoutAServerEndsTheWaitInABoundedTime() throws Exception {
        World world = new World(1, SLOW);
        Lock lock = world.client().lock(LockState.NAME);
        world.loop.runAll();
        world.links.get(0).cut("gone");
        boolean interrupted = acquireInterrupted(world, lock);
        assertThat(interrupted).isTrue();
        assertThat(world.loop.elapsed()).as("virtual time that passed").isLessThan(Duration.ofSeconds(5));
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
