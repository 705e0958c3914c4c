package dev.latchkey.client.request;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.wire.text.RefusalText;
import dev.latchkey.wire.text.SessionText;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Queries the outcome of a request by cancelling it: the reply is the recorded one, or says that the write will never be executed. */
public final class OutcomeQuery {

    private static final String OTHER_STORE = "the server has a different store";

    private OutcomeQuery() {}

    /**
     * Starts a query. The future fails like a read: with {@code NoAnswerException}, {@code NotSentException}, or {@code RefusedException}
     * if the server refuses the query for now.
     */
    public static CompletableFuture<RequestOutcome> start(AsyncClerk clerk, RequestId id) {
        Command cancel = new Command.Once(id.session(), "", id.seq(), 0, Command.Cancel.INSTANCE);
        CompletableFuture<Reply> reply =
                clerk.withoutSession().inStore(id.store()).ask(cancel);
        CompletableFuture<RequestOutcome> outcome = reply.handle(
                (found, failure) -> failure == null ? outcome(found) : ofFailure(failure, id, clerk.storeId()));
        outcome.whenComplete((done, failure) -> {
            if (!reply.isDone()) {
                reply.cancel(false);
            }
        });
        return outcome;
    }

    private static RequestOutcome outcome(Reply reply) {
        if (reply instanceof Reply.Written written) {
            return new RequestOutcome.Done(written.version());
        }
        if (reply instanceof Reply.Transacted transacted) {
            return new RequestOutcome.Done(lastVersion(transacted));
        }
        if (reply instanceof Reply.TransactionRefused refused) {
            return new RequestOutcome.Refused(RefusalText.transactionRefused(refused), Optional.empty());
        }
        if (reply instanceof Reply.Cancelled) {
            return new RequestOutcome.Cancelled();
        }
        if (reply instanceof Reply.Conflict conflict) {
            return refused("ERRVERSION", conflict.current());
        }
        if (reply instanceof Reply.GuardFailed guard) {
            return refused("ERRGUARD", guard.current());
        }
        if (reply instanceof Reply.NoKey) {
            return new RequestOutcome.Refused("ERRNOKEY", Optional.empty());
        }
        if (reply instanceof Reply.SeqRefused refused) {
            return new RequestOutcome.Gone(SessionText.of(refused.reason()));
        }
        if (reply instanceof Reply.NoSession) {
            return new RequestOutcome.Gone(SessionText.NO_SESSION);
        }
        throw new IllegalStateException("no reply to a cancellation: " + reply);
    }

    private static Version lastVersion(Reply.Transacted transacted) {
        Version last = Version.NONE;
        for (Reply.Result result : transacted.results()) {
            last = result instanceof Reply.Result.Written written ? written.version() : last;
        }
        return last;
    }

    private static RequestOutcome refused(String code, Version current) {
        return new RequestOutcome.Refused(code + " " + current, Optional.of(current));
    }

    private static RequestOutcome ofFailure(Throwable failure, RequestId id, Optional<StoreId> store) {
        Throwable cause = causeOf(failure);
        if (cause instanceof RefusedException refused && isUsedUp(refused.getMessage())) {
            return new RequestOutcome.Refused(String.valueOf(refused.getMessage()), Optional.empty());
        }
        if (!(cause instanceof RefusedException)
                && store.isPresent()
                && !store.get().equals(id.store())) {
            return new RequestOutcome.Gone(OTHER_STORE + ", " + store.get() + " instead of " + id.store());
        }
        throw new CompletionException(cause);
    }

    private static boolean isUsedUp(@Nullable String error) {
        return RefusalText.of(Reply.Refusal.VERSIONS_USED_UP).equals(error);
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
