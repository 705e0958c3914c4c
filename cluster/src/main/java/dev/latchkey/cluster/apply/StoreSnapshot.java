package dev.latchkey.cluster.apply;

import dev.latchkey.cluster.replica.ReplicaSnapshot;
import dev.latchkey.engine.state.GuardedSnapshot;
import org.jspecify.annotations.Nullable;

/** A snapshot of a store: its preamble, then the state. */
final class StoreSnapshot implements ReplicaSnapshot {

    private final long index;
    private final long term;

    /** Not returned yet; empty when it was. */
    private byte[] preamble;

    private final @Nullable GuardedSnapshot state;

    StoreSnapshot(long index, long term, byte[] preamble, @Nullable GuardedSnapshot state) {
        this.index = index;
        this.term = term;
        this.preamble = preamble;
        this.state = state;
    }

    /** The snapshot of a node whose store has not begun: no bytes. */
    static StoreSnapshot ofNothing(long index, long term) {
        return new StoreSnapshot(index, term, new byte[0], null);
    }

    @Override
    public long index() {
        return index;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public byte[] next(int bytesMax) {
        byte[] first = preamble;
        if (first.length > 0) {
            preamble = new byte[0];
            return first;
        }
        return state == null ? first : state.next(bytesMax);
    }

    @Override
    public boolean isDone() {
        return preamble.length == 0 && (state == null || state.isDone());
    }

    @Override
    public void close() {
        if (state != null) {
            state.close();
        }
    }
}
