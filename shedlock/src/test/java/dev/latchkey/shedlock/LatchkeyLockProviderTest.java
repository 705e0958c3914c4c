package dev.latchkey.shedlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import dev.latchkey.test.LatchkeyServer;
import dev.latchkey.test.LatchkeyTest;
import dev.latchkey.test.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.KeepAliveLockProvider;
import net.javacrumbs.shedlock.support.LockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of ShedLock, with leases that the test advances. */
@LatchkeyTest
@ResourceLock("net.javacrumbs.shedlock.core.ClockProvider")
final class LatchkeyLockProviderTest {

    private static final String NAME = "job";
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-08-01T10:00:00Z");

    private final LatchkeyServer server;
    private final Latchkey latchkey;
    private final ExtensibleLockProvider provider;

    LatchkeyLockProviderTest(LatchkeyServer server) {
        this.server = server;
        latchkey = server.latchkey();
        provider = new LatchkeyLockProvider(latchkey);
        clock(NOW);
    }

    private static void clock(Instant now) {
        ClockProvider.setClock(Clock.fixed(now, ZoneOffset.UTC));
    }

    /** Locks that a test has not released are not left to the thread. */
    @AfterEach
    void resetClock() {
        clock(NOW.plus(Duration.ofDays(2)));
        assertThat(FencedLocks.current()).isEmpty();
        ClockProvider.setClock(Clock.systemUTC());
    }

    private static LockConfiguration configuration(Duration most, Duration least) {
        return new LockConfiguration(ClockProvider.now(), NAME, most, least);
    }

    private Optional<SimpleLock> lock(Duration most, Duration least) {
        return provider.lock(configuration(most, least));
    }

    private SimpleLock acquire() {
        return lock(MOST, Duration.ZERO).orElseThrow();
    }

    private boolean isFree() {
        Optional<SimpleLock> lock = lock(MOST, Duration.ZERO);
        lock.ifPresent(SimpleLock::unlock);
        return lock.isPresent();
    }

    /** Both the clock of the client and that of the leases. */
    private void pass(Duration time) {
        clock(ClockProvider.now().plus(time));
        server.advance(time);
    }

    @Test
    void heldLockIsNotAvailableUntilItIsReleased() {
        SimpleLock lock = acquire();
        assertThat(lock(MOST, Duration.ZERO)).isEmpty();
        lock.unlock();
        assertThat(isFree()).isTrue();
    }

