package dev.latchkey.client.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PROC-11: every call that must finish does so although its thread is interrupted, and the interrupt is not lost. */
final class InterruptedCallsTest {

    /** The calls that must finish. */
    private enum Ending {
        RELEASE("Held.release") {
            @Override
            void run(Latchkey client, Held held) {
                assertThat(held.release()).isEqualTo(ReleaseOutcome.RELEASED);
            }
        },
        CLOSE_OF_THE_HOLD("Held.close") {
            @Override
            void run(Latchkey client, Held held) {
                held.close();
            }
        },
        CLOSE_OF_THE_CLIENT("Latchkey.close") {
            @Override
            void run(Latchkey client, Held held) {
                client.close();
            }
        },
        BOTH_CLOSES("Held.close") {
            @Override
            void run(Latchkey client, Held held) {
                held.close();
                client.close();
            }
        };

        private final String call;

        Ending(String call) {
            this.call = call;
        }

        abstract void run(Latchkey client, Held held);
    }

    private enum When {
        BEFORE,
        DURING,
        REPEATEDLY,
        RESTORED_IN_A_CATCH
    }

    private final SlowStore store = new SlowStore(1);
    private final Latchkey client = store.client();

    private static Stream<Arguments> endings() {
        return Arrays.stream(Ending.values())
                .flatMap(ending -> Arrays.stream(When.values()).map(when -> Arguments.of(ending, when)));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void lockIsFreeAfterwardsAndTheThreadIsStillInterrupted(Ending ending, When when) throws Exception {
        Held held = store.loop.await(client.lock(SlowStore.LOCK).async().acquire());
        boolean interrupted = run(when, () -> ending.run(client, held));
        assertThat(interrupted).as("the interrupt status").isTrue();
        assertThat(store.holder()).as("the holder").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("endings")
    void withoutAServerTheCallEndsWithinItsBound(Ending ending, When when) throws Exception {
        Held held = store.loop.await(client.lock(SlowStore.LOCK).async().acquire());
        store.cutLatest();
        boolean interrupted = run(when, () -> {
            if (ending == Ending.RELEASE) {
                ReleaseOutcome outcome = orMaybe(held);
                // The virtual time of the test may also pass the time to live of the session, and then the lock is
                // lost.
                assertThat(outcome).isIn(ReleaseOutcome.MAYBE, ReleaseOutcome.NOT_HELD);
            } else {
                ending.run(client, held);
            }
        });
        assertThat(interrupted).as("the interrupt status").isTrue();
        assertThat(store.holder()).as("the holder").isPresent();
    }

    /** The virtual time of the test may pass the deadline of the write before the real time of the wait has passed. */
    private static ReleaseOutcome orMaybe(Held held) {
        try {
            return held.release();
        } catch (RuntimeException e) {
            return ReleaseOutcome.MAYBE;
        }
    }

    /** The write may have been executed although acquire throws. */
    @ParameterizedTest
    @MethodSource("moments")
    void interruptedAcquisitionIsUndone(When when) throws Exception {
        Lock lock = client.lock(SlowStore.LOCK);
        store.loop.await(client.clerk().withoutSession().async().get(SlowStore.LOCK_KEY));
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            if (when == When.BEFORE || when == When.RESTORED_IN_A_CATCH) {
                Thread.currentThread().interrupt();
            }
            try (Held held = lock.acquire()) {
                return Thread.interrupted(); // why: it may have been acquired just before the interrupt was noticed
            } catch (InterruptedException e) {
                return true;
            }
        });
        drive(task, when);
        assertThat(task.get()).as("whether the interrupt was noticed").isTrue();
        store.loop.runAll();
        assertThat(store.holder()).as("the holder").isEmpty();
    }

    private static Stream<When> moments() {
        return Arrays.stream(When.values());
    }

    @ParameterizedTest
    @MethodSource("moments")
    void writeThatWasSentBeforeTheClientIsClosedHasItsOutcome(When when) throws Exception {
        store.loop.await(client.clerk().withoutSession().async().get(SlowStore.LOCK_KEY));
        CompletableFuture<PutOutcome> put =
                client.clerk().withoutSession().async().put(Key.of("k"), Value.of("v"), Version.NONE);
        store.loop.settle();
        assertThat(run(when, client::close)).isTrue();
        assertThat(put).isCompletedWithValue(new PutOutcome.Ok(Version.of(1)));
    }

    /** The wait ends although the future never completes and the interrupts never stop. */
    @Test
    void waitIsBoundedAlthoughTheInterruptsNeverStop() throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(
                () -> FutureResult.awaitUninterruptibly(new CompletableFuture<>(), Duration.ofMillis(50)));
        Thread thread = new Thread(task, "waits in vain");
        thread.start();
        while (!task.isDone()) {
            thread.interrupt();
        }
        assertThat(task.get()).as("whether the future has completed").isFalse();
    }

    /** A new method that ends something must be added to the calls above. */
    @Test
    void everyEndingIsCovered() {
        Set<String> endings = new TreeSet<>();
        for (Class<?> type : new Class<?>[] {Held.class, Lock.class, Latchkey.class}) {
            for (Method method : type.getDeclaredMethods()) {
                boolean ends = method.getName().matches("(close|release|undo|cancel|end|stop).*");
                boolean blocks = !method.getName().matches(".*(Async|Now|OnLoop|Within)");
                if (ends && blocks && Modifier.isPublic(method.getModifiers())) {
                    endings.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }
        assertThat(Arrays.stream(Ending.values()).map(ending -> ending.call)).containsAll(endings);
    }

    private boolean run(When when, Runnable ending) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            if (when == When.BEFORE) {
                Thread.currentThread().interrupt();
            } else if (when == When.RESTORED_IN_A_CATCH) {
                restoreInACatch();
            }
            ending.run();
            return Thread.interrupted();
        });
        drive(task, when);
        return task.get();
    }

    private static void restoreInACatch() {
        try {
            Thread.currentThread().interrupt();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the task in a thread, interrupts it as told, and drives the loop until it is done. */
    private void drive(FutureTask<?> task, When when) throws InterruptedException {
        Thread thread = new Thread(task, "is interrupted");
        thread.setDaemon(true);
        thread.start();
        if (when == When.DURING || when == When.REPEATEDLY) {
            while (thread.getState() != Thread.State.WAITING
                    && thread.getState() != Thread.State.TIMED_WAITING
                    && !task.isDone()) {
                Thread.onSpinWait();
            }
            thread.interrupt();
        }
        store.loop.runWithThreadsUntil(() -> {
            if (when == When.REPEATEDLY) {
                thread.interrupt();
            }
            return task.isDone();
        });
    }
}
