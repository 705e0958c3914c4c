package dev.latchkey.engine.state;

import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.StateMachine;

/**
 * A consistent copy of a {@link GuardedState} as of one revision, read in pieces while commands are executed. Each call holds the lock
 * of the state for a bounded time. If the state is replaced in the meantime, the snapshot still shows the old state.
 *
 * <p>For one thread at a time.
 */
public final class GuardedSnapshot implements AutoCloseable {

    private final GuardedState state;
    private final StateMachine source;
    private final StateSnapshot snapshot;

    GuardedSnapshot(GuardedState state, StateMachine source, StateSnapshot snapshot) {
        this.state = state;
        this.source = source;
        this.snapshot = snapshot;
    }

    /** The revision that the snapshot shows. */
    public long revision() {
        return snapshot.revision();
    }

    /**
     * The next bytes of the state: about {@code bytesMax}, exceeding it by at most one entry; fewer or none if many newer entries had
     * to be skipped.
     *
     * @throws IllegalStateException if it was closed
     */
    public byte[] next(int bytesMax) {
        return state.locked(now -> snapshot.next(bytesMax));
    }

    /** Whether all of the state has been returned. */
    public boolean isDone() {
        return state.locked(now -> snapshot.isDone());
    }

    /** About how many bytes of memory this snapshot retains; if the state was replaced, that includes the whole old state. */
    public long heldBytes() {
        return state.locked(now -> snapshot.heldBytes() + (now == source ? 0 : source.bytes()));
    }

    /** Idempotent: closing again does nothing. */
    @Override
    public void close() {
        state.locked(now -> {
            snapshot.close();
            return now;
        });
    }
}
