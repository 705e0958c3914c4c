package dev.latchkey.client.request;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.completion.CompletionExecutor;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.session.ReopenedSession;
import dev.latchkey.client.session.Seq;
import dev.latchkey.client.session.SeqSource;
import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Writes whose outcome can be queried after this process has ended. Draw an id, store it where the next process finds it, and write with
 * it; anyone who has the id can then {@linkplain dev.latchkey.client.Latchkey#outcome query} whether the write took effect, or make sure that
 * it never will:
 *
 * <pre>{@code
 * KeptRequests requests = latchkey.requests(Duration.ofHours(1));
 * RequestId id = requests.next();
 * journal.write(id.toString());
 * PutOutcome outcome = requests.put(id, Key.of("balance"), value, version);
 * journal.write(outcome.toString());
 * requests.forget(id);
 * }</pre>
 *
 * <p>The ids belong to a session of their own. The server keeps their outcomes while this client is open, and for the time to live after
 * its last sign of life. Closing the client does not end the session. One id is for one write; at most {@value
 * dev.latchkey.core.Command.Once#WINDOW} ids can be in use before the oldest is forgotten.
 *
 * <p>Thread-safe.
 */
public final class KeptRequests {

    private final AsyncClerk clerk;
    private final Loop loop;
    private final ReopenedSession session;
    private final Duration deadline;
    private final Executor completion;
    private final Map<RequestId, Seq> kept = new ConcurrentHashMap<>();
    private final Map<RequestId, Seq> unused = new ConcurrentHashMap<>();

    /**
     * Creates the requests of one session. Applications call {@link dev.latchkey.client.Latchkey#requests} instead.
     *
     * @param session must not be used otherwise
     * @param deadline how long {@link #next} waits
     * @param completion the executor on which the futures of {@link #nextAsync} complete
     */
    public KeptRequests(AsyncClerk clerk, Loop loop, ReopenedSession session, Duration deadline, Executor completion) {
        this.clerk = clerk;
        this.loop = loop;
        this.session = session;
        this.deadline = deadline;
        this.completion = CompletionExecutor.of(completion);
    }

    /**
     * Draws the id of the next write, opening the session if necessary.
     *
     * @throws NotSentException if the session could not be opened before the deadline, or too many ids are in use
     * @throws RefusedException if the server refused to open the session
     */
    public RequestId next() {
        CompletableFuture<RequestId> id = nextAsync();
        try {
            return clerk.await(id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            id.cancel(false);
            throw new NotSentException("no request id: the waiting thread was interrupted");
        }
    }

    /** The asynchronous form of {@link #next}. Completing the future yourself gives the id back. */
    public CompletableFuture<RequestId> nextAsync() {
        CompletableFuture<RequestId> id = new CompletableFuture<>();
        try {
            loop.execute(new Drawing(id)::start);
        } catch (RejectedExecutionException e) {
            id.completeExceptionally(new NotSentException("no request id: the client is closed"));
        }
        return id;
    }

    /**
     * Writes a key as the request {@code id}, like {@link Clerk#put(Key, Value, Version)}. After {@code ErrMaybe} the write may still take
     * effect, until its outcome is queried.
     *
     * @throws IllegalArgumentException if the id was not drawn here, or has been used or forgotten
     */
    @CheckReturnValue
    public PutOutcome put(RequestId id, Key key, Value value, Version expected) {
        return new Clerk(of(id)).put(key, value, expected);
    }

    /** The asynchronous form of {@link #put}. */
    public CompletableFuture<PutOutcome> putAsync(RequestId id, Key key, Value value, Version expected) {
        return of(id).put(key, value, expected);
    }

    /** Deletes a key as the request {@code id}, like {@link Clerk#delete(Key, Version)}; otherwise like {@link #put}. */
    @CheckReturnValue
    public PutOutcome delete(RequestId id, Key key, Version expected) {
        return new Clerk(of(id)).delete(key, expected);
    }

    /** The asynchronous form of {@link #delete}. */
    public CompletableFuture<PutOutcome> deleteAsync(RequestId id, Key key, Version expected) {
        return of(id).delete(key, expected);
    }

    private AsyncClerk of(RequestId id) {
        Seq seq = unused.remove(id);
        if (seq == null) {
            throw new IllegalArgumentException(
                    "request " + id + " cannot be used here: it was not drawn here, or was used or forgotten");
        }
        return clerk.inStore(id.store()).numberedBy(new Drawn(seq));
    }

    /**
     * Lets the server drop the outcome of a request, whose query may return {@link RequestOutcome.Gone} from then on. A request whose
     * outcome is unknown is cancelled. Has no effect on an id that was not drawn here.
     */
    public void forget(RequestId id) {
        unused.remove(id);
        Seq seq = kept.remove(id);
        if (seq != null) {
            try {
                loop.execute(seq::forget);
            } catch (RejectedExecutionException e) {
                // why ignored: the client is closed; the session expires
            }
        }
    }

    /** Waits for an id. */
    private final class Drawing implements SeqSource.Waiter {

        private final CompletableFuture<RequestId> id;
        private Loop.Alarm alarm = () -> {};

        Drawing(CompletableFuture<RequestId> id) {
            this.id = id;
        }

        void start() {
            alarm = loop.schedule(deadline.toNanos(), this::deadlineEnded);
            session.join(this);
        }

        private void deadlineEnded() {
            session.leave(this);
            fail(new NotSentException("no request id within " + deadline.toMillis() / 1_000.0
                    + " s: the session could not be opened, or " + Command.Once.WINDOW + " ids are in use"));
        }

        private void fail(RuntimeException failure) {
            alarm.cancel();
            completion.execute(() -> id.completeExceptionally(failure));
        }

        @Override
        public void admitted(Seq seq) {
            alarm.cancel();
            kept.values().removeIf(other -> !other.session().isOpen());
            unused.values().removeIf(other -> !other.session().isOpen());
            RequestId drawn = new RequestId(seq.session().store(), seq.session().id(), seq.number());
            seq.keep();
            kept.put(drawn, seq);
            unused.put(drawn, seq);
            completion.execute(() -> {
                if (!id.complete(drawn)) {
                    forget(drawn);
                }
            });
        }

        @Override
        public void refused(Answer answer) {
            fail(RefusedException.of(answer));
        }

        @Override
        public void lost(SessionLoss loss) {
            session.join(this);
        }
    }

    /** Numbers one write with an id that was drawn. */
    private record Drawn(Seq seq) implements SeqSource {

        @Override
        public void join(Waiter waiter) {
            SessionLoss loss = seq.session().loss();
            if (loss == null) {
                waiter.admitted(seq);
            } else {
                waiter.lost(loss);
            }
        }

        @Override
        public void leave(Waiter waiter) {}

        @Override
        public boolean isReopened() {
            return false;
        }
    }
}
