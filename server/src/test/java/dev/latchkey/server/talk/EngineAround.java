package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    public Optional<StoreId> storeId() {
        return store.storeId();
    }

    @Override
    public void submit(Command command, Asker asker) {
        store.submit(command, asker);
    }

    @Override
    public long sessionsOf(String user) {
        return store.sessionsOf(user);
    }

    @Override
    public Optional<String> userOf(SessionId session) {
        return store.userOf(session);
    }

    @Override
    public void follow(Follower follower) {
        store.follow(follower);
    }

    @Override
    public void unfollow(Follower follower) {
        store.unfollow(follower);
    }

    @Override
    public @Nullable Reply nextEvents(HistoryRead.Changes page) {
        return store.nextEvents(page);
    }

    @Override
    public HistoryFigures history() {
        return store.history();
    }

    @Override
    public KeyspaceSize keyspace() {
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
