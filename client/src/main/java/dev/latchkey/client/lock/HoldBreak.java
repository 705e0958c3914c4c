package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.holder.LockValue;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Frees a lock on behalf of an operator, if it is still held at a token: reads the key, then deletes it, or
 * writes an empty value if the handle is one without a session.
 */
final class HoldBreak {

    private final AsyncClerk clerk;
    private final LockContext terms;
    private final Version token;
    private final CompletableFuture<Optional<Versioned>> read;
    private volatile @Nullable CompletableFuture<PutOutcome> write;
    private volatile boolean abandoned;

    HoldBreak(LockContext terms, Version token) {
        this.clerk = terms.client().reader();
        this.terms = terms;
        this.token = token;
        this.read = clerk.get(terms.key());
    }

    /** May complete on any thread. Called once. */
    CompletableFuture<PutOutcome> result() {
        return read.thenCompose(this::haveRead);
    }

    private CompletableFuture<PutOutcome> haveRead(Optional<Versioned> found) {
        if (abandoned || found.isEmpty() || !LockValue.isTaken(found.get().value())) {
            return CompletableFuture.completedFuture(new PutOutcome.ErrNoKey());
        }
        AsyncClerk bound = clerk.inStore(clerk.storeId().orElseThrow());
        CompletableFuture<PutOutcome> written = terms.options().inSession()
                ? bound.delete(terms.key(), token)
                : bound.put(terms.key(), Value.EMPTY, token);
        write = written;
        if (abandoned) {
            written.cancel(
                    false); // why: it was abandoned after the check above, and abandon() may not have seen the write
        }
        return written;
    }

    /** Ends the operation, because the caller no longer waits for it: a write that was not sent is not sent. For any thread. */
    void abandon() {
        abandoned = true;
        read.cancel(false);
        CompletableFuture<PutOutcome> begun = write;
        if (begun != null) {
            begun.cancel(false);
        }
    }
}
