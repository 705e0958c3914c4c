package dev.latchkey.client.lock.loss;

import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.core.Version;

/** The lock is no longer held, although it was not released. */
public final class LockLostException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final LockLoss loss;

    /** The lock {@code name}, which was held with {@code token}, was lost. */
    public LockLostException(String name, Version token, LockLoss loss) {
        super("lock '" + name + "' was lost: token " + token + " no longer holds it (" + loss + ")");
        this.loss = loss;
    }

    /** Returns why the lock was lost. */
    public LockLoss loss() {
        return loss;
    }
}
