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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One operation from the caller's view, however often it is sent, and the future of its result. The caller's threads may
 * cancel it at any time; all else happens on the loop.
 *
 * @param <T> what the caller gets: a {@link PutOutcome} for a write, a {@link Reply} for a read
 */
abstract class Call<T> extends CompletableFuture<T> {

    /** Whether it has been handed to a link. Settled once, by whoever comes first: the loop, or a caller who cancels. */
    private enum Stage {
        WAITING,
        SENT,
        CANCELLED
    }

    final Command command;

    /** How long it may take, or null for ever. */
    final @Nullable Duration deadline;

    /** The only store it may be sent to, or null for any. */
    final @Nullable StoreId store;

    private final Executor completion;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private volatile Runnable whenAbandoned = () -> {};

    /** When it began, by the loop's clock. */
    long began;

    /** How often it was handed to a link. */
    int sends;

    /** How often a send failed. */
    int failures;

    /** What became of the last send, or why there was none. */
    String lastFailure = "there is no connection yet";

    private Call(Command command, CallOptions options) {
        this.command = command;
        this.deadline = options.deadline();
        this.store = options.store();
        this.completion = options.completion();
    }

    static Call<PutOutcome> ofWrite(Command command, CallOptions options) {
        return new OfWrite(command, options);
    }

    static Call<Reply> ofRead(Command command, CallOptions options) {
        return new OfRead(command, options);
    }

    /** Names what is to be done, on any thread, when the caller no longer waits. */
    void onAbandoned(Runnable action) {
        whenAbandoned = action;
    }

    /** Takes the right to send; false if the caller has cancelled before the first send. */
    boolean beginSend() {
        boolean allowed = stage.compareAndSet(Stage.WAITING, Stage.SENT) || stage.get() == Stage.SENT;
        if (allowed) {
            sends++;
            lastFailure = "it was sent and is not answered";
        }
        return allowed;
    }

    /** Ends with what the server said to the last send. */
    final void answered(Answer answer) {
        finish(() -> complete(judge(answer)));
    }

    /** Ends without an answer. */
    final void abandoned(Cause cause, String why) {
        if (sends == 0) {
            finish(() -> completeExceptionally(new NotSentException(why + ": " + lastFailure)));
        } else {
            finish(() -> endInDoubt(cause, why + ": " + lastFailure));
        }
    }

    /** Ends because the server will not have us. */
    final void refused(String why) {
        finish(() -> completeExceptionally(new RefusedException(why)));
    }

    private void finish(Runnable end) {
        Runnable completing = () -> {
            try {
                end.run();
            } catch (RefusedException e) {
                completeExceptionally(e);
            }
        };
        try {
            completion.execute(completing);
        } catch (RejectedExecutionException e) {
            completing.run(); // why: the caller shut the executor down, and a result on the wrong thread beats none
        }
    }

    abstract T judge(Answer answer);

    abstract void endInDoubt(Cause cause, String why);

    /** Ends on the spot because the caller no longer waits; nothing that was sent is unsent by it. */
    final void giveUp(String why) {
        if (stage.compareAndSet(Stage.WAITING, Stage.CANCELLED)) {
            completeExceptionally(new NotSentException(why));
        } else {
            endInDoubt(new Cause.Abandoned(why), why);
        }
        whenAbandoned.run();
    }

    /**
     * Before the first send: it is cancelled and certainly not done. After it: a write completes as {@link ErrMaybe} and this
     * is false, since it cannot be unsent; a read is cancelled.
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = (stage.compareAndSet(Stage.WAITING, Stage.CANCELLED) || !command.isWrite())
                && super.cancel(mayInterruptIfRunning);
        if (!cancelled && !isDone()) {
            endInDoubt(new Cause.Abandoned("the future was cancelled"), "the future was cancelled");
        }
        whenAbandoned.run();
        return cancelled;
    }

    private static final class OfWrite extends Call<PutOutcome> {

        OfWrite(Command command, CallOptions options) {
            super(command, options);
        }

        @Override
        PutOutcome judge(Answer answer) {
            return OutcomeRule.judge(answer, sends);
        }

        @Override
        void endInDoubt(Cause cause, String why) {
            complete(new ErrMaybe(cause));
        }
    }

    private static final class OfRead extends Call<Reply> {

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
        void endInDoubt(Cause cause, String why) {
            completeExceptionally(new NoAnswerException(why));
        }
    }
}
