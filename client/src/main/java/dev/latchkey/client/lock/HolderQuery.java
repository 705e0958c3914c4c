package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One read of the fencing token of a lock's holder. */
final class HolderQuery {

    private final CompletableFuture<Optional<Versioned>> read;

    HolderQuery(AsyncClerk clerk, Key lock) {
        read = clerk.get(lock);
    }

    /** The token; empty if the lock is free. May complete on any thread. */
    CompletableFuture<Optional<Version>> result() {
        return read.thenApply(found -> found.filter(HolderQuery::isTaken).map(Versioned::version));
    }

    /** Ends the read, because the caller no longer waits for it. Any thread may call this. */
    void abandon() {
        read.cancel(false);
    }

    /** Whether a client holds the lock, given its key. */
    static boolean isTaken(Versioned lock) {
        return lock.value().length() > 0;
    }
}
