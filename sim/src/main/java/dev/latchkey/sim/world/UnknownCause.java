package dev.latchkey.sim.world;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.session.SessionLoss;
import java.util.Locale;

/** Why the outcome of a write is unknown, as reports count it. */
public enum UnknownCause {
    /** A retry was refused. Impossible in a session. */
    RESEND_REFUSED,
    /** The deadline passed. */
    DEADLINE_ENDED,
    /** The session had ended when the write was sent again. */
    SESSION_LOST,
    /** The server had a different store. */
    STORE_CHANGED,
    /** The client was closed. */
    ABANDONED;

    public static UnknownCause of(Cause cause) {
        if (cause instanceof Cause.ResendRefused) {
            return RESEND_REFUSED;
        }
        if (cause instanceof Cause.DeadlineEnded) {
            return DEADLINE_ENDED;
        }
        if (cause instanceof Cause.SessionLost lost) {
            return lost.loss() == SessionLoss.STORE_CHANGED ? STORE_CHANGED : SESSION_LOST;
        }
        return cause instanceof Cause.StoreChanged ? STORE_CHANGED : ABANDONED;
    }

    /** The name as it appears in reports. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
