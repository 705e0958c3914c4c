package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Transactions, step by step, over a scripted link. */
final class TransactionStepsTest extends SessionScript {

    private static final Version SEVEN = Version.of(7);
    private static final Guard GUARD = Guard.of("lock", Version.of(3));

    private static final Command.Transaction COMMAND = new Command.Transaction(List.of(
            new Command.Check(Key.of("a"), SEVEN),
            new Command.Put(Key.of("b"), Value.of("v"), Version.NONE),
            new Command.Put(KEY, VALUE, SEVEN, null, new Command.Guard(Key.of("lock"), Version.of(3))),
            new Command.Delete(Key.of("c"), SEVEN),
            new Command.Delete(KEY, SEVEN, new Command.Guard(Key.of("lock"), Version.of(3))),
            new Command.Read(Key.of("d"), true)));

    private static final Versioned FOUND = new Versioned(VALUE, SEVEN, 20);

    private static final Reply DONE = new Reply.Transacted(List.of(
            Reply.Result.Checked.INSTANCE,
            new Reply.Result.Written(Version.of(1)),
            new Reply.Result.Written(Version.of(8)),
            new Reply.Result.Written(Version.of(8)),
            new Reply.Result.Written(Version.of(8)),
            new Reply.Result.Read(FOUND, true)));

    private static Transaction<CompletableFuture<Transaction.Outcome>> composed(AsyncClerk by) {
        return by.transaction()
                .check("a", SEVEN)
                .put("b", "v", Version.NONE)
                .put(KEY, VALUE, SEVEN, GUARD)
                .delete("c", SEVEN)
                .delete(KEY, SEVEN, GUARD)
                .get("d");
    }

    private CompletableFuture<Transaction.Outcome> commit(AsyncClerk by) {
        link.up();
        CompletableFuture<Transaction.Outcome> outcome = composed(by).commit();
        loop.settle();
        return outcome;
    }

    private CompletableFuture<Transaction.Outcome> commitInSession(AsyncClerk by) {
        CompletableFuture<Transaction.Outcome> outcome = commit(by);
        link.answer(new Reply.Opened(FIRST));
        assertThat(link.lastSent()).isEqualTo(new Command.Once(FIRST, "", 1, 0, COMMAND));
        return outcome;
    }

    private static Reply refused(int operation, Reply reason) {
        return new Reply.TransactionRefused(operation, reason);
    }

    @Test
    void operationsAreSentInTheirOrderAndHaveTheirResults() {
        CompletableFuture<Transaction.Outcome> outcome = commitInSession(clerk);
        link.answer(DONE);

        Transaction.Done done = loop.await(outcome).orThrow();
        assertThat(done.version(2)).isEqualTo(Version.of(1));
        assertThat(done.version(5)).isEqualTo(Version.of(8));
        assertThat(done.found(6)).contains(FOUND);
        assertThatIllegalArgumentException().isThrownBy(() -> done.version(1));
        assertThatIllegalArgumentException().isThrownBy(() -> done.found(2));
    }

    @Test
    void refusalNamesTheOperation() {
        for (Object[] each : new Object[][] {
            {new Reply.Conflict(Version.of(9)), new PutOutcome.ErrVersion(Version.of(9))},
            {new Reply.NoKey(), new PutOutcome.ErrNoKey()},
            {new Reply.GuardFailed(Version.of(4)), new GuardedOutcome.ErrGuard(Version.of(4))},
        }) {
            CompletableFuture<Transaction.Outcome> outcome = commit(clerk.withoutSession());
            link.answer(refused(3, (Reply) each[0]));
            Transaction.Outcome refused = loop.await(outcome);
            assertThat(refused).isEqualTo(new Transaction.Refused(3, (GuardedOutcome) each[1]));
            assertThatThrownBy(refused::orThrow)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith("EXECABORT 3 ");
        }
    }

    @Test
    void recordedRefusalIsDefiniteAfterARetry() {
        CompletableFuture<Transaction.Outcome> outcome = commitInSession(clerk);
        failAndResend();
        assertThat(link.lastSent()).isEqualTo(new Command.Once(FIRST, "", 1, 0, COMMAND));
        link.answer(refused(2, new Reply.Conflict(SEVEN)));
        assertThat(loop.await(outcome)).isEqualTo(new Transaction.Refused(2, new PutOutcome.ErrVersion(SEVEN)));
    }

