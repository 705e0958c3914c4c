package dev.latchkey.client.lock.loss;

/** Why a lock was lost while it was held. {@code toString} returns it as a phrase for messages and logs. */
public enum LockLoss {
    /** The server has ended the session of the lock, because it received no KEEP within its time to live. */
    EXPIRED("the session of the lock has expired"),
    /** The key of the lock was deleted or overwritten, usually by an operator who broke the lock. */
    BROKEN("the lock was broken"),
    /** This client has closed the session of the lock. */
    SESSION_CLOSED("the session of the lock was closed"),
    /** The server has a different store, in which the lock is not held. */
    STORE_CHANGED("the server has a different store"),
    /**
     * No KEEP was answered for 90 % of the time to live, so the session may have expired. Either no server could be reached, or this
     * process or its machine was suspended.
     */
    UNREACHABLE("no server has answered a KEEP for 90 % of the time to live of the session");

    private final String phrase;

    LockLoss(String phrase) {
        this.phrase = phrase;
    }

    @Override
    public String toString() {
        return phrase;
    }
}
