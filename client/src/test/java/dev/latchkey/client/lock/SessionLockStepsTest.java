package dev.latchkey.client.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.clerk.LaterExecutor;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.clerk.ScriptedLink;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.client.lock.loss.LockLostException;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock with a session, step by step, over a scripted link: acquiring, releasing and losing it. Covers LOCK-03 and LOCK-04. */
final class SessionLockStepsTest {

    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(9);
    private static final Key LOCK_KEY = Key.of("lock/test");
    private static final SessionId FIRST = new SessionId(1, 1);
    private static final SessionId SECOND = new SessionId(2, 2);
    private static final Reply NO_KEY = new Reply.NoKey();
    private static final Value OTHER_ID = Value.of("another client's id");

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final LaterExecutor executor = new LaterExecutor();
    private final Latchkey client =
            Latchkey.over(loop, link, new Random(1), ClientConfig.of("scripted").withExecutor(executor));
    private final Lock lock = client.lock("test").withOwner("ann@db1 7 backup");
    private final List<LockLoss> losses = new ArrayList<>();

    private CompletableFuture<Held> acquire() {
        CompletableFuture<Held> held = lock.async().acquire();
        loop.settle();
        return held;
    }

    private <T> T await(CompletableFuture<T> future) {
        loop.settle();
        executor.runAll();
        return loop.await(future);
    }

    private static Reply written(long version) {
        return new Reply.Written(Version.of(version));
    }

    private static Reply found(Value value, long version) {
        return new Reply.Found(new Versioned(value, Version.of(version), version));
    }

    /** The index of the last send of this kind. */
    private int last(Class<? extends Command> kind) {
        List<Command> sent = link.sent();
        for (int i = sent.size() - 1; i >= 0; i--) {
            if (kind.isInstance(sent.get(i))) {
                return i;
            }
        }
        throw new AssertionError("no " + kind.getSimpleName() + " among " + sent);
    }

    private void answer(Class<? extends Command> kind, Reply reply) {
        link.answer(last(kind), reply);
    }

    private Command.Once lastOnce() {
        return (Command.Once) link.sent().get(last(Command.Once.class));
    }

    private Command.Put lastPut() {
        return (Command.Put) lastOnce().step();
    }

    /** Sends the write of an acquisition in a new session, of an absent key. */
    private CompletableFuture<Held> begun() {
        link.up();
        CompletableFuture<Held> held = acquire();
        answer(Command.OpenSession.class, new Reply.Opened(FIRST));
        answer(Command.Get.class, NO_KEY);
        return held;
    }

    /** Acquires the lock with token 1, and records its loss. */
    private Held held() {
        CompletableFuture<Held> acquired = begun();
        link.answer(written(1));
        Held held = await(acquired);
        held.onLost(losses::add);
        loop.settle();
        return held;
    }

    private void assertLost(Held held, LockLoss loss) {
        loop.settle();
        assertThat(held.isHeld()).isFalse();
        assertThat(losses).as("losses told before the executor runs").isEmpty();
        executor.runAll();
        assertThat(losses).containsExactly(loss);
        assertThatThrownBy(held::check).isInstanceOfSatisfying(LockLostException.class, e -> assertThat(e.loss())
                .isEqualTo(loss));
        held.onLost(losses::add);
        loop.settle();
        executor.runAll();
        assertThat(losses).as("a listener that is added after the loss").containsExactly(loss, loss);
    }

    @Test
    void lockIsCreatedUnderOnceAndOwnedByTheSessionOfTheHandle() {
        begun();
        assertThat(link.sent().get(last(Command.OpenSession.class)))
                .isEqualTo(new Command.OpenSession(new SessionId(0, 0), (int) TTL.toMillis(), ""));
        assertThat(lastOnce().session()).isEqualTo(FIRST);
        assertThat(lastPut().key()).isEqualTo(LOCK_KEY);
        assertThat(lastPut().expected()).isEqualTo(Version.NONE);
        assertThat(lastPut().owner()).isEqualTo(new Command.Owner(FIRST, ""));
    }

    @Test
    void valueNamesTheOwnerAndTheTime() {
        begun();
        assertThat(LockHolder.of(new Versioned(lastPut().value(), Version.of(3), 3)))
                .contains(new LockHolder(Version.of(3), Optional.of(Instant.EPOCH), "ann@db1 7 backup"));
    }

    @Test
    void heldLockHasATokenAndAGuard() {
        Held held = held();
        assertThat(held.token()).isEqualTo(Version.of(1));
        assertThat(held.guard()).isEqualTo(Guard.of("lock/test", Version.of(1)));
        assertThat(held.isHeld()).isTrue();
        held.check();
    }

