package dev.latchkey.engine.state;

import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.SnapshotEndedException;

/**
 * A consistent copy of a {@link GuardedState} as of one revision, read in pieces while commands are executed. Each call holds the lock
 * of the state for a bounded time. If the state is replaced in the meantime, the snapshot still shows the old state. The state can end
 * a snapshot that takes too much memory.
 *
 * <p>For one thread at a time.
 */
public final class GuardedSnapshot implements AutoCloseable {

    private final GuardedState state;
    private final StateMachine source;
    private final StateSnapshot snapshot;
    private final boolean backup;

    /** Whether the state has ended it. Guarded by the lock of the state. */
    private boolean ended;

    GuardedSnapshot(GuardedState state, StateMachine source, StateSnapshot snapshot, boolean backup) {
        this.state = state;
        this.source = source;
        this.snapshot = snapshot;
        this.backup = backup;
    }

    /** The revision that the snapshot shows. */
    public long revision() {
        return snapshot.revision();
    }

    /** Whether it is for a client, so that it can be ended if it takes too much memory, rather than for the log. */
    boolean isBackup() {
        return backup;
    }

    /**
     * The next bytes of the state: about {@code bytesMax}, exceeding it by at most one entry; fewer or none if many newer entries had
     * to be skipped.
     *
     * @throws SnapshotEndedException if the state has ended it
     * @throws IllegalStateException if it was closed
     */
    public byte[] next(int bytesMax) {
        return state.locked(now -> {
            if (ended) {
                throw new SnapshotEndedException("the snapshot of revision " + snapshot.revision()
                        + " was ended, because the copies of what was overwritten meanwhile used too much memory");
            }
            return snapshot.next(bytesMax);
        });
    }

    /** Whether all of the state has been returned. */
    public boolean isDone() {
        return state.locked(now -> snapshot.isDone());
    }

    /** About how many bytes of memory this snapshot retains; if the state was replaced, that includes the whole old state. */
    public long heldBytes() {
        return state.locked(now -> heldBytesLocked());
    }

    /** As {@link #heldBytes}, for a caller that holds the lock. */
    long heldBytesLocked() {
        return snapshot.isOpen() ? snapshot.heldBytes() + (state.isCurrent(source) ? 0 : source.bytes()) : 0;
    }

    /** Whether it is neither done nor closed. For a caller that holds the lock. */
    boolean isOpen() {
        return snapshot.isOpen();
    }

    /** Ends it and releases its memory. For a caller that holds the lock. */
    void endLocked() {
        ended = true;
        snapshot.close();
    }

    /** Idempotent: closing again does nothing. */
    @Override
    public void close() {
        state.close(this, snapshot);
    }
}
