package dev.latchkey.client.clerk;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.session.CallOptions;
import dev.latchkey.client.session.Seq;
import dev.latchkey.client.session.SeqSource;
import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One operation as the caller sees it, across all its sends, and the future of its result. The caller's threads may complete
 * it at any time, by {@code cancel}, {@code orTimeout}, {@code complete} or in any other way; everything else happens on the
 * event loop.
 *
 * @param <T> the type of the result: {@link PutOutcome} or {@link GuardedOutcome} for a write, {@link Transaction.Outcome} for a
 *     transaction, {@link Reply} for a read
 */
abstract class PendingCall<T> extends CompletableFuture<T> implements SeqSource.Waiter {

    /** Whether the call was handed to a link. Decided once, by the event loop or by a caller that cancels, whichever is first. */
    private enum Stage {
        WAITING,
        SENT,
        CANCELLED
    }

    final Command command;

    /** How long the call may take, or null for no limit. */
    final @Nullable Duration deadline;

    /** The only store that the call may be sent to, or null for any. */
    final @Nullable StoreId store;

    /** Whether the call may begin while the client is closing. */
    final boolean allowedWhileClosing;

    /** Numbers the write in a session; null for a read, and for a write without a session. */
    final @Nullable SeqSource seqs;

    private final Executor completion;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

    /** Whether the client has determined the result, so that the call is no longer in flight. */
    private volatile boolean settled;

    /** Continues a call that has waited for a number. Set when the call begins. */
    private @Nullable Calls calls;

    /** The number in the session; null before the write is admitted. */
    private @Nullable Seq seq;

    /** When the call began, by the loop's clock. */
    long began;

    /** The number of times that the call was handed to a link, with its present number if it has one. */
    int sends;

    /** The number of sends that failed. */
    int failures;

    /** Why the last send failed or is unanswered, or why nothing was sent. */
    String lastFailure = "no connection yet";

    private PendingCall(Command command, CallOptions options, @Nullable SeqSource seqs) {
        this.command = command;
        this.seqs = seqs;
        this.deadline = options.deadline();
        this.store = options.store();
        this.completion = options.completion();
        this.allowedWhileClosing = options.allowedWhileClosing();
    }

    static PendingCall<PutOutcome> ofWrite(Command command, CallOptions options) {
        return new OfWrite(command, options);
    }

    /** A write with a guard. */
    static PendingCall<GuardedOutcome> ofGuardedWrite(Command command, CallOptions options) {
        return new OfGuardedWrite(command, options);
    }

    /** A transaction; one that does not write is safe to repeat. */
    static PendingCall<Transaction.Outcome> ofTransaction(Command.Transaction command, CallOptions options) {
        return new OfTransaction(command, options);
    }

    /** A read, or a command that is safe to repeat and whose reply is all that matters. */
    static PendingCall<Reply> ofRead(Command command, CallOptions options) {
        return new OfRead(command, options);
    }

    /** Sets what runs the call. Called once. */
    void runBy(Calls runner) {
        calls = runner;
    }

    @Override
    public void admitted(Seq given) {
        seq = given;
        runner().admitted(this);
    }

    @Override
    public void refused(Answer answer) {
        runner().refused(this, OutcomeRule.text(answer));
    }

    @Override
    public void lost(SessionLoss loss) {
        runner().lostUnsent(this, loss);
    }

    private Calls runner() {
        if (calls == null) {
            throw new IllegalStateException("the call has not begun");
        }
        return calls;
    }

    /** The number in the session; null before the write is admitted, and without a session. */
    @Nullable
    Seq seq() {
        return seq;
    }

    /** Whether the write waits for a number in its session, or does not wait for anything any more. */
    boolean waitsForSession() {
        return seqs != null && seq == null;
    }

    /** What to hand to the link. */
    Command toSend() {
        Command.Write write = command.asWrite();
        return seq == null || write == null ? command : seq.command(write);
    }

    /** Gives the number back: the write definitely did not take effect under it, and may be sent under another one. */
    void unsend(String why) {
        seq = null;
        sends = 0;
        lastFailure = why;
        stage.compareAndSet(Stage.SENT, Stage.WAITING);
    }

    /** Leaves the session: a number that was sent is cancelled, unless its reply has arrived. */
    void leaveSession() {
        if (seq != null && sends > 0) {
            seq.cancel();
        } else if (seq != null) {
            seq.settle();
        } else if (seqs != null) {
            seqs.leave(this);
        }
    }

