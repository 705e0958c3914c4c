package dev.latchkey.client.election;

import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Version;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The time during which this client leads: from an election that it won until it resigns or loses it. A leader that is paused may act
 * after another client leads; give each write the {@link #guard}, and pass the {@link #token} to any other resource, as described at
 * {@link dev.latchkey.client.lock.Lock}. Thread-safe.
 */
public final class Leadership implements AutoCloseable {

    private final Held held;

    Leadership(Held held) {
        this.held = held;
    }

    /** Returns the fencing token, which is greater than that of every earlier leader. */
    public Version token() {
        return held.token();
    }

    /** Returns a guard for writes to the store: a write with it takes effect only during this leadership. */
    public Guard guard() {
        return held.guard();
    }

    /** Whether this client leads, without asking the server; see {@link Held#isHeld}. */
    public boolean isLeader() {
        return held.isHeld();
    }

    /**
     * Returns if {@link #isLeader}.
     *
     * @throws dev.latchkey.client.lock.loss.LockLostException if the leadership was lost; it carries the cause
     * @throws IllegalStateException if the client has resigned
     */
    public void check() {
        held.check();
    }

    /** Calls {@code listener} if the leadership is lost; see {@link Held#onLost}. It is not called after the client has resigned. */
    public void onLost(Consumer<LockLoss> listener) {
        held.onLost(listener);
    }

    /** Ends the leadership, so that the next client leads. Reports and throws like {@link Held#release}. */
    @CheckReturnValue
    public ReleaseOutcome resign() {
        return held.release();
    }

    /** The asynchronous form of {@link #resign}. */
    public CompletableFuture<ReleaseOutcome> resignAsync() {
        return held.releaseAsync();
    }

    /** Resigns, within bounded time and without an exception; see {@link Held#close}. */
    @Override
    public void close() {
        held.close();
    }

    @Override
    public String toString() {
        return "Leadership[" + held.name() + ", token " + token() + "]";
    }
}
