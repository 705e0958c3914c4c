package dev.latchkey.client.election;

import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.core.Version;
import java.util.Optional;

/**
 * Receives the changes of a {@link Candidacy}. The methods are called on the client's executor, in order and one at a time; they should
 * return soon, because the end of a leadership is reported only after {@link #elected} has returned. An exception goes to the uncaught exception handler of
 * the thread.
 */
public interface LeaderListener {

    /** This client leads, with the token of {@code leadership}. */
    void elected(Leadership leadership);

    /**
     * This client does not lead any more.
     *
     * @param token the token of the leadership that has ended
     * @param cause why it was lost; empty if the client has resigned
     */
    void ended(Version token, Optional<LockLoss> cause);
}
