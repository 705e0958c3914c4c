package dev.latchkey.client.lock;

import dev.latchkey.core.Versioned;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One read of the holder of a lock. */
final class HolderQuery {

    private final CompletableFuture<Optional<Versioned>> read;

    HolderQuery(LockContext terms) {
        read = terms.client().reader().get(terms.key());
    }

    /** The holder; empty if the lock is free. May complete on any thread. */
    CompletableFuture<Optional<LockHolder>> result() {
        return read.thenApply(found -> found.flatMap(LockHolder::of));
    }

    /** Ends the read, because the caller no longer waits for it. Any thread may call this. */
    void abandon() {
        read.cancel(false);
    }
}