    /**
     * Sets what happens, on any thread, when the future completes. Called once.
     *
     * @param action runs if the caller completes the future before the client does
     * @param unknown counts the result if it is an unknown outcome
     */
    void watch(Runnable action, UnknownOutcomes.Counter unknown) {
        whenComplete((result, failure) -> {
            unknown.add(result);
            if (!settled) {
                action.run();
            }
        });
    }

    /** Marks the call as sent; false if the caller has completed the future, so that it must not be sent, or not again. */
    boolean beginSend() {
        boolean allowed = (stage.compareAndSet(Stage.WAITING, Stage.SENT) || stage.get() == Stage.SENT) && !isDone();
        if (allowed) {
            sends++;
            lastFailure = "sent but not answered";
        }
        return allowed;
    }

    /** Whether it is a write that is sent for the second time now. */
    boolean isFirstRetry() {
        return sends == 2 && command.isWrite();
    }

    /** Completes the call with the server's answer to the last send. */
    final void answered(Answer answer) {
        finish(() -> complete(judge(answer)));
    }

    /** Completes the call without an answer. */
    final void abandoned(Cause cause, String why) {
        if (sends == 0) {
            finish(() -> completeExceptionally(new NotSentException(why + ": " + lastFailure)));
        } else {
            finish(() -> completeUnanswered(cause, why + ": " + lastFailure));
        }
    }

    /** Completes the call because the server refuses this client, or its session. */
    final void refused(String why) {
        finish(() -> completeExceptionally(new RefusedException(why)));
    }

    private void finish(Runnable end) {
        settled = true;
        completion.execute(() -> {
            try {
                end.run();
            } catch (RefusedException e) {
                completeExceptionally(e);
            }
        });
    }

    abstract T judge(Answer answer);

    /** Completes the call when at least one send is unanswered. */
    abstract void completeUnanswered(Cause cause, String why);

    /** Completes the call immediately because the caller stops waiting. This does not recall what was sent. */
    final void giveUp(String why) {
        if (stage.compareAndSet(Stage.WAITING, Stage.CANCELLED)) {
            completeExceptionally(new NotSentException(why));
        } else {
            completeUnanswered(new Cause.Abandoned(why), why);
        }
    }

    /**
     * Before the first send, cancels the call, which then definitely did not take effect. After it, a read is cancelled, but a
     * write completes as {@link ErrMaybe} and this returns false, since the request cannot be recalled.
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = (stage.compareAndSet(Stage.WAITING, Stage.CANCELLED) || !command.isWrite())
                && super.cancel(mayInterruptIfRunning);
        if (!cancelled && !isDone()) {
            completeUnanswered(new Cause.Abandoned("the future was cancelled"), "the future was cancelled");
        }
        return cancelled;
    }

    private static final class OfWrite extends PendingCall<PutOutcome> {

        OfWrite(Command command, CallOptions options) {
            super(command, options, options.seqs());
        }

        @Override
        PutOutcome judge(Answer answer) {
            return OutcomeRule.judge(answer, sends, seq() != null);
        }

        @Override
        void completeUnanswered(Cause cause, String why) {
            complete(new ErrMaybe(cause));
        }
    }

    private static final class OfGuardedWrite extends PendingCall<GuardedOutcome> {

        OfGuardedWrite(Command command, CallOptions options) {
            super(command, options, options.seqs());
        }

        @Override
        GuardedOutcome judge(Answer answer) {
            return OutcomeRule.judgeGuarded(answer, sends, seq() != null);
        }

        @Override
        void completeUnanswered(Cause cause, String why) {
            complete(new ErrMaybe(cause));
        }
    }

    private static final class OfTransaction extends PendingCall<Transaction.Outcome> {

        private final boolean isWrite;

        OfTransaction(Command.Transaction command, CallOptions options) {
            super(command, options, command.isWrite() ? options.seqs() : null);
            this.isWrite = command.isWrite();
        }

        @Override
        Transaction.Outcome judge(Answer answer) {
            return OutcomeRule.judgeTransaction(answer, sends, seq() != null, isWrite);
        }

        @Override
        void completeUnanswered(Cause cause, String why) {
            if (isWrite) {
                complete(new Transaction.Maybe(cause));
            } else {
                completeExceptionally(new NoAnswerException(why));
            }
        }
    }

    private static final class OfRead extends PendingCall<Reply> {

        OfRead(Command command, CallOptions options) {
            super(command, options, null);
        }

        @Override
        Reply judge(Answer answer) {
            if (answer instanceof Answer.OfStore store) {
                return store.reply();
            }
            throw new RefusedException(OutcomeRule.text(answer));
        }

        @Override
        void completeUnanswered(Cause cause, String why) {
            completeExceptionally(new NoAnswerException(why));
        }
    }
}
