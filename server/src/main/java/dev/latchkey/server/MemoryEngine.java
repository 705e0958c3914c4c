package dev.latchkey.server;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StateMachine;
import dev.latchkey.core.StoreId;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Applies each command at once, on the thread that brings it, under one lock. Nothing outlives the process: every start is a
 * new store with a new id. For tests, caches, and whatever may be lost.
 */
public final class MemoryEngine implements Engine {

    /** Tombstones take at most this part of the room: nobody can delete them. */
    private static final int TOMBSTONES_SHARE = 4;

    private static final Reply NO_ROOM = new Reply.Refused(Reply.Refusal.NO_ROOM);

    private final StoreId storeId;
    private final long bytesMax;
    private final StateMachine store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Backups backups;

    /**
     * @param storeId a new one for every engine
     * @param limits the bounds of the state machine
     * @param bytesMax the most that the store may take by its own estimate; a put that grows it beyond is refused
     * @param hash a new one for every engine
     */
    public MemoryEngine(StoreId storeId, StateLimits limits, long bytesMax, SipHash hash) {
        this.storeId = storeId;
        this.bytesMax = bytesMax;
        this.store = new StateMachine(limits, hash);
        this.backups = new Backups(storeId, store, lock);
    }

    /**
     * An engine with standard bounds, but for the tombstones: no more than can take a quarter of the room, however long their
     * keys are. Every start is a new store, so nothing has to agree with an earlier choice.
     */
    public static MemoryEngine withRoomFor(long bytesMax, StoreId storeId, SipHash hash) {
        long fit = bytesMax / TOMBSTONES_SHARE / StateMachine.TOMBSTONE_BYTES_MAX;
        int tombstonesMax = (int) Math.max(1, Math.min(fit, StateLimits.STANDARD.tombstonesMax()));
        return new MemoryEngine(storeId, StateLimits.STANDARD.withTombstonesMax(tombstonesMax), bytesMax, hash);
    }

    @Override
    public StoreId storeId() {
        return storeId;
    }

    @Override
    public void submit(Command command, Consumer<Reply> whenDone) {
        whenDone.accept(execute(command));
    }

    private Reply execute(Command command) {
        lock.lock();
        try {
            return lacksRoomFor(command) ? NO_ROOM : store.apply(command);
        } finally {
            lock.unlock();
        }
    }

    /** A put that would be refused in any case, or makes the store no larger, needs no room. */
    private boolean lacksRoomFor(Command command) {
        if (!(command instanceof Command.Put put) || store.bytes() + StateMachine.growthMax(put) <= bytesMax) {
            return false;
        }
        long growth = store.growth(put);
        return growth > 0 && store.bytes() + growth > bytesMax;
    }

    @Override
    public Keyspace keyspace() {
        lock.lock();
        try {
            return new Keyspace(store.size(), store.tombstones(), store.revision(), store.bytes(), bytesMax);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Backup> openBackup() {
        return backups.begin();
    }

    @Override
    public void close() {
        // Nothing is held: the store goes with the last reference to it.
    }
}
