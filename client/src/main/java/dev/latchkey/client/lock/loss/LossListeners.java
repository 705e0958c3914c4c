package dev.latchkey.client.lock.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The loss of one hold, and its listeners, each of which is called exactly once if there is a loss. Thread-safe. */
public final class LossListeners {

    private final Executor completion;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Consumer<LockLoss>> listeners = new ArrayList<>();
    private @Nullable LockLoss loss;

    /** @param completion the executor on which listeners are called */
    public LossListeners(Executor completion) {
        this.completion = completion;
    }

    /** The loss; empty if the lock has not been lost. */
    public Optional<LockLoss> loss() {
        lock.lock();
        try {
            return Optional.ofNullable(loss);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a listener, which is called immediately if the lock has been lost. */
    public void add(Consumer<LockLoss> listener) {
        LockLoss known;
        lock.lock();
        try {
            known = loss;
            if (known == null) {
                listeners.add(listener);
            }
        } finally {
            lock.unlock();
        }
        if (known != null) {
            call(listener, known);
        }
    }

    /** Records the loss and calls the listeners; false if there was a loss before. */
    public boolean tell(LockLoss why) {
        List<Consumer<LockLoss>> told;
        lock.lock();
        try {
            if (loss != null) {
                return false;
            }
            loss = why;
            told = List.copyOf(listeners);
            listeners.clear();
        } finally {
            lock.unlock();
        }
        told.forEach(listener -> call(listener, why));
        return true;
    }

    private void call(Consumer<LockLoss> listener, LockLoss why) {
        completion.execute(() -> listener.accept(why));
    }
}
