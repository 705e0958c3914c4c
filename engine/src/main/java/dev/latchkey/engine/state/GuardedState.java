package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Engine;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** A state machine behind one lock, and how much it may take. For any thread. */
public final class GuardedState {

    public static final Reply NO_ROOM = new Reply.Refused(Reply.Refusal.NO_ROOM);

    /** Tombstones take at most this part of the room: nobody can delete them. */
    private static final int TOMBSTONES_SHARE = 4;

    private final StateMachine state;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();

    /** @param bytesMax the most that the state may take by its own estimate */
    public GuardedState(StateMachine state, long bytesMax) {
        this.state = state;
        this.bytesMax = bytesMax;
    }

    /** Standard bounds, but for the tombstones: no more than can take a quarter of the room, however long their keys are. */
    public static StateLimits limitsFor(long bytesMax) {
        long fit = bytesMax / TOMBSTONES_SHARE / StateMachine.TOMBSTONE_BYTES_MAX;
        int tombstonesMax = (int) Math.max(1, Math.min(fit, StateLimits.STANDARD.tombstonesMax()));
        return StateLimits.STANDARD.withTombstonesMax(tombstonesMax);
    }

    /** Applies a command, or refuses a put that would grow the state beyond its room. */
    Reply applyIfThereIsRoom(Command command) {
        lock.lock();
        try {
            return lacksRoomFor(command) ? NO_ROOM : state.apply(command);
        } finally {
            lock.unlock();
        }
    }

    /** A put that would be refused in any case, or makes the state no larger, needs no room. */
    private boolean lacksRoomFor(Command command) {
        if (!(command instanceof Command.Put put) || state.bytes() + StateMachine.growthMax(put) <= bytesMax) {
            return false;
        }
        long growth = state.growth(put);
        return growth > 0 && state.bytes() + growth > bytesMax;
    }

    public long bytesMax() {
        return bytesMax;
    }

    /** Does something with the state that nothing may come between. */
    public <T> T locked(Function<StateMachine, T> work) {
        lock.lock();
        try {
            return work.apply(state);
        } finally {
            lock.unlock();
        }
    }

    public Engine.Keyspace keyspace() {
        return locked(now -> new Engine.Keyspace(now.size(), now.tombstones(), now.revision(), now.bytes(), bytesMax));
    }
}
