package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Applies each command at once, on the thread that brings it, under one lock. Nothing outlives the process: every start is a
 * new store with a new id. For tests, caches, and whatever may be lost.
 */
public final class MemoryEngine implements Engine {

    private final StoreId storeId;
    private final GuardedState state;
    private final Backups backups;

    /**
     * @param storeId a new one for every engine
     * @param limits the bounds of the state machine
     * @param bytesMax the most that the store may take by its own estimate; a put that grows it beyond is refused
     * @param hash a new one for every engine
     */
    public MemoryEngine(StoreId storeId, StateLimits limits, long bytesMax, SipHash hash) {
        this.storeId = storeId;
        this.state = new GuardedState(new StateMachine(limits, hash), bytesMax);
        this.backups = new Backups(storeId, state);
    }

    /**
     * An engine with standard bounds, but for the tombstones: no more than suit the room. Every start is a new store, so nothing
     * has to agree with an earlier choice.
     */
    public static MemoryEngine withRoomFor(long bytesMax, StoreId storeId, SipHash hash) {
        return new MemoryEngine(storeId, GuardedState.limitsFor(bytesMax), bytesMax, hash);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public StoreId storeId() {
        return storeId;
    }

    @Override
    public Reply answerAtOnce(Command command) {
        return state.applyIfThereIsRoom(command);
    }

    @Override
    public void submit(Command command, Executor home, Consumer<Reply> whenDone) {
        whenDone.accept(answerAtOnce(command));
    }

    @Override
    public Keyspace keyspace() {
        return state.keyspace();
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
