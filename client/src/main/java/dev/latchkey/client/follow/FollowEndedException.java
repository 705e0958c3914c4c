package dev.latchkey.client.follow;

import dev.latchkey.client.clerk.LatchkeyException;
import org.jspecify.annotations.Nullable;

/** A follow has ended. All updates before the end were delivered, unless the caller or the client closed the follow. */
public class FollowEndedException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    /** Why a follow has ended. */
    public enum Reason {
        /** Events after the last delivered one are no longer in the history; see {@link CompactedException}. */
        COMPACTED,
        /** The server has a different store, in which the revisions of the follow are meaningless. */
        STORE_CHANGED,
        /** The events that the server sent do not connect to those that were received before: one is missing, or was repeated. */
        CHAIN_BROKEN,
        /** The server refused the follow, for example because the client is not authenticated. The message is its error line. */
        REFUSED,
        /** The client has the maximum number of follows. */
        TOO_MANY,
        /** The keys with the prefix do not fit into the memory that the follow may use for its state. */
        STATE_TOO_LARGE,
        /** The listener threw an exception, which is the cause. */
        LISTENER_FAILED,
        /** The follow or the client was closed. */
        CLOSED
    }

    private final Reason reason;

    /** Creates an exception without a cause. */
    public FollowEndedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    FollowEndedException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message);
        initCause(cause);
    }

    static FollowEndedException closed() {
        return new FollowEndedException(Reason.CLOSED, "the follow is closed");
    }

    static FollowEndedException clientClosed() {
        return new FollowEndedException(Reason.CLOSED, "the client is closed");
    }

    /** Returns why the follow has ended. */
    public final Reason reason() {
        return reason;
    }

    /** The same end with the stack trace of the calling thread. */
    FollowEndedException here() {
        return new FollowEndedException(reason, String.valueOf(getMessage()), getCause());
    }
}
