package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.trial.faults.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that wait for the client: none waits forever, and none gets a wrong result. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WaitingThreadsTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void callbacksMayWaitForFurtherOperations() throws Exception {
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()))) {
            Clerk clerk = latchkey.clerk();
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Key key = Key.of("k" + i);
                all.add(clerk.async()
                        .put(key, Value.of("v"), Version.NONE)
                        .thenApply(outcome -> clerk.get(key).orElseThrow().version())
                        .thenApply(version ->
                                clerk.async().put(key, Value.of("w"), version).join())
                        .thenAccept(outcome -> assertThat(outcome).isEqualTo(new PutOutcome.Ok(Version.of(2)))));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void interruptOfAWaitingPutIsErrMaybeAndStaysSet() throws Exception {
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), new SingleFault(new Fault.SwallowReply()));
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            List<Boolean> interrupted = new ArrayList<>();
            FutureTask<PutOutcome> put = new FutureTask<>(() -> {
                PutOutcome outcome = latchkey.clerk().withoutSession().put("k", "v", Version.NONE);
                interrupted.add(Thread.interrupted());
                return outcome;
            });
            Thread thread = new Thread(put);
            thread.start();
            proxy.awaitDropped();
            thread.interrupt();
            assertThat(put.get(60, TimeUnit.SECONDS))
                    .isEqualTo(new PutOutcome.ErrMaybe(
                            new PutOutcome.Cause.Abandoned("the waiting thread was interrupted")));
            assertThat(interrupted).containsExactly(true);
        }
    }

    @Test
    void interruptBeforeTheFirstSendMeansNotSent() throws Exception {
        try (Latchkey latchkey = Latchkey.connect(Store.config("127.0.0.1:1"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(
                            () -> latchkey.clerk().put("k", "v", Version.NONE).orThrow())
                    .isInstanceOf(NotSentException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void cancelOfASentPutIsErrMaybe() throws Exception {
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), new SingleFault(new Fault.SwallowReply()));
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            CompletableFuture<PutOutcome> put =
                    latchkey.clerk().withoutSession().async().put(Key.of("k"), Value.of("v"), Version.NONE);
            proxy.awaitDropped();
            assertThat(put.cancel(true)).isFalse();
            assertThat(put.join())
                    .isEqualTo(new PutOutcome.ErrMaybe(new PutOutcome.Cause.Abandoned("the future was cancelled")));
        }
    }

    @Test
    void closingNowCompletesOperationsInFlight() throws Exception {
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), new SingleFault(new Fault.SwallowReply()))) {
            Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()));
            CompletableFuture<PutOutcome> put =
                    latchkey.clerk().withoutSession().async().put(Key.of("k"), Value.of("v"), Version.NONE);
            proxy.awaitDropped();
            latchkey.closeNow();
            assertThat(put.get(60, TimeUnit.SECONDS))
                    .isEqualTo(new PutOutcome.ErrMaybe(new PutOutcome.Cause.Abandoned("the client was closed")));
        }
    }

    /** The reply is lost, so the outcome takes a second connection. */
    @Test
    void closeWaitsForTheOutcomeOfAWriteThatWasSent() throws Exception {
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), new SingleFault(new Fault.SwallowReply()))) {
            Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()).withAnswerTimeout(SHORT));
            CompletableFuture<PutOutcome> put =
                    latchkey.clerk().withoutSession().async().put(Key.of("k"), Value.of("v"), Version.NONE);
            proxy.awaitDropped();
            latchkey.close();
            assertThat(put.get(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(PutOutcome.ErrMaybe.class, maybe -> assertThat(maybe.cause())
                            .isInstanceOf(PutOutcome.Cause.ResendRefused.class));
        }
    }

    /** PROC-11 with real threads: the release must not be lost with the client when its thread is interrupted. */
    @Test
    void interruptedThreadLeavesNoLockBehind() throws Exception {
        try (Store store = new Store();
                Latchkey other = Latchkey.connect(Store.config(store.hostAndPort()))) {
            for (int i = 0; i < 20; i++) {
                String name = "l" + i;
                FutureTask<Boolean> task = new FutureTask<>(() -> {
                    try (Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()));
                            Held held = latchkey.lock(name).acquire()) {
                        assertThat(held.isHeld()).isTrue();
                        Thread.currentThread().interrupt();
                    }
                    return Thread.interrupted();
                });
                new Thread(task).start();
                assertThat(task.get(60, TimeUnit.SECONDS)).isTrue();
                assertThat(other.lock(name).holder()).isEmpty();
            }
        }
    }

    @Test
    void closingTheClientReleasesItsLocks() throws Exception {
        try (Store store = new Store();
                Latchkey other = Latchkey.connect(Store.config(store.hostAndPort()))) {
            Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()));
            Held held = latchkey.lock("l").acquire();
            latchkey.close();
            assertThat(held.isHeld()).isFalse();
            assertThat(other.lock("l").holder()).isEmpty();
        }
    }

    @Test
    void closedClientReportsThatNothingIsSent() throws Exception {
        try (Store store = new Store()) {
            Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()));
            assertThat(latchkey.clerk().get("k")).isEmpty();
            CompletableFuture<PutOutcome> done = latchkey.clerk().async().put(Key.of("k"), Value.of("v"), Version.NONE);
            assertThat(done.get(60, TimeUnit.SECONDS)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
            latchkey.close();
            latchkey.close();
            assertThatThrownBy(() -> latchkey.clerk().get("k"))
                    .isInstanceOf(NotSentException.class)
                    .hasMessageContaining("the client is closed");
            assertThatThrownBy(() -> latchkey.lock("l").acquire()).isInstanceOf(LatchkeyException.class);
            assertThatThrownBy(() -> latchkey.lock("l").tryAcquire(Duration.ofDays(1)))
                    .isInstanceOf(LatchkeyException.class);
            assertThat(done.cancel(true)).isFalse();
            CompletableFuture<?> late = latchkey.clerk().async().get(Key.of("k"));
            assertThatThrownBy(() -> late.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(NotSentException.class);
        }
    }

    @Test
    void closeFreesThreadsThatWaitForALock() throws Exception {
        try (Store store = new Store();
                Latchkey holder = Latchkey.connect(Store.config(store.hostAndPort()))) {
            Held held = holder.lock("l").acquire();
            Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()));
            FutureTask<Held> acquire = new FutureTask<>(() -> latchkey.lock("l").acquire());
            FutureTask<Optional<Held>> tryAcquire =
                    new FutureTask<>(() -> latchkey.lock("l").tryAcquire(Duration.ofDays(1)));
            new Thread(acquire).start();
            new Thread(tryAcquire).start();
            for (int i = 0; i < 50; i++) {
                assertThat(latchkey.lock("l").tryAcquire()).isEmpty(); // by now the other threads are polling
            }
            latchkey.close();
            assertThatThrownBy(() -> acquire.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(LatchkeyException.class);
            assertThatThrownBy(() -> tryAcquire.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(LatchkeyException.class);
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    void lockOfAClosedClientIsClosedWithoutAnException() throws Exception {
        try (Store store = new Store()) {
            Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()));
            Held held = latchkey.lock("l").acquire();
            latchkey.close();
            held.close();
            assertThat(held.release()).isEqualTo(ReleaseOutcome.NOT_HELD); // closing the client has released it
        }
    }

    @Test
    void clientMayBeClosedByItsOwnCallback() throws Exception {
        try (Store store = new Store()) {
            for (boolean onTheLoop : new boolean[] {false, true}) {
                Latchkey latchkey = Latchkey.connect(
                        onTheLoop
                                ? Store.config(store.hostAndPort()).withExecutor(Runnable::run)
                                : Store.config(store.hostAndPort()));
                latchkey.clerk()
                        .async()
                        .get(Key.of("k"))
                        .thenRun(latchkey::close)
                        .get(60, TimeUnit.SECONDS);
                assertThatThrownBy(() -> latchkey.clerk().get("k")).isInstanceOf(NotSentException.class);
            }
        }
    }
}
