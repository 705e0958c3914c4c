package dev.latchkey.client.clerk;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
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
 * @param <T> the type of the result: {@link PutOutcome} for a write, {@link Reply} for a read
 */
abstract class PendingCall<T> extends CompletableFuture<T> {

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

    private final Executor completion;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

    /** Whether the client has determined the result, so that the call is no longer in flight. */
    private volatile boolean settled;

    /** When the call began, by the loop's clock. */
    long began;

    /** The number of times that the call was handed to a link. */
    int sends;

    /** The number of sends that failed. */
    int failures;

    /** Why the last send failed or is unanswered, or why nothing was sent. */
    String lastFailure = "no connection yet";

    private PendingCall(Command command, CallOptions options) {
        this.command = command;
        this.deadline = options.deadline();
        this.store = options.store();
        this.completion = options.completion();
        this.allowedWhileClosing = options.allowedWhileClosing();
    }

    static PendingCall<PutOutcome> ofWrite(Command command, CallOptions options) {
        return new OfWrite(command, options);
    }

    static PendingCall<Reply> ofRead(Command command, CallOptions options) {
        return new OfRead(command, options);
    }

    /** Sets the action to run, on any thread, when the caller completes the future before the client does. Called once. */
    void onEndedByCaller(Runnable action) {
        whenComplete((result, failure) -> {
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

    /** Completes the call because the server refuses this client. */
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
            super(command, options);
        }

        @Override
        PutOutcome judge(Answer answer) {
            return OutcomeRule.judge(answer, sends);
        }

        @Override
        void completeUnanswered(Cause cause, String why) {
            complete(new ErrMaybe(cause));
        }
    }

    private static final class OfRead extends PendingCall<Reply> {

        OfRead(Command command, CallOptions options) {
            super(command, options);
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
