package dev.latchkey.fence;

/** A fence has refused a token. Nothing was changed. */
public final class RefusedByFenceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why a token was refused. */
    public enum Reason {
        /** A greater token was seen: another client has acquired the lock since. The caller must stop. */
        STALE,
        /** The fence knows another store, or none: an operator has to adopt the store. */
        OTHER_STORE
    }

    private final Reason reason;

    RefusedByFenceException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why the token was refused. */
    public Reason reason() {
        return reason;
    }
}
