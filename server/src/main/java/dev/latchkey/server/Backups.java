package dev.latchkey.server;

import dev.latchkey.core.StateMachine;
import dev.latchkey.core.StateSnapshot;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Limits;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/** The backups that are being taken of one store, at most {@link Limits#BACKUPS_MAX} at once. For any thread. */
final class Backups {

    private final StoreId storeId;
    private final StateMachine store;
    private final Lock lock;

    /** How many are open; guarded by the lock. */
    private int open;

    /** @param lock under which all use of {@code store} stands */
    Backups(StoreId storeId, StateMachine store, Lock lock) {
        this.storeId = storeId;
        this.store = store;
        this.lock = lock;
    }

    /** One of this moment; empty if there are too many already. */
    Optional<Backup> begin() {
        return locked(() -> {
            if (open == Limits.BACKUPS_MAX) {
                return Optional.empty();
            }
            Backup backup = new Backup(this, storeId, store.snapshot());
            open++;
            return Optional.of(backup);
        });
    }

    void end(StateSnapshot snapshot) {
        locked(() -> {
            snapshot.close();
            return --open;
        });
    }

    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