    @Test
    void locksWithOtherNamesAreIndependent() {
        acquire();
        assertThat(provider.lock(new LockConfiguration(NOW, "other", MOST, Duration.ZERO)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 50, 2_000, 86_400_000})
    void lockExpiresAfterItsMaximumTimeToTheMillisecond(long millis) {
        assertThat(lock(Duration.ofMillis(millis), Duration.ZERO)).isPresent();
        pass(Duration.ofMillis(millis - 1));
        assertThat(isFree()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(isFree()).isTrue();
    }

    @Test
    void maximumTimeOfZeroIsAMillisecond() {
        assertThat(lock(Duration.ZERO, Duration.ZERO)).isPresent();
        pass(Duration.ofMillis(1));
        assertThat(isFree()).isTrue();
    }

    @Test
    void maximumTimeOverADayIsRefused() {
        assertThatThrownBy(() -> lock(Duration.ofDays(2), Duration.ZERO))
                .isInstanceOf(LockException.class)
                .hasMessage("lockAtMostFor is PT48H; at most PT24H is possible");
    }

    @Test
    void releasedLockIsHeldForItsMinimumTime() {
        SimpleLock lock = lock(MOST, Duration.ofMinutes(1)).orElseThrow();
        pass(Duration.ofSeconds(20));
        lock.unlock();
        pass(Duration.ofSeconds(39));
        assertThat(isFree()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(isFree()).isTrue();
    }

    @Test
    void minimumTimeOutlivesTheClientAndItsConnection() {
        try (Latchkey other = server.connect()) {
            new LatchkeyLockProvider(other)
                    .lock(configuration(MOST, Duration.ofMinutes(1)))
                    .orElseThrow()
                    .unlock();
        }
        assertThat(isFree()).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(isFree()).isTrue();
    }

    @Test
    void minimumTimeThatHasPassedDoesNotDelayTheRelease() {
        SimpleLock lock = lock(MOST, Duration.ofMinutes(1)).orElseThrow();
        pass(Duration.ofMinutes(1));
        lock.unlock();
        assertThat(isFree()).isTrue();
    }

    @Test
    void clockThatWasSetBackDoesNotHoldTheLockForLonger() {
        SimpleLock lock = lock(MOST, Duration.ofMinutes(1)).orElseThrow();
        clock(NOW.minus(Duration.ofHours(1)));
        lock.unlock();
        server.advance(Duration.ofMinutes(1));
        assertThat(isFree()).isTrue();
    }

    @Test
    void extendedLockLastsFromTheExtensionOnAndKeepsItsToken() {
        SimpleLock lock = acquire();
        pass(MOST.minusSeconds(1));
        SimpleLock extended = lock.extend(MOST, Duration.ZERO).orElseThrow();
        assertThat(((FencedLock) extended).token()).isEqualTo(((FencedLock) lock).token());
        pass(MOST.minusMillis(1));
        assertThat(isFree()).isFalse();
        extended.unlock();
        assertThat(isFree()).isTrue();
    }

    @Test
    void extensionCanShortenALock() {
        SimpleLock extended =
                acquire().extend(Duration.ofMillis(10), Duration.ZERO).orElseThrow();
        pass(Duration.ofMillis(10));
        assertThat(isFree()).isTrue();
        assertThatCode(extended::unlock).doesNotThrowAnyException();
    }

    @Test
    void extensionKillsTheOldLock() {
        SimpleLock lock = acquire();
        SimpleLock extended = lock.extend(MOST, Duration.ZERO).orElseThrow();
        assertThatIllegalStateException().isThrownBy(lock::unlock);
        assertThatIllegalStateException().isThrownBy(() -> lock.extend(MOST, Duration.ZERO));
        assertThat(isFree()).isFalse();
        extended.unlock();
    }

    @Test
    void expiredLockIsFreeAndCannotBeExtendedAndIsDeadAfterwards() {
        SimpleLock lock = lock(Duration.ofMillis(2), Duration.ZERO).orElseThrow();
        pass(Duration.ofMillis(4));
        assertThat(lock.extend(MOST, Duration.ZERO)).isEmpty();
        assertThat(isFree()).isTrue();
        assertThatIllegalStateException().isThrownBy(lock::unlock);
        assertThatIllegalStateException().isThrownBy(() -> lock.extend(MOST, Duration.ZERO));
    }

    @Test
    void lockThatWasBrokenCannotBeExtended() throws InterruptedException {
        FencedLock lock = (FencedLock) acquire();
        latchkey.lock("shedlock/" + NAME).breakHold(lock.token()).orThrow();
        assertThat(lock.extend(MOST, Duration.ZERO)).isEmpty();
    }

    @Test
    void releasedLockCannotBeUsedAgain() {
        SimpleLock lock = acquire();
        lock.unlock();
        assertThatIllegalStateException().isThrownBy(lock::unlock);
        assertThatIllegalStateException().isThrownBy(() -> lock.extend(MOST, Duration.ZERO));
    }

    @Test
    void lateReleaseDoesNotFreeTheNextHolder() {
        SimpleLock late = lock(Duration.ofMillis(10), Duration.ZERO).orElseThrow();
        SimpleLock alsoLate;
        pass(Duration.ofMillis(10));
        alsoLate = lock(Duration.ofMillis(10), Duration.ofMillis(10)).orElseThrow();
        server.advance(Duration.ofMillis(10));
        FencedLock next = (FencedLock) acquire();
        late.unlock();
        alsoLate.unlock();
        assertThat(isFree()).isFalse();
        assertThat(next.token().compareTo(((FencedLock) late).token())).isPositive();
    }

    @Test
    void lockIsNotReentrantAndMayBeReleasedByAnotherThread() {
        SimpleLock lock = acquire();
        assertThat(lock(MOST, Duration.ZERO)).isEmpty();
        CompletableFuture.runAsync(lock::unlock).join();
        assertThat(FencedLocks.current()).isEmpty();
        assertThat(isFree()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ünï \n", "x/y", "sha256:x", "\ud800", "\ud801", "lock/", " "})
    void anyTextIsAName(String name) {
        LockConfiguration any = new LockConfiguration(NOW, name, MOST, Duration.ZERO);
        SimpleLock lock = provider.lock(any).orElseThrow();
        assertThat(provider.lock(any)).isEmpty();
        lock.unlock();
        assertThat(provider.lock(any)).isPresent();
    }

    @Test
    void longAndInvalidNamesAreDistinguished() {
        assertThat(LockName.key("", "x".repeat(2_000))).isNotEqualTo(LockName.key("", "x".repeat(2_001)));
        assertThat(LockName.key("", "\ud800"))
                .isNotEqualTo(LockName.key("", "\ud801"))
                .isNotEqualTo(LockName.key("", "?"));
        assertThat(LockName.key("shedlock/", "a")).isEqualTo(Key.of("lock/shedlock/a"));
    }

    @Test
    void lostReplyToTheAcquisitionIsResolved() {
        server.loseNextReply("PUT");
        FencedLock lock = (FencedLock) acquire();
        assertThat(lock.token()).isEqualTo(Version.of(1));
        server.loseNextReply("KEEP");
        assertThat(lock.extend(MOST, Duration.ZERO)).isPresent();
    }

    @Test
    void unknownOutcomeThrowsAndLeavesNoLock() {
        latchkey.clerk().get("k");
        ExtensibleLockProvider hasty = new LatchkeyLockProvider(latchkey).withDeadline(Duration.ofSeconds(2));
        try (Pause pause = server.pauseServer()) {
            assertThatThrownBy(() -> hasty.lock(configuration(MOST, Duration.ZERO)))
                    .isInstanceOf(LockException.class);
        }
        assertThat(isFree()).isTrue();
    }

    /** The PUT is executed, and no retry is answered before the deadline. */
    @Test
    void acquisitionThatIsExecutedWithoutAReplyIsUndone() {
        latchkey.clerk().get("k");
        ExtensibleLockProvider hasty = new LatchkeyLockProvider(latchkey).withDeadline(Duration.ofSeconds(2));
        for (int i = 0; i < 1_000; i++) {
            server.loseNextReply("PUT");
        }
        assertThatThrownBy(() -> hasty.lock(configuration(MOST, Duration.ZERO))).isInstanceOf(LockException.class);
        server.heal();
        for (int i = 0; i < 5_000 && !isFree(); i++) {
            Thread.onSpinWait(); // the session is closed in the background
        }
        assertThat(isFree()).isTrue();
    }

    @Test
    void releaseWithAnUnknownOutcomeThrowsAndCanBeRepeated() {
        latchkey.clerk().get("k");
        ExtensibleLockProvider hasty = new LatchkeyLockProvider(latchkey).withDeadline(Duration.ofSeconds(2));
        SimpleLock lock = hasty.lock(configuration(MOST, Duration.ZERO)).orElseThrow();
        SimpleLock least = hasty.lock(new LockConfiguration(NOW, "other", MOST, Duration.ofSeconds(1)))
                .orElseThrow();
        try (Pause pause = server.pauseServer()) {
            assertThatThrownBy(lock::unlock).isInstanceOf(LockException.class);
            assertThatThrownBy(least::unlock).isInstanceOf(LockException.class);
        }
        lock.unlock();
        least.unlock();
        assertThat(isFree()).isTrue();
        assertThatIllegalStateException().isThrownBy(lock::unlock);
    }

    @Test
    void interruptThrowsAndStaysSet() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::acquire).isInstanceOf(LockException.class).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(isFree()).isTrue();
    }

    @Test
    void tokenIsReachableFromTheThreadOfTheJobAlsoAfterAnExtension() {
        assertThat(FencedLocks.current()).isEmpty();
        FencedLock outer = (FencedLock) acquire();
        FencedLock inner = (FencedLock) provider.lock(new LockConfiguration(NOW, "inner", MOST, Duration.ZERO))
                .orElseThrow();
        assertThat(FencedLocks.current()).containsSame(inner);
        assertThat(FencedLocks.current(NAME)).containsSame(outer);
        SimpleLock extended = CompletableFuture.supplyAsync(() -> outer.extend(MOST, Duration.ZERO))
                .join()
                .orElseThrow();
        assertThat(FencedLocks.current(NAME).map(SimpleLock.class::cast)).containsSame(extended);
        inner.unlock();
        assertThat(FencedLocks.current().map(SimpleLock.class::cast)).containsSame(extended);
        extended.unlock();
        assertThat(FencedLocks.current(NAME)).isEmpty();
    }

    @Test
    void lockThatHasExpiredIsNotFoundByItsJob() {
        acquire();
        assertThat(FencedLocks.current(NAME)).isPresent();
        clock(NOW.plus(MOST));
        assertThat(FencedLocks.current(NAME)).isEmpty();
    }

    @Test
    void guardStopsAJobWhoseLockHasExpired() {
        FencedLock lock = (FencedLock) acquire();
        Clerk clerk = latchkey.clerk();
        clerk.put("report", "in time", Version.NONE, lock.guard()).orThrow();
        pass(MOST);
        assertThatThrownBy(() ->
                        clerk.put("report", "late", Version.of(1), lock.guard()).orThrow())
                .hasMessageContaining("ERRGUARD");
    }

    @Test
    void keepAliveProviderExtendsAtHalfTime() {
        CompletableFuture<Runnable> extension = new CompletableFuture<>();
        KeepAliveLockProvider keepAlive =
                new KeepAliveLockProvider(provider, new HandDrivenExecutor(extension::complete));
        SimpleLock lock = keepAlive
                .lock(configuration(Duration.ofSeconds(30), Duration.ZERO))
                .orElseThrow();
        pass(Duration.ofSeconds(15));
        extension.join().run();
        pass(Duration.ofSeconds(29));
        assertThat(isFree()).isFalse();
        assertThat(FencedLocks.current(NAME)).isPresent();
        lock.unlock();
        assertThat(isFree()).isTrue();
    }

    @Test
    void lockIsShownByItsNameToOperators() throws InterruptedException {
        acquire();
        assertThat(latchkey.lock("shedlock/" + NAME).status().orElseThrow().owner())
                .endsWith("ShedLock");
    }
}
