package dev.latchkey.spring.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.core.Version;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.test.LatchkeyServer;
import dev.latchkey.test.LatchkeyTest;
import dev.latchkey.test.Pause;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

@SuppressWarnings("LockNotBeforeTry") // why: the tests are about what follows when a lock is not released
@LatchkeyTest
final class LatchkeyLockRegistryTest {

    private static final String KEY = "invoices";
    private static final Duration TTL = Duration.ofSeconds(20);

    private final LatchkeyServer server;
    private final ManualTime time = new ManualTime();
    private final LatchkeyLockRegistry registry;

    /** That of another process. */
    private final LatchkeyLockRegistry other;

    private final FencedDistributedLock lock;

    LatchkeyLockRegistryTest(LatchkeyServer server) {
        this.server = server;
        registry = new LatchkeyLockRegistry(server.latchkey(), "spring/", TTL, time);
        other = new LatchkeyLockRegistry(server.connect());
        lock = registry.obtain(KEY);
    }

    @AfterEach
    void clearInterrupt() {
        assertThat(Thread.interrupted()).isFalse();
    }

    /** Runs {@code step} on a new thread, which holds no lock. */
    private static <T> T elsewhere(java.util.function.Supplier<T> step) {
        return CompletableFuture.supplyAsync(step, task -> new Thread(task).start())
                .join();
    }

    private boolean isFree() {
        return elsewhere(() -> {
            FencedDistributedLock ofOther = other.obtain(KEY);
            if (ofOther.tryLock()) {
                ofOther.unlock();
                return true;
            }
            return false;
        });
    }

    private void loseLock() {
        assertThat(server.expireLock("spring/" + KEY)).isTrue();
    }

    @Test
    void lockExcludesOtherThreadsAndOtherProcesses() {
        lock.lock();
        assertThat(elsewhere(() -> registry.obtain(KEY).tryLock())).isFalse();
        assertThat(isFree()).isFalse();
        lock.unlock();
        assertThat(isFree()).isTrue();
    }

    @Test
    void sameKeyGivesTheSameLock() {
        assertThat(registry.obtain(KEY)).isSameAs(lock);
        assertThat(registry.obtain("other")).isNotSameAs(lock);
    }

    @Test
    void lockIsReentrant() throws InterruptedException {
        lock.lock();
        Version token = lock.token();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
        lock.lockInterruptibly();
        assertThat(lock.token()).isEqualTo(token);
        for (int i = 0; i < 3; i++) {
            lock.unlock();
            assertThat(isFree()).isFalse();
        }
        lock.unlock();
        assertThat(isFree()).isTrue();
        assertThatIllegalStateException().isThrownBy(lock::unlock);
    }

    @Test
    void unlockByAnotherThreadIsRefused() {
        lock.lock();
        assertThat(elsewhere(() -> {
                    assertThatIllegalStateException().isThrownBy(lock::unlock);
                    assertThatIllegalStateException().isThrownBy(lock::token);
                    return isFree();
                }))
                .isFalse();
        lock.unlock();
    }

    @Test
    void unlockOfALostLockThrowsAndFreesTheLocalLock() {
        lock.lock();
        loseLock();
        assertThatThrownBy(lock::unlock).isInstanceOf(ConcurrentModificationException.class);
        assertThat(elsewhere(() -> {
                    FencedDistributedLock again = registry.obtain(KEY);
                    assertThat(again.tryLock()).isTrue();
                    Version token = again.token();
                    again.unlock();
                    return token;
                }))
                .isGreaterThan(Version.of(1));
    }

    @Test
    void holderAsksTheServerAndThrowsWhenTheLockWasLost() {
        lock.lock();
        lock.lock();
        loseLock();
        assertThatThrownBy(() -> lock.tryLock(500, TimeUnit.MILLISECONDS))
                .isInstanceOf(CannotAcquireLockException.class)
                .hasMessageContaining("was lost")
                .hasMessageContaining("token 1");
        assertThatIllegalStateException().as("all holds are dropped").isThrownBy(lock::unlock);
        assertThat(elsewhere(() -> registry.obtain(KEY).tryLock())).isTrue();
    }

    @Test
    void holderDoesNotAcquireAgainInSilenceWhatAnotherHolds() {
        lock.lock();
        loseLock();
        assertThat(elsewhere(() -> other.obtain(KEY).tryLock())).isTrue();
        assertThatThrownBy(lock::tryLock).isInstanceOf(CannotAcquireLockException.class);
        assertThat(lock.tryLock()).isFalse();
        assertThat(isFree()).isFalse();
    }

    @Test
    void lateUnlockDoesNotFreeTheNextHolder() {
        lock.lock();
        loseLock();
        assertThat(elsewhere(() -> other.obtain(KEY).tryLock())).isTrue();
        assertThatThrownBy(lock::unlock).isInstanceOf(ConcurrentModificationException.class);
        assertThat(other.token(KEY)).isPresent();
        assertThat(isFree()).isFalse();
    }

