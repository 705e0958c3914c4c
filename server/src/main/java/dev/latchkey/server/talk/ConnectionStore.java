package dev.latchkey.server.talk;

import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store that an engine served when a connection was opened. All requests and replies of the connection belong to this store: the
 * client has taken its id from the reply to HELLO, and the versions that it names are versions of this store.
 */
final class ConnectionStore {

    private final Engine engine;
    private final Optional<StoreId> store;

    ConnectionStore(Engine engine) {
        this.engine = engine;
        this.store = engine.storeId();
    }

    /** The id of the store; null if the engine served none. */
    @Nullable
    StoreId id() {
        return store.orElse(null);
    }

    /**
     * Whether the engine serves another store now. If this returns false after the engine has answered a command, the reply is from
     * the store of this connection, because {@link Engine#storeId} changes before the first command of a new store is executed.
     */
    boolean isReplaced() {
        return !engine.storeId().equals(store);
    }
}
