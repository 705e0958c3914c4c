package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.KeyspaceSize;
import java.util.Optional;

/**
 * The in-memory engine: executes each command immediately, on the calling thread, under one lock. The data is gone when the process
 * exits, and each run of the process has a new store with a new id. For tests, caches and other data that may be lost.
 */
public final class MemoryEngine implements Engine {

    private final StoreId storeId;
    private final GuardedState state;
    private final Backups backups;

    /**
     * @param storeId a new one for every engine
     * @param limits the limits of the state machine
     * @param bytesMax the memory limit, compared with the store's own estimate; a put that would exceed it is refused
     * @param hash a new one for every engine
     */
    public MemoryEngine(StoreId storeId, StateLimits limits, long bytesMax, SipHash hash) {
        this(storeId, limits, MemoryLimits.of(bytesMax), hash);
    }

    private MemoryEngine(StoreId storeId, StateLimits limits, MemoryLimits memory, SipHash hash) {
        this.storeId = storeId;
        this.state = new GuardedState(new StateMachine(limits, hash, memory.layout()), memory);
        this.backups = new Backups(state);
    }

    /**
     * Returns an engine with standard limits, except for the number of tombstones, which depends on the memory limit. Each run has a
     * new store, so the limits need not agree with those of an earlier run.
     */
    public static MemoryEngine withMemoryLimit(long bytesMax, StoreId storeId, SipHash hash) {
        return withMemoryLimits(MemoryLimits.of(bytesMax), storeId, hash);
    }

    /** As {@link #withMemoryLimit}, with limits that suit the heap of this process. */
    public static MemoryEngine withMemoryLimits(MemoryLimits memory, StoreId storeId, SipHash hash) {
        return new MemoryEngine(storeId, GuardedState.limitsFor(memory.bytesMax()), memory, hash);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Optional<StoreId> storeId() {
        return Optional.of(storeId);
    }

    @Override
    public Reply tryAnswer(Command command) {
        return state.apply(command);
    }

    @Override
    public void submit(Command command, Asker asker) {
        asker.answered(state.apply(command));
    }

    @Override
    public KeyspaceSize keyspace() {
        return state.keyspace();
    }

    @Override
    public Optional<Backup> openBackup() {
        return backups.open(storeId);
    }

    @Override
    public void close() {
        // Nothing to release: the garbage collector frees the store.
    }
}
