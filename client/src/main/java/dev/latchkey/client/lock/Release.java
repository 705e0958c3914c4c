package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One release of a lock, as steps on the event loop. It deletes the key at the token's version, or writes an empty value if the lock
 * has no session, so it cannot free another client's hold. If the outcome of that write is unknown, it reads the key: while the key is still at the token, the write has
 * not taken effect and is safe to repeat.
 */
final class Release {

    /** How long a release is repeated by default. */
    static final Duration TRYING_MAX = Duration.ofSeconds(30);

    private final LockContext terms;
    private final Claim claim;
    private final Version token;
    private final StoreId store;
    private final Duration tryingMax;
    private final @Nullable Supplier<CompletableFuture<ReleaseOutcome>> later;
    private final CompletableFuture<ReleaseOutcome> result = new CompletableFuture<>();

    /** Whether an earlier write of this release may have taken effect, so that a refusal proves nothing. */
    private boolean ambiguous;

    private long began;

    /**
     * @param token the version of the key
     * @param tryingMax when to stop; if it is less than {@link #TRYING_MAX}, it bounds each operation too
     * @param later frees the lock when it was held for its minimum time; null to free it now
     */
    Release(
            LockContext terms,
            Claim claim,
            Version token,
            StoreId store,
            boolean ambiguous,
            Duration tryingMax,
            @Nullable Supplier<CompletableFuture<ReleaseOutcome>> later) {
        this.terms = terms;
        this.claim = claim;
        this.token = token;
        this.store = store;
        this.tryingMax = tryingMax;
        this.ambiguous = ambiguous;
        this.later = later;
    }

    CompletableFuture<ReleaseOutcome> result() {
        return result;
    }

    /** Called on the loop. */
    void begin() {
        began = terms.loop().nanos();
        if (storeIsGone()) {
            result.complete(ReleaseOutcome.NOT_HELD);
        } else if (later != null) {
            freeLater(later.get());
        } else if (ambiguous) {
            read();
        } else {
            write();
        }
    }

    private void freeLater(CompletableFuture<ReleaseOutcome> told) {
        Loop.Alarm alarm = terms.loop().schedule(tryingMax.toNanos(), () -> result.complete(ReleaseOutcome.MAYBE));
        result.whenComplete((outcome, failure) -> alarm.cancel());
        terms.then(told, result::complete, this::fail);
    }

    private void write() {
        terms.then(claim.free(current(), store, token), this::haveWritten, this::fail);
    }

    /** The terms; if the time is short, with the remaining time as the deadline. */
    private LockContext current() {
        long left = tryingMax.toNanos() - (terms.loop().nanos() - began);
        return tryingMax.equals(TRYING_MAX) ? terms : terms.within(Duration.ofNanos(Math.max(1, left)));
    }

    private void haveWritten(PutOutcome outcome) {
        if (outcome instanceof PutOutcome.Ok) {
            terms.session().lastRelease().released(store, claim.versionAfterFree(token));
            result.complete(ReleaseOutcome.RELEASED);
        } else if (outcome instanceof PutOutcome.ErrMaybe) {
            ambiguous = true;
            read();
        } else {
            refused();
        }
    }

    private boolean storeIsGone() {
        return !terms.clerk().storeId().equals(Optional.of(store));
    }

    void fail(Throwable failure) {
        if (ambiguous) {
            result.complete(ReleaseOutcome.MAYBE);
        } else if (storeIsGone() || claim.isLost()) {
            result.complete(ReleaseOutcome.NOT_HELD);
        } else {
            result.completeExceptionally(failure);
        }
    }

    /**
     * The lock is not at this token. If no earlier write is ambiguous, this release did not free it; otherwise only a read can
     * tell.
     */
    private void refused() {
        if (ambiguous) {
            read();
        } else {
            result.complete(ReleaseOutcome.NOT_HELD);
        }
    }

    private void read() {
        if (terms.loop().nanos() - began > tryingMax.toNanos()) {
            result.complete(ReleaseOutcome.MAYBE);
        } else {
            terms.then(
                    current().clerk().get(terms.key()),
                    this::haveRead,
                    failure -> result.complete(ReleaseOutcome.MAYBE));
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
            // why: only a write at the token produces this version, and it left what a release leaves, or an
            // operator who broke the hold
            result.complete(ReleaseOutcome.RELEASED);
        } else {
            result.complete(ReleaseOutcome.MAYBE);
        }
    }
}