    @Test
    void refusalAfterARetryWithoutASessionIsUnknown() {
        CompletableFuture<Transaction.Outcome> outcome = commit(clerk.withoutSession());
        failAndResend();
        link.answer(refused(2, new Reply.Conflict(SEVEN)));
        Transaction.Outcome maybe = loop.await(outcome);
        assertThat(maybe).isInstanceOf(Transaction.Maybe.class);
        assertThat(client.unknownOutcomes().resendRefused()).isEqualTo(1);
        assertThatThrownBy(maybe::orThrow)
                .isInstanceOf(LatchkeyException.class)
                .hasMessageContaining("unknown: a retry was refused: EXECABORT 2 ERRVERSION 7");
    }

    @Test
    void refusalThatNoSessionRecordsIsRetriedAfterARetry() {
        CompletableFuture<Transaction.Outcome> outcome = commitInSession(clerk);
        failAndResend();
        link.answer(refused(2, new Reply.Refused(Reply.Refusal.OWNED_KEYS_FULL)));
        runUntilSent();
        link.answer(DONE);
        assertThat(loop.await(outcome)).isInstanceOf(Transaction.Done.class);
    }

    @Test
    void deadlineLeavesAnUnknownOutcome() {
        CompletableFuture<Transaction.Outcome> outcome =
                commit(clerk.withoutSession().withDeadline(Duration.ofSeconds(1)));
        assertThat(((Transaction.Maybe) loop.await(outcome)).cause())
                .isInstanceOf(PutOutcome.Cause.DeadlineEnded.class);
    }

    @Test
    void transactionThatOnlyReadsHasNoSessionAndIsRetriedUntilItIsAnswered() {
        link.up();
        CompletableFuture<Transaction.Outcome> outcome =
                clerk.transaction().get("d").check("a", SEVEN).commit();
        loop.settle();
        Command read = new Command.Transaction(
                List.of(new Command.Read(Key.of("d"), true), new Command.Check(Key.of("a"), SEVEN)));
        assertThat(link.sent()).containsExactly(read);
        failAndResend();
        assertThat(link.lastSent()).isEqualTo(read);
        link.answer(refused(2, new Reply.NoKey()));
        assertThat(loop.await(outcome)).isEqualTo(new Transaction.Refused(2, new PutOutcome.ErrNoKey()));
        assertThat(client.unknownOutcomes().total()).isZero();

        CompletableFuture<Transaction.Outcome> unanswered =
                clerk.withDeadline(Duration.ofSeconds(1)).transaction().get("d").commit();
        assertThatThrownBy(() -> loop.await(unanswered)).isInstanceOf(NoAnswerException.class);
    }

    @Test
    void refusalThatNoOutcomeCoversIsThrown() {
        CompletableFuture<Transaction.Outcome> outcome = commit(clerk.withoutSession());
        link.answer(refused(6, new Reply.Refused(Reply.Refusal.REPLY_TOO_LARGE)));
        assertThatThrownBy(() -> loop.await(outcome))
                .isInstanceOf(RefusedException.class)
                .hasMessage("EXECABORT 6 ERR the results of the transaction exceed 1310720 bytes");
    }

    @Test
    void versionsAreBoundToTheStoreThatWasSeen() {
        link.up();
        loop.settle();
        CompletableFuture<Transaction.Outcome> outcome = clerk.inStore(ScriptedLink.OTHER_STORE)
                .transaction()
                .check("a", SEVEN)
                .commit();
        assertThatThrownBy(() -> loop.await(outcome)).isInstanceOf(NotSentException.class);
        assertThat(link.sent()).isEmpty();
    }

    @Test
    void transactionIsBoundedAndCommittedOnce() {
        Transaction<CompletableFuture<Transaction.Outcome>> most = clerk.transaction();
        for (int i = 0; i < 128; i++) {
            most.check("k" + i, Version.NONE);
        }
        assertThatIllegalStateException().isThrownBy(() -> most.get("more"));
        assertThat(most.commit()).isNotDone();
        assertThatIllegalStateException()
                .isThrownBy(() -> assertThat(most.commit()).isDone());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assertThat(clerk.transaction().commit()).isDone());
    }
}
