package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.holder.LockValue;
import dev.latchkey.client.lock.waiting.Ticket;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Frees a lock on behalf of an operator, if it is still held at a token: reads the key, then writes an empty value, which is how the
 * history of the key tells it from a release, and deletes the key unless the handle is one without a session. If the holders of the lock
 * are tickets, it deletes the one with that token.
 */
final class HoldBreak {

    private final AsyncClerk clerk;
    private final LockContext terms;
    private final Version token;
    private final CompletableFuture<Optional<Target>> read;
    private volatile @Nullable CompletableFuture<?> write;
    private volatile boolean abandoned;

    /** The key to delete, and the version at which it is held with the token. */
    private record Target(Key key, Version version) {}

    HoldBreak(LockContext terms, Version token) {
        this.clerk = terms.client().reader();
        this.terms = terms;
        this.token = token;
        this.read = terms.kind().isHeldByTicket()
                ? terms.queue(clerk).read().thenApply(this::ticket)
                : clerk.get(terms.key()).thenApply(this::key);
    }

    private Optional<Target> ticket(List<Ticket> tickets) {
        return tickets.stream()
                .filter(ticket -> ticket.revision() == token.number())
                .findFirst()
                .map(ticket -> new Target(ticket.key(), ticket.version()));
    }

    private Optional<Target> key(Optional<Versioned> found) {
        return found.filter(key -> LockValue.isTaken(key.value())).map(key -> new Target(terms.key(), token));
    }

    /** May complete on any thread. Called once. */
    CompletableFuture<PutOutcome> result() {
        return read.thenCompose(this::haveRead);
    }

    private CompletableFuture<PutOutcome> haveRead(Optional<Target> found) {
        if (abandoned || found.isEmpty()) {
            return CompletableFuture.completedFuture(new PutOutcome.ErrNoKey());
        }
        AsyncClerk bound = clerk.inStore(clerk.storeId().orElseThrow());
        Target target = found.get();
        CompletableFuture<PutOutcome> written = terms.kind().isHeldByTicket()
                ? bound.delete(target.key(), target.version())
                : bound.put(target.key(), Value.EMPTY, target.version());
        began(written);
        return terms.options().inSession() && !terms.kind().isHeldByTicket()
                ? written.thenCompose(outcome -> deleteAfter(outcome, bound, target))
                : written;
    }

    private void began(CompletableFuture<?> written) {
        write = written;
        if (abandoned) {
            written.cancel(
                    false); // why: it was abandoned after the check above, and abandon() may not have seen the write
        }
    }

    /** Deletes the key that was emptied; whether that succeeds does not matter, because an empty key is free. */
    private static CompletableFuture<PutOutcome> deleteAfter(PutOutcome outcome, AsyncClerk bound, Target target) {
        return outcome instanceof PutOutcome.Ok emptied
                ? bound.delete(target.key(), emptied.version()).handle((deleted, failure) -> outcome)
                : CompletableFuture.completedFuture(outcome);
    }

    /** Ends the operation, because the caller no longer waits for it: a write that was not sent is not sent. For any thread. */
    void abandon() {
        abandoned = true;
        read.cancel(false);
        CompletableFuture<?> begun = write;
        if (begun != null) {
            begun.cancel(false);
        }
    }
}