    /** What a version without sessions has left behind. */
    @Test
    void emptyKeyIsFreeAndIsWrittenAtItsVersion() {
        link.up();
        CompletableFuture<Held> held = acquire();
        answer(Command.OpenSession.class, new Reply.Opened(FIRST));
        answer(Command.Get.class, found(Value.EMPTY, 4));
        assertThat(lastPut().expected()).isEqualTo(Version.of(4));
        link.answer(written(5));
        assertThat(await(held).token()).isEqualTo(Version.of(5));
    }

    @Test
    void releaseDeletesTheKeyAtTheTokenUnderOnce() {
        Held held = held();
        CompletableFuture<ReleaseOutcome> released = held.releaseAsync();
        loop.settle();
        assertThat(lastOnce().step()).isEqualTo(new Command.Delete(LOCK_KEY, Version.of(1)));
        assertThat(lastOnce().session()).isEqualTo(FIRST);
        link.answer(written(2));
        assertThat(await(released)).isEqualTo(ReleaseOutcome.RELEASED);
        assertThat(held.isHeld()).isFalse();
        assertThatThrownBy(held::check).isInstanceOf(IllegalStateException.class);
        assertThat(losses).isEmpty();
    }

    @Test
    void resentReleaseIsDefinite() {
        CompletableFuture<ReleaseOutcome> released = held().releaseAsync();
        loop.settle();
        link.fail("lost");
        loop.runUntil(() -> lastOnce().step().equals(new Command.Delete(LOCK_KEY, Version.of(1)))
                && last(Command.Once.class) == link.sent().size() - 1);
        link.answer(NO_KEY);
        assertThat(await(released)).isEqualTo(ReleaseOutcome.NOT_HELD);
    }

    @Test
    void nextAcquisitionUsesTheSameSession() {
        released();
        acquire();
        assertThat(lastOnce().session()).isEqualTo(FIRST);
        assertThat(link.sent())
                .filteredOn(Command.OpenSession.class::isInstance)
                .hasSize(1);
    }

    /** Acquires the lock with token 1 and releases it. */
    private void released() {
        release(held());
    }

    private void release(Held held) {
        CompletableFuture<ReleaseOutcome> released = held.releaseAsync();
        loop.settle();
        link.answer(written(held.token().number() + 1));
        assertThat(await(released)).isEqualTo(ReleaseOutcome.RELEASED);
    }

    private long reads() {
        return link.sent().stream().filter(Command.Get.class::isInstance).count();
    }

    @Test
    void acquisitionAfterAReleaseTakesOneRoundTrip() {
        released();
        for (int token = 3; token < 20; token += 2) {
            CompletableFuture<Held> held = acquire();
            assertThat(lastPut().expected()).isEqualTo(Version.NONE);
            link.answer(written(token));
            release(await(held));
        }
        assertThat(reads()).as("reads before the first acquisition").isEqualTo(1);
    }

    @Test
    void lockThatAnotherClientHasAcquiredSinceTheReleaseIsReadAndPolled() {
        released();
        CompletableFuture<Held> held = acquire();
        link.answer(new Reply.Conflict(Version.of(3)));
        answer(Command.Get.class, found(OTHER_ID, 3));
        loop.runUntil(() -> reads() == 3);
        answer(Command.Get.class, NO_KEY);
        link.answer(written(5));
        assertThat(await(held).token()).isEqualTo(Version.of(5));
    }

    @Test
    void acquisitionAfterOneThatHadToWaitReadsFirst() {
        released();
        CompletableFuture<Held> waited = acquire();
        link.answer(new Reply.Conflict(Version.of(3)));
        answer(Command.Get.class, NO_KEY);
        link.answer(written(5));
        release(await(waited));

        CompletableFuture<Held> next = acquire();
        assertThat(link.lastSent()).isInstanceOf(Command.Get.class);
        answer(Command.Get.class, NO_KEY);
        link.answer(written(7));
        release(await(next));

        acquire();
        assertThat(link.lastSent()).isInstanceOf(Command.Once.class);
    }

