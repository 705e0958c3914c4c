package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.holder.LockValue;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A claim without a session. The lock is freed by an empty value and its key is never deleted, because a late copy of a create could
 * otherwise take the lock for a client that no longer exists.
 */
enum BareClaim implements Claim {
    INSTANCE;

    @Override
    public CompletableFuture<PutOutcome> take(LockContext terms, StoreId store, Version free) {
        return terms.putIn(store, LockValue.bare(terms.id()), free);
    }

    @Override
    public void takenPerhaps() {}

    @Override
    public boolean mayTakeLater(Version free) {
        return false; // why: versions never go back, and the key is never deleted
    }

    @Override
    public Optional<CompletableFuture<?>> cancelUnknown(LockContext terms, StoreId store) {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<PutOutcome> free(LockContext terms, StoreId store, Version token) {
        return terms.putIn(store, Value.EMPTY, token);
    }

    @Override
    public Version versionAfterFree(Version token) {
        return token.next();
    }

    @Override
    public CompletableFuture<ReleaseOutcome> freeAfter(Held held, Duration rest) {
        throw new IllegalStateException("a lock without a session is not freed by itself");
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public boolean isLost() {
        return false;
    }

    @Override
    public CompletableFuture<Boolean> sessionExists(AsyncClerk reader) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public void discard() {}

    @Override
    public void add(Held held) {}

    @Override
    public void remove(Held held) {}
}
