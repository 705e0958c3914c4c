package dev.latchkey.client.lock.loss;

import dev.latchkey.client.clerk.LatchkeyException;

/** The lock was not granted and never will be, because of what other clients use it for. Nothing is held. */
public final class LockRefusedException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    /** @param message why, as a phrase */
    public LockRefusedException(String message) {
        super("the lock is refused: " + message);
    }
}
