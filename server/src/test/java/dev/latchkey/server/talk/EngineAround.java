package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** An engine that delegates to another, for tests that override parts of it. Never answers immediately. */
public abstract class EngineAround implements Engine {

    public final Engine store;

    public EngineAround(Engine store) {
        this.store = store;
    }

    @Override
    public final String name() {
        return store.name();
    }

    @Override
    public final StoreId storeId() {
        return store.storeId();
    }

    @Override
    public void submit(Command command, Executor home, Consumer<Reply> whenDone) {
        store.submit(command, home, whenDone);
    }

    @Override
    public Keyspace keyspace() {
        return store.keyspace();
    }

    @Override
    public final Optional<Backup> openBackup() {
        return store.openBackup();
    }

    @Override
    public final void close() {
        store.close();
    }
}
