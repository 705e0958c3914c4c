package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Frees a lock, as steps on the loop: writes an empty value at the token's version, so that nobody else's hold can be hit. If
 * nobody knows whether that was done, reads: while our id stands there it was not, and the same write is safe to repeat.
 */
final class Release {

    private static final Duration TRYING_MAX = Duration.ofSeconds(30);

    private final Terms terms;
    private final Version token;
    private final StoreId store;
    private final CompletableFuture<ReleaseOutcome> result = new CompletableFuture<>();

    /** Whether an earlier write of ours may have been done, so that a refusal proves nothing. */
    private boolean inDoubt;

    private long began;

    Release(Terms terms, Version token, StoreId store, boolean inDoubt) {
        this.terms = terms;
        this.token = token;
        this.store = store;
        this.inDoubt = inDoubt;
    }

    CompletableFuture<ReleaseOutcome> result() {
        return result;
    }

    /** On the loop. */
    void begin() {
        began = terms.loop().nanos();
        if (storeIsGone()) {
            result.complete(ReleaseOutcome.NOT_HELD);
        } else if (inDoubt) {
            read();
        } else {
            write();
        }
    }

    private void write() {
        terms.then(terms.putIn(store, Value.EMPTY, token), this::haveWritten, this::fail);
    }

    private void haveWritten(PutOutcome outcome) {
        if (outcome instanceof PutOutcome.Ok) {
            result.complete(ReleaseOutcome.RELEASED);
        } else if (outcome instanceof PutOutcome.ErrMaybe) {
            inDoubt = true;
            read();
        } else {
            refused();
        }
    }

    private boolean storeIsGone() {
        return !terms.clerk().storeId().equals(Optional.of(store));
    }

    void fail(Throwable failure) {
        if (inDoubt) {
            result.complete(ReleaseOutcome.MAYBE);
        } else if (storeIsGone()) {
            result.complete(ReleaseOutcome.NOT_HELD);
        } else {
            result.completeExceptionally(failure);
        }
    }

    /** The lock is not at our token. Without doubt it never was released by us; otherwise only a read can tell. */
    private void refused() {
        if (inDoubt) {
            read();
        } else {
            result.complete(ReleaseOutcome.NOT_HELD);
        }
    }

    private void read() {
        if (terms.loop().nanos() - began > TRYING_MAX.toNanos()) {
            result.complete(ReleaseOutcome.MAYBE);
        } else {
            terms.then(
                    terms.clerk().get(terms.key()), this::haveRead, failure -> result.complete(ReleaseOutcome.MAYBE));
        }
    }

    private void haveRead(Optional<Versioned> read) {
        if (read.isEmpty() || storeIsGone()) {
            result.complete(ReleaseOutcome.MAYBE);
            return;
        }
        Versioned lock = read.get();
        if (lock.version().equals(token)) {
            write();
        } else if (lock.version().equals(token.next()) && lock.value().length() == 0) {
            // why: only a write at our token makes this version, and it left what a release leaves, or an operator's
            // break
            result.complete(ReleaseOutcome.RELEASED);
        } else {
            result.complete(ReleaseOutcome.MAYBE);
        }
    }
}