    @Test
    void firstAcquisitionInAnotherStoreReadsFirst() {
        released();
        link.up(ScriptedLink.OTHER_STORE);
        acquire();
        assertThat(link.lastSent()).isNotInstanceOf(Command.Once.class);
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void unusedSessionIsClosed() {
        CompletableFuture<ReleaseOutcome> released = held().releaseAsync();
        loop.settle();
        link.answer(written(2));
        await(released);
        loop.advance(HandleSession.IDLE_MAX);
        assertThat(link.lastSent()).isEqualTo(new Command.CloseSession(FIRST, ""));
        link.answer(Reply.Closed.INSTANCE);
        assertThat(losses).isEmpty();
    }

    @Test
    void handlesHaveSessionsOfTheirOwn() {
        held();
        client.lock("test").withTtl(Duration.ofMillis(1_500)).async().acquire();
        loop.settle();
        assertThat(link.sent().get(last(Command.OpenSession.class)))
                .isEqualTo(new Command.OpenSession(new SessionId(0, 0), 1_500, ""));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 86_400_001})
    void timeToLiveIsBounded(long millis) {
        assertThatThrownBy(() -> lock.withTtl(Duration.ofMillis(millis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 ms to 24 h");
    }

    @Test
    void ownerTextIsBoundedAndHasNoControlCharacters() {
        assertThat(lock.withOwner("é".repeat(128))).isNotNull();
        assertThatThrownBy(() -> lock.withOwner("é".repeat(129))).hasMessageContaining("258 bytes");
        assertThatThrownBy(() -> lock.withOwner("a\nb")).hasMessageContaining("control character");
    }

    @Test
    void refusedSessionIsAnException() {
        link.up();
        CompletableFuture<Held> held = acquire();
        answer(Command.Get.class, NO_KEY);
        answer(Command.OpenSession.class, new Reply.Refused(Reply.Refusal.SESSIONS_FULL));
        assertThatThrownBy(() -> await(held))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("ERRFULL");
    }

    @Test
    void sessionThatIsNotOpenedInTimeIsAnException() {
        link.up();
        CompletableFuture<Held> held = acquire();
        answer(Command.Get.class, NO_KEY);
        loop.advance(Duration.ofSeconds(30));
        assertThatThrownBy(() -> await(held)).isInstanceOf(NotSentException.class);
    }

    @Test
    void lockIsLostNineTenthsOfItsTimeToLiveAfterTheLastAnsweredRequestWasSent() {
        Held held = held();
        link.down("gone");
        loop.advance(LEASE.minusNanos(1));
        assertThat(held.isHeld()).isTrue();
        loop.advance(Duration.ofNanos(1));
        assertLost(held, LockLoss.UNREACHABLE);
    }

    @Test
    void keepThatWasAnsweredLateExtendsTheLockFromItsSend() {
        Held held = held();
        Duration sent = TTL.dividedBy(3);
        loop.advance(sent);
        int keep = last(Command.RenewSession.class);
        loop.advance(Duration.ofSeconds(4));
        link.answer(keep, new Reply.Kept(10_000));
        link.down("gone");
        loop.advance(sent.plus(LEASE).minus(loop.elapsed()).minusMillis(1));
        assertThat(held.isHeld()).isTrue();
        loop.advance(Duration.ofMillis(1));
        assertLost(held, LockLoss.UNREACHABLE);
    }

    @Test
    void keepThatFindsNoSessionEndsTheHold() {
        Held held = held();
        loop.advance(TTL.dividedBy(3));
        answer(Command.RenewSession.class, Reply.NoSession.INSTANCE);
        assertLost(held, LockLoss.EXPIRED);
    }

    /** CLK-03: the monotonic clock stands still while the machine is suspended. */
    @Test
    void wallClockThatJumpsForwardEndsTheHold() {
        Held held = held();
        loop.jumpWallClock(LEASE.minusMillis(1));
        assertThat(held.isHeld()).isTrue();
        loop.jumpWallClock(Duration.ofMillis(1));
        assertThat(held.isHeld()).isFalse();
        assertThatThrownBy(held::check).isInstanceOf(LockLostException.class);
        loop.advance(Duration.ofSeconds(1));
        assertLost(held, LockLoss.UNREACHABLE);
    }

    /** CLK-01. */
    @Test
    void wallClockThatJumpsBackwardDoesNotExtendTheHold() {
        Held held = held();
        link.down("gone");
        loop.jumpWallClock(Duration.ofDays(-3_650));
        loop.advance(LEASE);
        assertLost(held, LockLoss.UNREACHABLE);
    }

    @Test
    void listenerIsCalledOnceAlthoughTheLossHasTwoCauses() {
        Held held = held();
        link.down("gone");
        loop.advance(LEASE);
        link.up(ScriptedLink.OTHER_STORE);
        loop.execute(client::closeNow);
        loop.advance(TTL);
        assertLost(held, LockLoss.UNREACHABLE);
    }

    @Test
    void otherStoreEndsTheHold() {
        Held held = held();
        link.up(ScriptedLink.OTHER_STORE);
        assertLost(held, LockLoss.STORE_CHANGED);
    }

    @Test
    void brokenLockIsNoticed() {
        Held held = held();
        loop.advance(Duration.ofSeconds(1));
        answer(Command.Get.class, NO_KEY);
        answer(Command.RenewSession.class, new Reply.Kept(10_000));
        assertLost(held, LockLoss.BROKEN);
    }

    @Test
    void keyThatWasDeletedWithItsSessionIsExpired() {
        Held held = held();
        loop.advance(Duration.ofSeconds(1));
        answer(Command.Get.class, found(OTHER_ID, 3));
        answer(Command.RenewSession.class, Reply.NoSession.INSTANCE);
        assertLost(held, LockLoss.EXPIRED);
    }

    @Test
    void keyAtTheTokenIsLookedAtAgain() {
        Held held = held();
        for (int i = 0; i < 3; i++) {
            int before = link.sent().size();
            loop.advance(Duration.ofSeconds(1));
            assertThat(link.sent()).hasSize(before + 1);
            answer(Command.Get.class, found(lastPut().value(), 1));
        }
        assertThat(held.isHeld()).isTrue();
    }

    @Test
    void ownReleaseIsNotTakenForALoss() {
        Held held = held();
        loop.advance(Duration.ofSeconds(1));
        CompletableFuture<ReleaseOutcome> released = held.releaseAsync();
        loop.settle();
        answer(Command.Get.class, NO_KEY);
        answer(Command.RenewSession.class, new Reply.Kept(10_000));
        answer(Command.Once.class, written(2));
        assertThat(await(released)).isEqualTo(ReleaseOutcome.RELEASED);
        loop.advance(Duration.ofSeconds(2));
        executor.runAll();
        assertThat(losses).isEmpty();
    }

    @Test
    void releaseAfterTheLossIsNotHeldAndSendsNothing() {
        Held held = held();
        link.up(ScriptedLink.OTHER_STORE);
        int before = link.sent().size();
        assertThat(await(held.releaseAsync())).isEqualTo(ReleaseOutcome.NOT_HELD);
        assertThat(link.sent()).hasSize(before);
    }

    @Test
    void writeWhoseSessionIsOverIsSentInANewSessionWithANewId() {
        CompletableFuture<Held> held = begun();
        Value first = lastPut().value();
        link.answer(Reply.NoSession.INSTANCE);
        answer(Command.Get.class, NO_KEY);
        answer(Command.OpenSession.class, new Reply.Opened(SECOND));
        assertThat(lastOnce().session()).isEqualTo(SECOND);
        assertThat(lastPut().owner()).isEqualTo(new Command.Owner(SECOND, ""));
        assertThat(lastPut().value()).isNotEqualTo(first);
        link.answer(written(3));
        assertThat(await(held).token()).isEqualTo(Version.of(3));
    }

    /** The time to live is less than a round trip: no acquisition can succeed, which must neither flood the server nor last forever. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void sessionsThatEndBeforeTheLockIsWrittenAreOpenedMoreAndMoreSeldomAndThenReported() {
        Lock brief = client.lock("test").withTtl(Duration.ofMillis(1));
        link.up();
        CompletableFuture<Held> held = brief.async().acquire();
        assertThat(sessionsUntilDone(held)).isBetween(3, 700);
        assertThatThrownBy(() -> await(held))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("time to live of 1 ms");
        assertThat(loop.elapsed()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(35));

        CompletableFuture<Optional<Held>> tried = brief.async().tryAcquire(Duration.ofSeconds(2));
        sessionsUntilDone(tried);
        assertThatThrownBy(() -> await(tried)).isInstanceOf(NotSentException.class);
    }

    /** Answers each request after 1 ms, and returns the number of sessions that were opened. */
    private int sessionsUntilDone(CompletableFuture<?> held) {
        int answered = link.sent().size();
        loop.settle();
        int opened = 0;
        while (!held.isDone()
                && loop.elapsed().compareTo(Duration.ofMinutes(2)) < 0) { // why the bound: a test must end
            loop.advance(Duration.ofMillis(1));
            executor.runAll();
            for (List<Command> sent = link.sent(); answered < sent.size(); answered++) {
                Command command = sent.get(answered);
                boolean opens = command instanceof Command.OpenSession;
                opened += opens ? 1 : 0;
                link.answer(
                        answered,
                        opens
                                ? new Reply.Opened(new SessionId(0, answered + 1))
                                : command instanceof Command.Get ? NO_KEY : Reply.NoSession.INSTANCE);
            }
        }
        return opened;
    }

    /** The write may have been executed: then the read after the cancellation shows it, and it is deleted. */
    @Test
    void givingUpCancelsTheWriteAndDeletesWhatItDid() {
        CompletableFuture<Held> held = begun();
        Value id = lastPut().value();
        held.cancel(false);
        loop.settle();
        long seq = lastOnce().seq();
        List<Integer> cancels = cancels(seq);
        assertThat(cancels).isNotEmpty();
        cancels.forEach(cancel -> link.answer(cancel, written(1)));
        answer(Command.Get.class, found(id, 1));
        assertThat(lastOnce().step()).isEqualTo(new Command.Delete(LOCK_KEY, Version.of(1)));
        link.answer(written(2));
    }

    @Test
    void givingUpEndsWhenTheWriteIsCancelledAndHadNoEffect() {
        CompletableFuture<Held> held = begun();
        held.cancel(false);
        loop.settle();
        cancels(1).forEach(cancel -> link.answer(cancel, new Reply.Cancelled(false)));
        answer(Command.Get.class, found(OTHER_ID, 2));
        int before = link.sent().size();
        loop.advance(Duration.ofSeconds(1));
        assertThat(link.sent()).hasSize(before);
    }

    /** An acquisition that could not be undone must not leave the lock held by a session that is kept. */
    @Test
    void sessionIsClosedIfAWriteCannotBeCancelled() {
        CompletableFuture<Held> held = begun();
        held.cancel(false);
        loop.advance(Acquisition.UNDO_MAX);
        assertThat(link.sent()).contains(new Command.CloseSession(FIRST, ""));
    }

    @Test
    void closedHoldWhoseReleaseFailsEndsTheSession() {
        Held held = held();
        loop.execute(held::close);
        loop.settle();
        link.answerError("ERR refused for a reason of its own");
        loop.settle();
        assertThat(link.lastSent()).isEqualTo(new Command.CloseSession(FIRST, ""));
    }

    @Test
    void breakingEmptiesTheKeyAndDeletesIt() {
        link.up();
        CompletableFuture<PutOutcome> broken = lock.async().breakHold(Version.of(3));
        loop.settle();
        link.answer(found(OTHER_ID, 3));
        assertThat(link.lastSent()).isEqualTo(new Command.Put(LOCK_KEY, Value.EMPTY, Version.of(3)));
        link.answer(written(4));
        assertThat(link.lastSent()).isEqualTo(new Command.Delete(LOCK_KEY, Version.of(4)));
        link.answer(new Reply.Conflict(Version.of(5)));
        assertThat(await(broken)).isEqualTo(new PutOutcome.Ok(Version.of(4)));
    }

    @Test
    void closingTheClientReleasesTheLockAndClosesTheSession() {
        held();
        loop.execute(client::close);
        loop.settle();
        assertThat(lastOnce().step()).isEqualTo(new Command.Delete(LOCK_KEY, Version.of(1)));
        link.answer(written(2));
        loop.settle();
        assertThat(link.lastSent()).isEqualTo(new Command.CloseSession(FIRST, ""));
        assertThat(link.isClosed()).isFalse();
        link.answer(Reply.Closed.INSTANCE);
        loop.settle();
        assertThat(link.isClosed()).isTrue();
        executor.runAll();
        assertThat(losses).isEmpty();
        assertNothingMoreIsSent();
    }

    @Test
    void withoutAConnectionTheSessionIsLeftToExpire() {
        CompletableFuture<ReleaseOutcome> released = held().releaseAsync();
        loop.settle();
        link.answer(written(2));
        await(released);
        link.down("gone");
        loop.execute(client::close);
        loop.settle();
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void closingNowReportsTheLoss() {
        Held held = held();
        loop.execute(client::closeNow);
        loop.settle();
        assertLost(held, LockLoss.SESSION_CLOSED);
        assertNothingMoreIsSent();
    }

    private void assertNothingMoreIsSent() {
        int before = link.sent().size();
        loop.runAll();
        assertThat(link.sent()).hasSize(before);
    }

    private List<Integer> cancels(long seq) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < link.sent().size(); i++) {
            if (link.sent().get(i) instanceof Command.Once once
                    && once.step().equals(Command.Cancel.INSTANCE)
                    && once.seq() == seq) {
                found.add(i);
            }
        }
        return found;
    }
}
