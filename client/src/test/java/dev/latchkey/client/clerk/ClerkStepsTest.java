package dev.latchkey.client.clerk;

import static dev.latchkey.client.clerk.ScriptedLink.OTHER_STORE;
import static dev.latchkey.client.clerk.ScriptedLink.STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The behaviour of the asynchronous Clerk, step by step, over a scripted link. */
final class ClerkStepsTest {

    private static final Key KEY = Key.of("k");
    private static final Value VALUE = Value.of("v");
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Reply WRITTEN = new Reply.Written(Version.of(1));
    private static final Reply CONFLICT = new Reply.Conflict(Version.of(7));

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final LaterExecutor executor = new LaterExecutor();

    private Latchkey client(ClientConfig config) {
        return Latchkey.over(loop, link, new Random(1), config);
    }

    private AsyncClerk clerk() {
        return client(ClientConfig.of("scripted")).clerk().withoutSession().async();
    }

    private CompletableFuture<PutOutcome> put(AsyncClerk clerk) {
        CompletableFuture<PutOutcome> outcome = clerk.put(KEY, VALUE, Version.NONE);
        loop.settle();
        return outcome;
    }

    /** Fails the current send and waits for the retry. */
    private void failAndResend() {
        int before = link.sent().size();
        link.fail("lost");
        loop.runUntil(() -> link.sent().size() > before);
    }

