package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How one acquisition takes a lock and frees it again: in a session, or without one. All methods are called on the event loop, except
 * for {@link #isAlive}, which any thread may call.
 */
interface Claim {

    /** Writes the id of the acquisition to the key, which is free at version {@code free}. */
    CompletableFuture<PutOutcome> take(LockContext terms, StoreId store, Version free);

    /** The outcome of the last {@link #take} is unknown. */
    void takenPerhaps();

    /** Whether a write that expects {@code free} may still take effect although the key has been written since. */
    boolean mayTakeLater(Version free);

    /**
     * Cancels every {@link #take} whose outcome is unknown. Once the future completes, none of them takes effect any more. Empty if
     * this claim cannot cancel a write.
     */
    Optional<CompletableFuture<?>> cancelUnknown(LockContext terms, StoreId store);

    /** Frees the lock, provided that its key is at version {@code token}. */
    CompletableFuture<PutOutcome> free(LockContext terms, StoreId store, Version token);

    /** The version of the key after {@link #free} at {@code token}, at which the next {@link #take} may write. */
    Version versionAfterFree(Version token);

    /** Frees the lock after {@code rest}, and keeps it until then. For a claim in a session only. */
    CompletableFuture<ReleaseOutcome> freeAfter(Held held, Duration rest);

    /** Whether a lock that is held by this claim is certainly still held, unless it was broken. */
    boolean isAlive();

    /** Whether what this claim has written does not last, because its session is over. */
    boolean isLost();

    /** Asks the server whether the session exists, so that the key was not deleted with it. */
    CompletableFuture<Boolean> sessionExists(AsyncClerk reader);

    /** Makes sure, as far as possible, that no lock stays held that this claim has taken and nobody holds. */
    void discard();

    /** A hold has begun, which is told of the loss of its session. */
    void add(Held held);

    /** A hold has ended. */
    void remove(Held held);
}