    @Test
    void waitingEndsWhenTheLockIsFreed() {
        lock.lock();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return other.obtain(KEY).tryLock(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        lock.unlock();
        assertThat(waiting.join()).isTrue();
    }

    @Test
    void waitingEndsAfterItsTime() throws InterruptedException {
        assertThat(elsewhere(() -> other.obtain(KEY).tryLock())).isTrue();
        assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isFalse();
        assertThat(lock.tryLock(Duration.ofSeconds(1), Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void interruptEndsLockInterruptiblyButNotLock() throws Exception {
        assertThat(elsewhere(() -> other.obtain(KEY).tryLock())).isTrue();
        CompletableFuture<Thread> started = new CompletableFuture<>();
        CompletableFuture<Boolean> result = CompletableFuture.supplyAsync(() -> {
            started.complete(Thread.currentThread());
            lock.lock();
            boolean interrupted = Thread.interrupted();
            lock.unlock();
            return interrupted;
        });
        started.join().interrupt();
        assertThatThrownBy(() -> result.get(100, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
        loseLock();
        assertThat(result.get(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void lockWithItsOwnTimeToLiveExpiresAfterIt() {
        lock.lock(Duration.ofMinutes(2));
        server.advance(Duration.ofMinutes(1));
        assertThat(isFree()).isFalse();
        registry.renewLock(KEY, Duration.ofMinutes(2));
        assertThatThrownBy(() -> registry.renewLock(KEY, TTL)).isInstanceOf(UnsupportedOperationException.class);
        server.advance(Duration.ofMinutes(2));
        assertThat(isFree()).isTrue();
    }

    @Test
    void renewalNeedsTheLock() {
        assertThatIllegalStateException().isThrownBy(() -> registry.renewLock(KEY));
        lock.lock();
        registry.renewLock(KEY);
        assertThat(elsewhere(() -> {
                    assertThatIllegalStateException().isThrownBy(() -> registry.renewLock(KEY));
                    return true;
                }))
                .isTrue();
        loseLock();
        assertThatThrownBy(() -> registry.renewLock(KEY)).isInstanceOf(CannotAcquireLockException.class);
    }

    @Test
    void unreachableServerIsReportedAsAFailureToAcquire() {
        Latchkey hasty = Latchkey.connect(server.clientConfig().withDeadline(Duration.ofSeconds(2)));
        LatchkeyLockRegistry ofHasty = new LatchkeyLockRegistry(hasty);
        FencedDistributedLock held = ofHasty.obtain("held");
        held.lock();
        try (Pause pause = server.pauseServer()) {
            assertThatThrownBy(() -> ofHasty.obtain(KEY).tryLock())
                    .isInstanceOf(CannotAcquireLockException.class)
                    .hasCauseInstanceOf(LatchkeyException.class);
            assertThatThrownBy(held::tryLock).isInstanceOf(CannotAcquireLockException.class);
        }
        held.unlock(); // the holder kept it, as the server could not be asked
        hasty.closeNow();
    }

    @Test
    void tokenAndGuardAreReachableFromOtherThreads() {
        assertThat(registry.token(KEY)).isEmpty();
        lock.lock();
        assertThat(elsewhere(() -> registry.token(KEY))).contains(lock.token());
        assertThat(elsewhere(() -> registry.guard(KEY))).contains(lock.guard());
        lock.unlock();
        assertThat(registry.guard(KEY)).isEqualTo(Optional.empty());
    }

    @Test
    void unusedLocksExpireButNotThoseThatAreHeldOrAwaited() {
        lock.lock();
        registry.obtain("unused");
        assertThat(registry.size()).isEqualTo(2);
        time.pass(Duration.ofMillis(11));
        registry.obtain("used recently");
        registry.expireUnusedOlderThan(10);
        assertThat(registry.size()).isEqualTo(2);
        assertThat(registry.obtain(KEY)).isSameAs(lock);
        lock.unlock();
        time.pass(Duration.ofMillis(11));
        registry.expireUnusedOlderThan(10);
        assertThat(registry.size()).isZero();
    }

    @Test
    void numberOfUnusedLocksIsBounded() {
        lock.lock();
        for (int i = 0; i < 10_100; i++) {
            registry.obtain(i);
        }
        assertThat(registry.size()).isEqualTo(10_000);
        assertThat(registry.obtain(KEY)).isSameAs(lock);
        lock.unlock();
    }

    @Test
    void conditionsAreNotSupported() {
        assertThatThrownBy(lock::newCondition).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void executeLockedFreesTheLock() throws Exception {
        assertThat(registry.<Boolean, RuntimeException>executeLocked(KEY, () -> isFree()))
                .isFalse();
        assertThat(isFree()).isTrue();
    }
}