    @Test
    void refusalOfAnOnlySendIsDefinite() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        link.answer(CONFLICT);
        assertThat(loop.await(outcome)).isEqualTo(new PutOutcome.ErrVersion(Version.of(7)));
    }

    @Test
    void refusalOfAResendIsErrMaybe() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        failAndResend();
        link.answer(CONFLICT);
        assertThat(loop.await(outcome))
                .isEqualTo(new ErrMaybe(new Cause.ResendRefused("ERRVERSION 7", Optional.of(Version.of(7)))));
        assertThat(link.sent()).hasSize(2);
    }

    @Test
    void okOfAResendIsOk() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        failAndResend();
        link.answer(WRITTEN);
        assertThat(loop.await(outcome)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void otherRefusalOfAnOnlySendIsThrown() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        link.answerError("ERRFULL no room");
        assertThatThrownBy(() -> loop.await(outcome))
                .isInstanceOf(RefusedException.class)
                .hasMessage("ERRFULL no room");
    }

    @Test
    void otherRefusalOfAResendIsErrMaybe() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        failAndResend();
        link.answerError("ERRFULL no room");
        assertThat(loop.await(outcome))
                .isEqualTo(new ErrMaybe(new Cause.ResendRefused("ERRFULL no room", Optional.empty())));
    }

    @Test
    void refusedReadThrows() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<Optional<Versioned>> found = clerk.get(KEY);
        link.answerError("ERR nonsense");
        assertThatThrownBy(() -> loop.await(found))
                .isInstanceOf(RefusedException.class)
                .hasMessage("ERR nonsense");
    }

    @Test
    void secondAnswerOfTheSameAttemptChangesNothing() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        failAndResend();
        link.answer(1, WRITTEN);
        link.answer(0, CONFLICT);
        assertThat(loop.await(outcome)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void deadlineBeforeAnySendIsNotSent() {
        CompletableFuture<PutOutcome> outcome = put(clerk());
        link.down("cannot connect to nowhere");
        loop.advance(DEADLINE.minusNanos(1));
        assertThat(outcome).isNotDone();
        loop.advance(Duration.ofNanos(1));
        assertThatThrownBy(() -> loop.await(outcome))
                .isInstanceOf(NotSentException.class)
                .hasMessage("not sent within 30.0 s: cannot connect to nowhere");
        link.up();
        assertThat(link.sent()).isEmpty();
    }

    @Test
    void deadlineAfterASendIsErrMaybe() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        link.fail("lost");
        link.down("gone");
        loop.advance(DEADLINE);
        assertThat(loop.await(outcome)).isInstanceOfSatisfying(ErrMaybe.class, maybe -> assertThat(maybe.cause())
                .isInstanceOf(Cause.DeadlineEnded.class));
        assertThat(loop.nanos()).as("the clock, which has overflowed").isNegative();
    }

    @Test
    void deadlineReportsTheLastSendAndNotAnEarlierOne() {
        AsyncClerk clerk = clerk();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        link.up();
        failAndResend();
        loop.advance(DEADLINE);
        assertThat(loop.await(outcome))
                .isEqualTo(new ErrMaybe(new Cause.DeadlineEnded(DEADLINE, "sent but not answered")));
    }

    @Test
    void deadlineOfAReadThatWasSentIsNoAnswer() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<Optional<Versioned>> found = clerk.get(KEY);
        loop.advance(DEADLINE);
        assertThatThrownBy(() -> loop.await(found)).isInstanceOf(NoAnswerException.class);
    }

    @Test
    void answerAfterTheDeadlineChangesNothing() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        loop.advance(DEADLINE);
        link.answer(WRITTEN);
        assertThat(loop.await(outcome)).isInstanceOf(ErrMaybe.class);
    }

    @Test
    void withoutDeadlineItRetriesForever() {
        AsyncClerk clerk = clerk().withoutDeadline();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        for (int day = 0; day < 100; day++) {
            failAndResend();
            loop.advance(Duration.ofDays(1));
        }
        assertThat(outcome).isNotDone();
        link.answer(WRITTEN);
        assertThat(loop.await(outcome)).isInstanceOf(PutOutcome.Ok.class);
    }

    @Test
    void manyCallsShareOneTimerAndEachExpiresOnTime() {
        AsyncClerk clerk = clerk();
        loop.settle();
        List<CompletableFuture<Optional<Versioned>>> calls = new ArrayList<>();
        for (int seconds = 20; seconds > 0; seconds--) {
            calls.add(0, clerk.withDeadline(Duration.ofSeconds(seconds)).get(KEY));
            calls.add(0, clerk.withDeadline(Duration.ofSeconds(seconds)).get(KEY));
        }
        loop.settle();
        assertThat(loop.pending()).as("timers").isEqualTo(1);
        for (int second = 1; second <= 20; second++) {
            loop.advance(Duration.ofSeconds(1));
            assertThat(calls.stream().filter(CompletableFuture::isDone)).hasSize(2 * second);
            assertThat(calls.get(2 * second - 1)).isDone();
        }
    }

    @Test
    void storeChangeMakesWritesThatWereSentErrMaybe() {
        AsyncClerk clerk = clerk();
        link.up(STORE);
        CompletableFuture<PutOutcome> sent = put(clerk);
        link.fail("gone");
        link.down("gone");
        CompletableFuture<PutOutcome> unsent = put(clerk);
        CompletableFuture<Optional<Versioned>> read = clerk.get(KEY);
        link.up(OTHER_STORE);
        assertThat(sent).isCompletedWithValue(new ErrMaybe(new Cause.StoreChanged(STORE, OTHER_STORE)));
        assertThat(unsent).isNotDone();
        link.answer(0, WRITTEN);
        link.answer(1, WRITTEN);
        link.answer(2, new Reply.Found(new Versioned(VALUE, Version.of(1), 1)));
        assertThat(loop.await(unsent)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        assertThat(loop.await(read)).isPresent();
    }

    @Test
    void operationBoundToOneStoreIsNotSentToAnother() {
        AsyncClerk clerk = clerk();
        link.up(STORE);
        link.down("gone");
        CompletableFuture<PutOutcome> outcome = put(clerk.inStore(STORE));
        link.up(OTHER_STORE);
        assertThatThrownBy(() -> loop.await(outcome))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("different store");
        assertThat(link.sent()).isEmpty();
    }

    /** Another client may have produced the same version there. */
    @Test
    void writeAtAVersionOfOneStoreIsNotSentToTheNext() {
        AsyncClerk clerk = clerk();
        link.up(STORE);
        link.down("gone");
        CompletableFuture<PutOutcome> put = clerk.put(KEY, VALUE, Version.of(1));
        CompletableFuture<PutOutcome> delete = clerk.delete(KEY, Version.of(1));
        link.up(OTHER_STORE);
        for (CompletableFuture<PutOutcome> write : List.of(put, delete)) {
            assertThatThrownBy(() -> loop.await(write))
                    .isInstanceOf(NotSentException.class)
                    .hasMessageContaining("the server has a different store");
        }
        assertThat(link.sent()).isEmpty();
    }

    @Test
    void writeAtAVersionThatWasSentIsErrMaybeWhenTheStoreChanges() {
        AsyncClerk clerk = clerk();
        link.up(STORE);
        CompletableFuture<PutOutcome> put = clerk.put(KEY, VALUE, Version.of(1));
        link.fail("gone");
        link.down("gone");
        link.up(OTHER_STORE);
        assertThat(loop.await(put)).isEqualTo(new ErrMaybe(new Cause.StoreChanged(STORE, OTHER_STORE)));
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void writeAtAVersionBeforeAnyStoreWasSeenGoesToTheFirst() {
        CompletableFuture<PutOutcome> put = clerk().put(KEY, VALUE, Version.of(1));
        link.up(OTHER_STORE);
        link.answer(new Reply.Written(Version.of(2)));
        assertThat(loop.await(put)).isEqualTo(new PutOutcome.Ok(Version.of(2)));
    }

    @Test
    void cancelBeforeTheFirstSendCancels() {
        AsyncClerk clerk = clerk();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        assertThat(outcome.cancel(false)).isTrue();
        assertThat(outcome).isCancelled();
        link.up();
        assertThat(link.sent()).isEmpty();
    }

    @Test
    void cancelAfterTheFirstSendIsErrMaybe() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        assertThat(outcome.cancel(false)).isFalse();
        assertThat(outcome).isCompletedWithValue(new ErrMaybe(new Cause.Abandoned("the future was cancelled")));
    }

    @Test
    void cancelledReadIsNotRetried() {
        AsyncClerk clerk = clerk().withoutDeadline();
        link.up();
        CompletableFuture<Optional<Versioned>> found = clerk.get(KEY);
        loop.settle();
        assertThat(found.cancel(false)).isTrue();
        link.fail("lost");
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void refusedConnectionFailsCallsThatWaitForOne() {
        CompletableFuture<PutOutcome> outcome = put(clerk());
        link.refuse("WRONGPASS invalid password");
        assertThatThrownBy(() -> loop.await(outcome))
                .isInstanceOf(RefusedException.class)
                .hasMessage("WRONGPASS invalid password");
    }

    @Test
    void refusedConnectionDoesNotFailCallsThatWereSent() {
        AsyncClerk clerk = clerk();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        link.down("gone");
        link.fail("gone");
        loop.advance(Duration.ofSeconds(1));
        link.refuse("WRONGPASS invalid password");
        assertThat(outcome).isNotDone();
    }

    @Test
    void oneCallMoreThanAllowedIsNotSent() {
        AsyncClerk clerk = client(ClientConfig.of("scripted").withCallsMax(2))
                .clerk()
                .withoutSession()
                .async();
        put(clerk);
        put(clerk);
        CompletableFuture<PutOutcome> third = put(clerk);
        assertThatThrownBy(() -> loop.await(third))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("2 operations are in flight");
    }

    @Test
    void completedCallsMakeRoomForOthers() {
        AsyncClerk clerk = client(ClientConfig.of("scripted").withCallsMax(1))
                .clerk()
                .withoutSession()
                .async();
        link.up();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<PutOutcome> outcome = put(clerk);
            link.answer(WRITTEN);
            assertThat(loop.await(outcome)).isInstanceOf(PutOutcome.Ok.class);
        }
    }

    @Test
    void closeCompletesSentWritesAsErrMaybeAndFailsTheRest() {
        Latchkey client = client(ClientConfig.of("scripted"));
        AsyncClerk clerk = client.clerk().withoutSession().async();
        link.up();
        CompletableFuture<PutOutcome> sent = put(clerk);
        CompletableFuture<Optional<Versioned>> read = clerk.get(KEY);
        loop.settle();
        link.down("gone");
        CompletableFuture<PutOutcome> unsent = put(clerk);
        loop.execute(client::close);
        loop.settle();
        assertThat(loop.await(sent)).isEqualTo(new ErrMaybe(new Cause.Abandoned("the client was closed")));
        assertThatThrownBy(() -> loop.await(read)).isInstanceOf(NoAnswerException.class);
        assertThatThrownBy(() -> loop.await(unsent)).isInstanceOf(NotSentException.class);
        assertThatThrownBy(() -> loop.await(put(clerk))).isInstanceOf(NotSentException.class);
    }

    @Test
    void callAfterTheLoopHasEndedIsNotSent() {
        AsyncClerk clerk = clerk();
        loop.end();
        CompletableFuture<PutOutcome> outcome = clerk.put(KEY, VALUE, Version.NONE);
        assertThat(outcome).isCompletedExceptionally();
        assertThatThrownBy(() -> loop.await(outcome)).isInstanceOf(NotSentException.class);
        outcome.cancel(false);
    }

    @Test
    void cancelAfterTheLoopHasEndedDoesNotThrow() {
        AsyncClerk clerk = clerk();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        loop.end();
        assertThat(outcome.cancel(false)).isTrue();
    }

    @Test
    void futuresCompleteOnlyOnTheExecutor() {
        AsyncClerk clerk = client(ClientConfig.of("scripted").withExecutor(executor))
                .clerk()
                .withoutSession()
                .async();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        link.answer(WRITTEN);
        assertThat(outcome).isNotDone();
        executor.runAll();
        assertThat(outcome).isCompletedWithValue(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void futuresCompleteOffTheLoopWhenTheExecutorRejectsThem() {
        Executor shutDown = task -> {
            throw new RejectedExecutionException("shut down");
        };
        AsyncClerk clerk = client(ClientConfig.of("scripted").withExecutor(shutDown))
                .clerk()
                .withoutSession()
                .async();
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk);
        CompletableFuture<Thread> completedOn = outcome.thenApply(done -> Thread.currentThread());
        link.answer(WRITTEN);
        // A thread that joins a future may run what depends on it, so the dependent is joined first.
        assertThat(completedOn.join()).as("the loop runs on this thread").isNotSameAs(Thread.currentThread());
        assertThat(outcome.join()).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void delaysBetweenRetriesGrowToTheBoundAndVary() {
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));
        Random chance = new Random(2);
        for (int failures = 1; failures < 20; failures++) {
            int failed = failures;
            long bound =
                    Duration.ofMillis(Math.min(1_000, 10L << (failures - 1))).toNanos();
            LongSummaryStatistics delays = LongStream.generate(() -> backoff.delayNanos(failed, chance))
                    .limit(200)
                    .summaryStatistics();
            assertThat(delays.getMin()).as("shortest delay").isBetween(1L, bound / 10);
            assertThat(delays.getMax()).as("longest delay").isBetween(bound * 9 / 10, bound);
        }
    }
}
