package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.holder.LockValue;
import dev.latchkey.client.session.Seq;
import dev.latchkey.client.session.SeqSource;
import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A claim in a session that owns the key: the server deletes the key when the session ends. Every write is sent under ONCE, so a late
 * copy of one never takes effect after its reply or its cancellation, and the lock can be freed by deleting its key.
 */
final class SessionClaim implements Claim {

    private final LockSession session;
    private final String owner;

    /** The numbers of the writes whose outcome is unknown. */
    private final List<Seq> unknown = new ArrayList<>();

    private @Nullable Seq last;

    SessionClaim(LockSession session, String owner) {
        this.session = session;
        this.owner = owner;
    }

    @Override
    public CompletableFuture<PutOutcome> take(LockContext terms, StoreId store, Version free) {
        Value value = LockValue.of(terms.id(), terms.loop().wallMillis(), owner);
        return inSession(terms, store).putOwned(session.id(), terms.key(), value, free);
    }

    private AsyncClerk inSession(LockContext terms, StoreId store) {
        return terms.clerk().inStore(store).numberedBy(new Numbering());
    }

    @Override
    public void takenPerhaps() {
        if (last != null) {
            unknown.add(last);
        }
    }

    @Override
    public boolean mayTakeLater(Version free) {
        return free.isNone(); // why: the key is deleted by each release, after which a create succeeds
    }

    @Override
    public Optional<CompletableFuture<?>> cancelUnknown(LockContext terms, StoreId store) {
        return Optional.of(CompletableFuture.allOf(
                unknown.stream().map(seq -> cancel(terms, store, seq)).toArray(CompletableFuture[]::new)));
    }

    /** Any reply will do: the write has been executed, it never will be, or the session is over. */
    private CompletableFuture<?> cancel(LockContext terms, StoreId store, Seq seq) {
        SessionId id = seq.session().id();
        return terms.clerk().inStore(store).ask(new Command.Once(id, "", seq.number(), 0, Command.Cancel.INSTANCE));
    }

    @Override
    public CompletableFuture<PutOutcome> free(LockContext terms, StoreId store, Version token) {
        return inSession(terms, store).delete(terms.key(), token);
    }

    @Override
    public Version versionAfterFree(Version token) {
        return Version.NONE;
    }

    @Override
    public CompletableFuture<ReleaseOutcome> freeAfter(Held held, Duration rest) {
        return session.lapse(held, rest);
    }

    @Override
    public boolean isAlive() {
        return session.isAlive();
    }

    @Override
    public boolean isLost() {
        return session.isOver();
    }

    @Override
    public CompletableFuture<Boolean> sessionExists(AsyncClerk reader) {
        return reader.ask(new Command.RenewSession(session.id(), ""))
                .thenApply(reply -> !(reply instanceof Reply.NoSession));
    }

    @Override
    public void discard() {
        session.retire();
    }

    @Override
    public void add(Held held) {
        session.add(held);
    }

    @Override
    public void remove(Held held) {
        session.remove(held);
    }

    /** Numbers one write in the session, and remembers its number. */
    private final class Numbering implements SeqSource {

        private @Nullable Waiter joined;

        @Override
        public void join(Waiter waiter) {
            Waiter remembering = new Remembering(waiter);
            joined = remembering;
            session.numbers().join(remembering);
        }

        @Override
        public void leave(Waiter waiter) {
            if (joined != null) {
                session.numbers().leave(joined);
            }
        }

        @Override
        public boolean isReopened() {
            return false;
        }
    }

    private final class Remembering implements SeqSource.Waiter {

        private final SeqSource.Waiter waiter;

        Remembering(SeqSource.Waiter waiter) {
            this.waiter = waiter;
        }

        @Override
        public void admitted(Seq seq) {
            last = seq;
            waiter.admitted(seq);
        }

        @Override
        public void refused(Answer answer) {
            waiter.refused(answer);
        }

        @Override
        public void lost(SessionLoss loss) {
            waiter.lost(loss);
        }
    }
}
