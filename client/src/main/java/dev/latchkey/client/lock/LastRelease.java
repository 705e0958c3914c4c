package dev.latchkey.client.lock;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The version at which the last release of a handle has left the key. The next acquisition writes at that version without reading the
 * key first, which saves a round trip. If another client has acquired the lock since, the write is refused; so the version is used only
 * if the last acquisition of the handle did not have to wait. All methods are called on the event loop.
 */
final class LastRelease {

    private @Nullable StoreId store;
    private Version free = Version.NONE;
    private boolean isContended;

    /** The key was left free. */
    void released(StoreId in, Version at) {
        store = in;
        free = at;
    }

    /** An acquisition was granted the lock. */
    void acquired(boolean hadToWait) {
        store = null;
        isContended = hadToWait;
    }

    /** The version at which the key probably still is; empty if that is unlikely or if {@code now} is another store. */
    Optional<Version> freeIn(Optional<StoreId> now) {
        return !isContended && store != null && now.equals(Optional.of(store)) ? Optional.of(free) : Optional.empty();
    }
}
