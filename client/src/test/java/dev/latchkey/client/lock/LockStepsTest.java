package dev.latchkey.client.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.LaterExecutor;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.clerk.ScriptedLink;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Acquiring and releasing a lock without a session, step by step, over a scripted link. Covers LOCK-03 and LOCK-04. */
final class LockStepsTest {

    private static final String LOCK = "test";
    private static final Key LOCK_KEY = Key.of("lock/test");
    private static final Reply NO_KEY = new Reply.NoKey();
    private static final Value OTHER_ID = Value.of("another client's id");

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final LaterExecutor executor = new LaterExecutor();
    private final Latchkey client = Latchkey.over(loop, link, new Random(1), ClientConfig.of("scripted"));
    private final Lock lock = client.lock(LOCK).withoutSession();

    private CompletableFuture<Held> acquire() {
        CompletableFuture<Held> held = lock.async().acquire();
        loop.settle();
        return held;
    }

    /** Acquires the lock with token 1. */
    private Held held() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answer(NO_KEY);
        link.answer(written(1));
        return loop.await(held);
    }

    private CompletableFuture<ReleaseOutcome> release(Held held) {
        CompletableFuture<ReleaseOutcome> released = held.releaseAsync();
        loop.settle();
        return released;
    }

    private static Reply written(long version) {
        return new Reply.Written(Version.of(version));
    }

    private static Reply conflict(long version) {
        return new Reply.Conflict(Version.of(version));
    }

    private static Reply found(Value value, long version) {
        return new Reply.Found(new Versioned(value, Version.of(version), version));
    }

    private void assertLastSentPut(Value value, long expected) {
        assertThat(link.lastSent()).isEqualTo(new Command.Put(LOCK_KEY, value, Version.of(expected)));
    }

    private Value lastValuePut() {
        return ((Command.Put) link.lastSent()).value();
    }

    private void failAndResend() {
        int before = link.sent().size();
        link.fail("lost");
        loop.runUntil(() -> link.sent().size() > before);
    }

    /** Fails the current write and refuses its retry, so that the outcome is unknown. */
    private void makeAmbiguous(long current) {
        failAndResend();
        link.answer(conflict(current));
        assertThat(link.lastSent()).as("what follows an unknown outcome").isInstanceOf(Command.Get.class);
    }

    @Test
    void absentLockIsCreated() {
        assertThat(held().token()).isEqualTo(Version.of(1));
        assertThat(((Command.Put) link.lastSent()).expected()).isEqualTo(Version.NONE);
    }

    @Test
    void freeLockIsWrittenAtItsVersion() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answer(found(Value.EMPTY, 4));
        assertLastSentPut(lastValuePut(), 4);
        link.answer(written(5));
        assertThat(loop.await(held).token()).isEqualTo(Version.of(5));
    }

    @Test
    void acquisitionAfterAReleaseWritesAtTheVersionThatTheReleaseLeft() {
        CompletableFuture<ReleaseOutcome> released = release(held());
        link.answer(written(2));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.RELEASED);
        CompletableFuture<Held> next = acquire();
        assertLastSentPut(lastValuePut(), 2);
        link.answer(written(3));
        assertThat(loop.await(next).token()).isEqualTo(Version.of(3));
    }

    @Test
    void acquisitionInAnotherStoreReadsFirst() {
        CompletableFuture<ReleaseOutcome> released = release(held());
        link.answer(written(2));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.RELEASED);
        link.up(ScriptedLink.OTHER_STORE);
        acquire();
        assertThat(link.lastSent()).isEqualTo(new Command.Get(LOCK_KEY));
    }

    @Test
    void heldLockIsPolledUntilItIsFree() {
        link.up();
        CompletableFuture<Held> held = acquire();
        for (int polls = 1; polls < 20; polls++) {
            link.answer(found(OTHER_ID, 3));
            int before = link.sent().size();
            Duration began = loop.elapsed();
            loop.runUntil(() -> link.sent().size() > before);
            assertThat(loop.elapsed().minus(began)).isBetween(Duration.ofNanos(1), Duration.ofMillis(250));
        }
        link.answer(found(Value.EMPTY, 4));
        link.answer(written(5));
        assertThat(loop.await(held).token()).isEqualTo(Version.of(5));
    }

    @Test
    void eachAcquisitionHasAFreshId() {
        held();
        Value first = lastValuePut();
        acquire();
        link.answer(found(Value.EMPTY, 2));
        assertThat(lastValuePut()).isNotEqualTo(first);
        assertThat(first.length()).isEqualTo(32);
    }

    @Test
    void ownIdIsRecognisedAfterErrMaybe() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answer(NO_KEY);
        Value id = lastValuePut();
        makeAmbiguous(1);
        assertThat(held).isNotDone();
        link.answer(found(id, 1));
        assertThat(loop.await(held).token()).isEqualTo(Version.of(1));
    }

    @Test
    void errMaybeIsNotTakenForAcquired() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answer(NO_KEY);
        makeAmbiguous(1);
        link.answer(found(OTHER_ID, 1));
        loop.advance(Duration.ofSeconds(1));
        assertThat(held).isNotDone();
        link.answer(found(Value.EMPTY, 2));
        assertLastSentPut(lastValuePut(), 2);
    }

    @Test
    void unreachableServerIsAnExceptionAndNotEmpty() {
        CompletableFuture<Held> held = acquire();
        link.down("cannot connect");
        loop.advance(Duration.ofSeconds(30));
        assertThatThrownBy(() -> loop.await(held))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("cannot connect");
    }

    @Test
    void refusalByTheServerIsAnException() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answer(NO_KEY);
        link.answerError("ERRFULL no room");
        assertThatThrownBy(() -> loop.await(held)).isInstanceOf(RefusedException.class);
    }

    @Test
    void releaseEmptiesTheKeyAtTheToken() {
        Held held = held();
        CompletableFuture<ReleaseOutcome> released = release(held);
        assertLastSentPut(Value.EMPTY, 1);
        link.answer(written(2));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.RELEASED);
        assertThat(held.isHeld()).isFalse();
    }

    @Test
    void releaseOfABrokenHoldIsNotHeld() {
        CompletableFuture<ReleaseOutcome> released = release(held());
        link.answer(conflict(2));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.NOT_HELD);
    }

    @Test
    void secondReleaseSharesTheResultOfTheOneInProgress() {
        Held held = held();
        CompletableFuture<ReleaseOutcome> first = release(held);
        int before = link.sent().size();
        CompletableFuture<ReleaseOutcome> second = release(held);
        assertThat(second).isNotDone();
        link.answer(written(2));
        assertThat(loop.await(first)).isEqualTo(ReleaseOutcome.RELEASED);
        assertThat(loop.await(second)).isEqualTo(ReleaseOutcome.RELEASED);
        assertThat(link.sent()).hasSize(before);
    }

    @Test
    void closeWaitsForTheReleaseInProgress() throws InterruptedException {
        Held held = held();
        CompletableFuture<ReleaseOutcome> released = release(held);
        Thread closing = new Thread(held::close);
        closing.start();
        while (closing.isAlive() && closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(closing.isAlive()).as("whether close blocks").isTrue();
        link.answer(written(2));
        closing.join();
        assertThat(released).isCompletedWithValue(ReleaseOutcome.RELEASED);
    }

    @Test
    void releaseAfterAReleaseIsNotHeld() {
        Held held = held();
        CompletableFuture<ReleaseOutcome> first = release(held);
        link.answer(written(2));
        assertThat(loop.await(first)).isEqualTo(ReleaseOutcome.RELEASED);
        int before = link.sent().size();
        assertThat(loop.await(release(held))).isEqualTo(ReleaseOutcome.NOT_HELD);
        assertThat(link.sent()).hasSize(before);
    }

    @Test
    void ambiguousReleaseWhoseWriteIsFoundIsReleased() {
        CompletableFuture<ReleaseOutcome> released = release(held());
        makeAmbiguous(2);
        link.answer(found(Value.EMPTY, 2));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.RELEASED);
    }

    @Test
    void ambiguousReleaseWithTheIdStillInPlaceIsRepeated() {
        Held held = held();
        Value id = lastValuePut();
        CompletableFuture<ReleaseOutcome> released = release(held);
        makeAmbiguous(1);
        link.answer(found(id, 1));
        assertLastSentPut(Value.EMPTY, 1);
        link.answer(written(2));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.RELEASED);
    }

    @Test
    void ambiguousReleaseWithLaterHoldersIsMaybeAndMayBeRetried() {
        Held held = held();
        CompletableFuture<ReleaseOutcome> released = release(held);
        makeAmbiguous(3);
        link.answer(found(OTHER_ID, 3));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.MAYBE);
        assertThat(held.isHeld()).isFalse();

        CompletableFuture<ReleaseOutcome> again = release(held);
        link.answer(found(OTHER_ID, 5));
        assertThat(loop.await(again)).isEqualTo(ReleaseOutcome.MAYBE);
    }

    @Test
    void releaseThatWasNotSentThrowsAndKeepsTheHold() {
        Held held = held();
        link.down("gone");
        CompletableFuture<ReleaseOutcome> released = release(held);
        loop.advance(Duration.ofSeconds(30));
        assertThatThrownBy(() -> loop.await(released)).isInstanceOf(NotSentException.class);
        assertThat(held.isHeld()).isTrue();
        link.up();
        CompletableFuture<ReleaseOutcome> again = release(held);
        link.answer(written(2));
        assertThat(loop.await(again)).isEqualTo(ReleaseOutcome.RELEASED);
    }

    @Test
    void anotherStoreMeansThatTheHoldIsLost() {
        Held held = held();
        link.up(ScriptedLink.OTHER_STORE);
        assertThat(held.isHeld()).isFalse();
        int before = link.sent().size();
        assertThat(loop.await(release(held))).isEqualTo(ReleaseOutcome.NOT_HELD);
        assertThat(link.sent()).as("what was sent to the other store").hasSize(before);
    }

    @Test
    void releaseThatWaitsForAConnectionIsNotSentToAnotherStore() {
        Held held = held();
        link.down("gone");
        CompletableFuture<ReleaseOutcome> released = release(held);
        int before = link.sent().size();
        link.up(ScriptedLink.OTHER_STORE);
        assertThat(link.sent()).as("what was sent to the other store").hasSize(before);
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.NOT_HELD);
    }

    @Test
    void versionReadInOneStoreIsNotWrittenToAnother() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answerAndGoDown(found(Value.EMPTY, 2));
        link.up(ScriptedLink.OTHER_STORE);
        assertThat(link.lastSent()).isInstanceOf(Command.Get.class);
        link.answer(found(Value.EMPTY, 6));
        link.answer(written(7));
        assertThat(loop.await(held).token()).isEqualTo(Version.of(7));
    }

    @Test
    void breakingWritesAtTheTokenAndReturnsTheOutcome() {
        link.up();
        CompletableFuture<PutOutcome> broken = lock.async().breakHold(Version.of(3));
        loop.settle();
        link.answer(found(OTHER_ID, 5));
        assertLastSentPut(Value.EMPTY, 3);
        link.answer(conflict(5));
        assertThat(loop.await(broken)).isEqualTo(new PutOutcome.ErrVersion(Version.of(5)));
    }

    @Test
    void breakingAFreeLockWritesNothing() {
        link.up();
        CompletableFuture<PutOutcome> broken = lock.async().breakHold(Version.of(4));
        loop.settle();
        link.answer(found(Value.EMPTY, 4));
        assertThat(loop.await(broken)).isEqualTo(new PutOutcome.ErrNoKey());
        assertThat(link.lastSent()).isInstanceOf(Command.Get.class);
    }

    @Test
    void breakThatIsAbandonedBeforeItsWriteWritesNothing() {
        link.up();
        CompletableFuture<PutOutcome> broken = lock.async().breakHold(Version.of(3));
        loop.settle();
        broken.orTimeout(1, TimeUnit.NANOSECONDS);
        assertThat(FutureResult.awaitUninterruptibly(broken, Duration.ofSeconds(30)))
                .isTrue();
        link.answer(found(OTHER_ID, 3));
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void breakThatIsAbandonedWhileItsWriteWaitsIsNotSent() {
        link.up();
        CompletableFuture<PutOutcome> broken = lock.async().breakHold(Version.of(3));
        loop.settle();
        link.answerAndGoDown(found(OTHER_ID, 3));
        broken.complete(new PutOutcome.ErrNoKey());
        link.up();
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void abandonedLookAtTheHolderIsNotRetried() {
        link.up();
        CompletableFuture<Optional<Version>> holder = lock.async().holder();
        loop.settle();
        holder.complete(Optional.empty());
        link.fail("lost");
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
    }

    /** A release must not depend on how long its caller waits. */
    @Test
    void abandoningTheFutureOfAReleaseDoesNotEndTheRelease() {
        CompletableFuture<ReleaseOutcome> released = release(held());
        released.cancel(false);
        failAndResend();
        assertLastSentPut(Value.EMPTY, 1);
    }

    @Test
    void givingUpWithAWriteInFlightUsesItsVersionUp() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answer(found(Value.EMPTY, 4));
        held.cancel(false);
        loop.settle();
        assertThat(link.lastSent()).isInstanceOf(Command.Get.class);
        link.answer(found(Value.EMPTY, 4));
        assertLastSentPut(Value.EMPTY, 4);
    }

    /** For example orTimeout. */
    @Test
    void completingTheFutureInAnotherWayGivesUpToo() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answer(found(Value.EMPTY, 4));
        held.completeExceptionally(new TimeoutException());
        loop.settle();
        assertThat(link.lastSent()).isInstanceOf(Command.Get.class);
        link.answer(found(Value.EMPTY, 4));
        assertLastSentPut(Value.EMPTY, 4);
    }

    @Test
    void lockGrantedToACompletedFutureIsReleased() {
        Latchkey other = Latchkey.over(
                loop, link, new Random(1), ClientConfig.of("scripted").withExecutor(executor));
        link.up();
        CompletableFuture<Held> held = other.lock(LOCK).withoutSession().async().acquire();
        link.answer(NO_KEY);
        link.answer(written(1));
        held.completeExceptionally(new TimeoutException());
        executor.runAll();
        loop.settle();
        assertLastSentPut(Value.EMPTY, 1);
    }

    @Test
    void givingUpWithTheIdInPlaceReleasesIt() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answer(found(Value.EMPTY, 4));
        Value id = lastValuePut();
        held.cancel(false);
        loop.settle();
        link.answer(found(id, 5));
        assertLastSentPut(Value.EMPTY, 5);
    }

    @Test
    void givingUpBeforeAnyWriteSendsNothingMore() {
        link.up();
        CompletableFuture<Held> held = acquire();
        held.cancel(false);
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void futuresCompleteOnlyOnTheExecutor() {
        Latchkey other = Latchkey.over(
                loop, link, new Random(1), ClientConfig.of("scripted").withExecutor(executor));
        link.up();
        CompletableFuture<Held> held = other.lock(LOCK).withoutSession().async().acquire();
        link.answer(NO_KEY);
        link.answer(written(1));
        assertThat(held).isNotDone();
        executor.runAll();
        assertThat(held).isCompleted();

        CompletableFuture<ReleaseOutcome> released = held.join().releaseAsync();
        link.answer(written(2));
        assertThat(released).isNotDone();
        executor.runAll();
        assertThat(released).isCompletedWithValue(ReleaseOutcome.RELEASED);

        CompletableFuture<PutOutcome> broken =
                other.lock(LOCK).withoutSession().async().breakHold(Version.of(1));
        link.answer(found(OTHER_ID, 2));
        link.answer(conflict(2));
        assertThat(broken).isNotDone();
        executor.runAll();
        assertThat(broken).isCompleted();
    }

    @Test
    void closingTheClientFailsWaitingAcquisitions() {
        link.up();
        CompletableFuture<Held> held = acquire();
        link.answer(found(OTHER_ID, 1));
        loop.execute(client::close);
        assertThatThrownBy(() -> loop.await(held))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void afterTheLoopHasEndedNothingHangsAndCloseDoesNotThrow() {
        Held held = held();
        loop.end();
        assertThatThrownBy(() -> loop.await(lock.async().acquire())).isInstanceOf(NotSentException.class);
        assertThatThrownBy(() -> loop.await(held.releaseAsync())).isInstanceOf(NotSentException.class);
        held.close();
        held.close();
    }
}
