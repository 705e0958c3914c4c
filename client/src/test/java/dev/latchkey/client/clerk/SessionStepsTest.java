package dev.latchkey.client.clerk;

import static dev.latchkey.client.clerk.ScriptedLink.OTHER_STORE;
import static dev.latchkey.client.clerk.ScriptedLink.STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Writes in a session, step by step, over a scripted link. */
final class SessionStepsTest extends SessionScript {

    private static final Reply FULL = new Reply.Refused(Reply.Refusal.DISK_FULL);
    private static final Reply CANCELLED = new Reply.Cancelled(false);
    private static final ErrMaybe EXPIRED = new ErrMaybe(new Cause.SessionLost(SessionLoss.EXPIRED));
    private static final Duration SECOND_LONG = Duration.ofSeconds(1);

    @Test
    void readsOpenNoSession() {
        link.up();
        clerk.get(KEY);
        loop.settle();
        assertThat(link.sent()).containsExactly(new Command.Get(KEY));
        assertThat(client.unknownOutcomes().total()).isZero();
    }

    @Test
    void firstWriteOpensTheSessionAndLaterOnesUseIt() {
        CompletableFuture<PutOutcome> first = firstPut();
        assertThat(link.sent().get(0)).isEqualTo(new Command.OpenSession(new SessionId(0, 0), 60_000, ""));
        link.answer(WRITTEN);
        assertThat(loop.await(first)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        put();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 2, 1));
        assertThat(link.sent()).hasSize(3);
    }

    @Test
    void writesThatWaitForTheSessionAreSentInTheirOrder() {
        link.up();
        put();
        put();
        assertThat(link.sent()).hasSize(1);
        link.answer(new Reply.Opened(FIRST));
        assertThat(link.sent().subList(1, 3)).containsExactly(once(FIRST, 1, 0), once(FIRST, 2, 0));
    }

    @Test
    void acknowledgedNumberAdvancesOnlyOverAPrefix() {
        firstPut();
        put();
        put();
        link.answer(3, WRITTEN);
        link.answer(2, WRITTEN);
        put();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 4, 0));
        link.answer(1, WRITTEN);
        put();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 5, 3));
    }

    @Test
    void resendCarriesTheSameNumber() {
        CompletableFuture<PutOutcome> outcome = firstPut();
        failAndResend();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 1, 0));
        link.answer(CONFLICT);
        assertThat(loop.await(outcome)).isEqualTo(new PutOutcome.ErrVersion(Version.of(7)));
    }

    @Test
    void retriedWriteCountsOnceHoweverOftenItIsSent() {
        CompletableFuture<PutOutcome> first = firstPut();
        assertThat(client.retriedWrites()).isZero();
        failAndResend();
        failAndResend();
        link.answer(WRITTEN);
        assertThat(loop.await(first)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        assertThat(client.retriedWrites()).isOne();
        put();
        failAndResend();
        assertThat(client.retriedWrites()).isEqualTo(2);
    }

    @Test
    void recordedRefusalsOfResendsAreDefinite() {
        CompletableFuture<PutOutcome> noKey = firstPut();
        failAndResend();
        link.answer(new Reply.NoKey());
        assertThat(loop.await(noKey)).isEqualTo(new PutOutcome.ErrNoKey());
        CompletableFuture<PutOutcome> usedUp = put();
        failAndResend();
        link.answerError("ERR this key has used up its versions and cannot be written again");
        assertThatThrownBy(() -> loop.await(usedUp)).isInstanceOf(RefusedException.class);
        CompletableFuture<PutOutcome> cancelled = put();
        failAndResend();
        link.answer(new Reply.Cancelled(true));
        assertThatThrownBy(() -> loop.await(cancelled))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("ERRCANCELLED ");
        put();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 4, 3));
    }

    @Test
    void unrecordedRefusalOfAnOnlySendIsThrownAndItsNumberAcknowledged() {
        CompletableFuture<PutOutcome> outcome = firstPut();
        link.answer(FULL);
        assertThatThrownBy(() -> loop.await(outcome))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("ERRFULL ");
        put();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 2, 1));
    }

    @Test
    void temporaryRefusalsOfResendsAreRetriedUntilTheReplyIsRecorded() {
        CompletableFuture<PutOutcome> outcome = firstPut();
        failAndResend();
        link.answer(FULL);
        runUntilSent();
        link.answerError("CLUSTERDOWN no leader");
        runUntilSent();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 1, 0));
        link.answer(CONFLICT);
        assertThat(loop.await(outcome)).isEqualTo(new PutOutcome.ErrVersion(Version.of(7)));
        assertThat(client.unknownOutcomes().total()).isZero();
    }

    @Test
    void temporaryRefusalsUntilTheDeadlineAreErrMaybeAndThenCancelled() {
        CompletableFuture<PutOutcome> outcome = firstPut(clerk.withDeadline(SECOND_LONG));
        failAndResend();
        link.answer(FULL);
        loop.runUntil(outcome::isDone);
        assertThat(outcome.join()).isInstanceOf(ErrMaybe.class);
        assertThat(link.lastSent()).isEqualTo(cancel(FIRST, 1, 0));
        assertThat(client.unknownOutcomes()).isEqualTo(new UnknownOutcomes(0, 1, 0, 0, 0));
    }

    @Test
    void otherRefusalOfAResendIsErrMaybeAndThenCancelled() {
        CompletableFuture<PutOutcome> outcome = firstPut();
        failAndResend();
        link.answerError("NOAUTH Authentication required.");
        assertThat(((ErrMaybe) loop.await(outcome)).cause()).isInstanceOf(Cause.ResendRefused.class);
        assertThat(link.lastSent()).isEqualTo(cancel(FIRST, 1, 0));
        assertThat(client.unknownOutcomes()).isEqualTo(new UnknownOutcomes(1, 0, 0, 0, 0));
    }

    @Test
    void refusedNumberOfAnOnlySendIsThrown() {
        CompletableFuture<PutOutcome> outcome = firstPut();
        link.answer(new Reply.SeqRefused(Reply.SeqReason.OTHER_COMMAND));
        assertThatThrownBy(() -> loop.await(outcome))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("ERRSEQ ");
    }

    @Test
    void sessionThatIsGoneAtTheFirstSendIsOpenedAgainAndTheWriteGoesOn() {
        CompletableFuture<PutOutcome> outcome = firstPut();
        link.answer(Reply.NoSession.INSTANCE);
        runUntilSent();
        assertThat(link.lastSent()).isInstanceOf(Command.OpenSession.class);
        link.answer(new Reply.Opened(SECOND));
        assertThat(link.lastSent()).isEqualTo(once(SECOND, 1, 0));
        link.answer(CONFLICT);
        assertThat(loop.await(outcome)).isEqualTo(new PutOutcome.ErrVersion(Version.of(7)));
    }

    @Test
    void sendsAreCountedForEachSession() {
        CompletableFuture<PutOutcome> outcome = firstPut(clerk.withDeadline(SECOND_LONG));
        link.answer(Reply.NoSession.INSTANCE);
        loop.runUntil(outcome::isDone);
        assertThatThrownBy(() -> loop.await(outcome)).isInstanceOf(NotSentException.class);
    }

    @Test
    void sessionThatIsGoneAtAResendMakesTheWriteErrMaybeAndItIsNeverSentAgain() {
        CompletableFuture<PutOutcome> outcome = firstPut();
        failAndResend();
        link.answer(Reply.NoSession.INSTANCE);
        assertThat(loop.await(outcome)).isEqualTo(EXPIRED);
        loop.runAll();
        assertThat(link.sent()).hasSize(3);
        assertThat(client.unknownOutcomes()).isEqualTo(new UnknownOutcomes(0, 0, 1, 0, 0));
    }

    @Test
    void writeInALostSessionIsNotResentInAnother() {
        CompletableFuture<PutOutcome> first = firstPut();
        CompletableFuture<PutOutcome> second = put();
        link.answer(2, Reply.NoSession.INSTANCE);
        link.fail(1, "lost");
        loop.runUntil(first::isDone);
        assertThat(first.join()).isEqualTo(EXPIRED);
        loop.runUntil(() -> link.lastSent() instanceof Command.OpenSession);
        link.answer(new Reply.Opened(SECOND));
        assertThat(link.lastSent()).isEqualTo(once(SECOND, 1, 0));
        link.answer(WRITTEN);
        assertThat(loop.await(second)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void writeWithoutAReplyInALostSessionStillGetsItsReply() {
        CompletableFuture<PutOutcome> first = firstPut();
        put();
        link.answer(2, Reply.NoSession.INSTANCE);
        link.answer(1, CONFLICT);
        assertThat(loop.await(first)).isEqualTo(new PutOutcome.ErrVersion(Version.of(7)));
    }

    @Test
    void deadlineEndsTheCallAtOnceAndCancelsInTheBackground() {
        CompletableFuture<PutOutcome> outcome = firstPut(clerk.withDeadline(SECOND_LONG));
        loop.advance(SECOND_LONG);
        assertThat(((ErrMaybe) outcome.join()).cause()).isInstanceOf(Cause.DeadlineEnded.class);
        assertThat(link.lastSent()).isEqualTo(cancel(FIRST, 1, 0));
    }

    @Test
    void numberOfACancelledWriteIsAcknowledgedOnlyAfterTheReplyToItsCancellation() {
        firstPut(clerk.withDeadline(SECOND_LONG));
        loop.advance(SECOND_LONG);
        link.answer(1, WRITTEN);
        put();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 2, 0));
        link.answer(2, CANCELLED);
        put();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 3, 1));
    }

    @Test
    void cancellationIsResentUntilItIsAnswered() {
        firstPut(clerk.withDeadline(SECOND_LONG));
        loop.advance(SECOND_LONG);
        failAndResend();
        assertThat(link.lastSent()).isEqualTo(cancel(FIRST, 1, 0));
        link.answer(FULL);
        runUntilSent();
        assertThat(link.lastSent()).isEqualTo(cancel(FIRST, 1, 0));
        link.answer(WRITTEN);
        put();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 2, 1));
    }

    @Test
    void cancellationInALostSessionEndsIt() {
        firstPut(clerk.withDeadline(SECOND_LONG));
        loop.advance(SECOND_LONG);
        link.answer(Reply.NoSession.INSTANCE);
        put();
        assertThat(link.lastSent()).isInstanceOf(Command.OpenSession.class);
    }

    @Test
    void futureThatItsCallerEndsIsCancelledOnTheServer() {
        CompletableFuture<PutOutcome> outcome = firstPut();
        assertThat(outcome.cancel(false)).isFalse();
        loop.settle();
        assertThat(((ErrMaybe) outcome.join()).cause()).isInstanceOf(Cause.Abandoned.class);
        assertThat(link.lastSent()).isEqualTo(cancel(FIRST, 1, 0));
        assertThat(client.unknownOutcomes()).isEqualTo(new UnknownOutcomes(0, 0, 0, 0, 1));
    }

    @Test
    void futureThatItsCallerEndsBeforeTheFirstSendFreesItsPlace() {
        link.up();
        CompletableFuture<PutOutcome> ended = put();
        CompletableFuture<PutOutcome> other = put();
        assertThat(ended.cancel(false)).isTrue();
        loop.settle();
        link.answer(new Reply.Opened(FIRST));
        assertThat(link.sent()).hasSize(2);
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 1, 0));
        assertThat(other).isNotDone();
    }

    @Test
    void numberThatWasNeverSentIsAcknowledged() {
        firstPut();
        link.down("gone");
        CompletableFuture<PutOutcome> unsent = put(clerk.withDeadline(SECOND_LONG));
        loop.advance(SECOND_LONG);
        assertThatThrownBy(() -> loop.await(unsent)).isInstanceOf(NotSentException.class);
        link.answer(1, WRITTEN);
        link.up();
        put();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 3, 2));
    }

    @Test
    void writesBeyondTheWindowWaitUnsent() {
        firstPut();
        for (int i = 1; i < Command.Once.WINDOW; i++) {
            put();
        }
        assertThat(link.lastSent()).isEqualTo(once(FIRST, Command.Once.WINDOW, 0));
        int sent = link.sent().size();
        CompletableFuture<PutOutcome> unsent = put(clerk.withDeadline(SECOND_LONG));
        CompletableFuture<PutOutcome> patient = put();
        assertThat(link.sent()).hasSize(sent);
        link.answer(2, WRITTEN);
        assertThat(link.sent()).hasSize(sent);
        loop.advance(SECOND_LONG);
        assertThatThrownBy(() -> loop.await(unsent))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("1024 writes without a reply");
        link.answer(1, WRITTEN);
        assertThat(link.lastSent()).isEqualTo(once(FIRST, Command.Once.WINDOW + 1, 2));
        link.answer(WRITTEN);
        assertThat(loop.await(patient)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void writeThatHoldsTheWindowIsResentAtOnce() {
        firstPut();
        put();
        link.fail(1, "lost");
        assertThat(link.sent()).hasSize(4);
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 1, 0));
        link.fail(2, "lost");
        assertThat(link.sent()).as("the other waits for its backoff").hasSize(4);
        runUntilSent();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 2, 0));
    }

    @Test
    void sessionIsKeptAfterEachThirdOfItsTimeToLive() {
        firstPut();
        link.answer(1, WRITTEN);
        for (int i = 0; i < 3; i++) {
            int before = link.sent().size();
            loop.advance(TTL.dividedBy(3).minusNanos(1));
            assertThat(link.sent()).hasSize(before);
            loop.advance(Duration.ofNanos(1));
            assertThat(link.lastSent()).isEqualTo(keep(FIRST));
            link.answer(new Reply.Kept(60_000));
        }
    }

    @Test
    void sessionIsKeptAfterAReconnect() {
        firstPut();
        link.answer(1, WRITTEN);
        link.down("gone");
        loop.advance(TTL.dividedBy(3));
        assertThat(link.lastSent()).isNotEqualTo(keep(FIRST));
        link.up();
        assertThat(link.lastSent()).isEqualTo(keep(FIRST));
        failAndResend();
        assertThat(link.lastSent()).isEqualTo(keep(FIRST));
        link.answer(new Reply.Kept(60_000));
        int before = link.sent().size();
        loop.advance(TTL.dividedBy(3));
        assertThat(link.sent()).hasSize(before + 1);
    }

    @Test
    void refusedKeepIsRepeated() {
        firstPut();
        link.answer(1, WRITTEN);
        loop.advance(TTL.dividedBy(3));
        link.answerError("CLUSTERDOWN no leader");
        runUntilSent();
        assertThat(link.lastSent()).isEqualTo(keep(FIRST));
    }

    @Test
    void sessionThatAKeepFindsGoneIsOpenedAgainForTheNextWrite() {
        firstPut();
        link.answer(1, WRITTEN);
        loop.advance(TTL.dividedBy(3));
        link.answer(Reply.NoSession.INSTANCE);
        assertThat(loop.pending()).as("timers").isLessThanOrEqualTo(1);
        put();
        assertThat(link.lastSent()).isInstanceOf(Command.OpenSession.class);
        link.answer(new Reply.Opened(SECOND));
        assertThat(link.lastSent()).isEqualTo(once(SECOND, 1, 0));
    }

    @Test
    void refusedSessionRefusesTheWritesThatWaitForIt() {
        link.up();
        CompletableFuture<PutOutcome> first = put();
        CompletableFuture<PutOutcome> second = put();
        link.answerError("ERRFULL the maximum number of sessions is open");
        for (CompletableFuture<PutOutcome> refused : List.of(first, second)) {
            assertThatThrownBy(() -> loop.await(refused))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith("ERRFULL ");
        }
        put();
        assertThat(link.lastSent()).isInstanceOf(Command.OpenSession.class);
        assertThat(link.sent()).hasSize(2);
    }

    @Test
    void openThatFailsIsSentAgain() {
        link.up();
        put();
        failAndResend();
        assertThat(link.lastSent()).isInstanceOf(Command.OpenSession.class);
        link.answer(new Reply.Opened(SECOND));
        link.answer(0, new Reply.Opened(FIRST));
        assertThat(link.sent().get(2)).isEqualTo(once(SECOND, 1, 0));
        assertThat(link.sent()).hasSize(3);
    }

    @Test
    void deadlineBeforeTheSessionIsOpenIsNotSent() {
        link.up();
        CompletableFuture<PutOutcome> outcome = put(clerk.withDeadline(SECOND_LONG));
        loop.advance(SECOND_LONG);
        assertThatThrownBy(() -> loop.await(outcome))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("its session is not open yet");
        link.answer(new Reply.Opened(FIRST));
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void clientThatIsRefusedRefusesTheWritesThatWaitForASession() {
        CompletableFuture<PutOutcome> outcome = put();
        link.refuse("WRONGPASS invalid password");
        assertThatThrownBy(() -> loop.await(outcome))
                .isInstanceOf(RefusedException.class)
                .hasMessage("WRONGPASS invalid password");
    }

    @Test
    void storeChangeMakesWritesThatWereSentErrMaybeAndOpensAnotherSession() {
        CompletableFuture<PutOutcome> sent = firstPut();
        link.down("gone");
        CompletableFuture<PutOutcome> unsent = put();
        link.up(OTHER_STORE);
        assertThat(loop.await(sent)).isEqualTo(new ErrMaybe(new Cause.StoreChanged(STORE, OTHER_STORE)));
        assertThat(link.lastSent()).isInstanceOf(Command.OpenSession.class);
        link.answer(new Reply.Opened(SECOND));
        assertThat(link.lastSent()).isEqualTo(once(SECOND, 1, 0));
        assertThat(unsent).isNotDone();
        assertThat(client.unknownOutcomes()).isEqualTo(new UnknownOutcomes(0, 0, 0, 1, 0));
    }

    @Test
    void storeChangeWhileTheSessionIsBeingOpenedOpensItInTheNewStore() {
        link.up();
        put();
        link.down("gone");
        link.up(OTHER_STORE);
        assertThat(link.sent()).hasSize(2);
        link.answer(0, new Reply.Opened(FIRST));
        assertThat(link.sent()).as("the answer of the other store is ignored").hasSize(2);
        link.answer(1, new Reply.Opened(SECOND));
        assertThat(link.lastSent()).isEqualTo(once(SECOND, 1, 0));
    }

    @Test
    void writeAtAVersionOfOneStoreIsNotSentToTheNextFromAnyQueue() {
        link.up();
        CompletableFuture<PutOutcome> bound = clerk.put(KEY, VALUE, Version.of(3));
        loop.settle();
        link.down("gone");
        link.up(OTHER_STORE);
        link.answer(new Reply.Opened(SECOND));
        assertThatThrownBy(() -> loop.await(bound)).isInstanceOf(NotSentException.class);
        assertThat(link.sent()).allMatch(command -> command instanceof Command.OpenSession);
    }

    @Test
    void cancellationsOfAnotherStoreAreDropped() {
        firstPut(clerk.withDeadline(SECOND_LONG));
        link.down("gone");
        loop.advance(SECOND_LONG);
        link.up(OTHER_STORE);
        loop.runAll();
        assertThat(link.sent()).hasSize(2);
    }

    @Test
    void guardThatFailsIsAnOutcomeOfItsOwn() {
        firstPut();
        link.answer(WRITTEN);
        List<CompletableFuture<GuardedOutcome>> guarded = new ArrayList<>();
        guarded.add(clerk.put(KEY, VALUE, Version.of(1), Guard.of("lock/l", Version.of(5))));
        guarded.add(clerk.delete(KEY, Version.of(1), Guard.of("lock/l", Version.of(5))));
        loop.settle();
        Command.Guard sent = new Command.Guard(Key.of("lock/l"), Version.of(5));
        assertThat(link.sent().get(2))
                .isEqualTo(new Command.Once(FIRST, "", 2, 1, new Command.Put(KEY, VALUE, Version.of(1), null, sent)));
        link.fail(3, "lost");
        runUntilSent();
        link.answer(2, new Reply.GuardFailed(Version.of(6)));
        link.answer(new Reply.GuardFailed(Version.of(6)));
        for (CompletableFuture<GuardedOutcome> outcome : guarded) {
            GuardedOutcome failed = loop.await(outcome);
            assertThat(failed).isEqualTo(new GuardedOutcome.ErrGuard(Version.of(6)));
            assertThatThrownBy(failed::orThrow)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith("ERRGUARD 6 ");
            assertThat(failed.<String>fold(ok -> "", version -> "", () -> "", guard -> "guard " + guard, cause -> ""))
                    .isEqualTo("guard 6");
        }
    }

    @Test
    void guardedWriteOtherwiseEndsLikeAnyOther() {
        firstPut();
        link.answer(WRITTEN);
        CompletableFuture<GuardedOutcome> guarded =
                clerk.put(KEY, VALUE, Version.of(1), Guard.of("lock/l", Version.of(5)));
        loop.settle();
        link.answer(new Reply.Written(Version.of(2)));
        assertThat(loop.await(guarded)).isEqualTo(new PutOutcome.Ok(Version.of(2)));
        assertThat(loop.await(guarded).<Object>fold(ok -> ok, version -> "", () -> "", guard -> "", cause -> ""))
                .isEqualTo(Version.of(2));
    }

    @Test
    void guardedWriteWithoutASessionIsAmbiguousAfterAResend() {
        link.up();
        CompletableFuture<GuardedOutcome> guarded = client.clerk()
                .withoutSession()
                .async()
                .put(KEY, VALUE, Version.NONE, Guard.of("lock/l", Version.of(5)));
        loop.settle();
        failAndResend();
        link.answer(new Reply.GuardFailed(Version.of(6)));
        assertThat(loop.await(guarded)).isInstanceOf(ErrMaybe.class);
    }
}
