package dev.latchkey.fence;

import dev.latchkey.fence.RefusedByFenceException.Reason;
import java.util.Optional;

/**
 * What a fence remembers of one lock.
 *
 * @param store the id of the store that was adopted, as text
 * @param token the greatest token that was seen; 0 for none
 */
record SeenToken(String store, long token) {

    /**
     * Checks a token.
     *
     * @param seen empty if no store was adopted
     * @throws RefusedByFenceException if the token is refused
     */
    static void requireAccepted(Optional<SeenToken> seen, FencingToken presented) {
        if (seen.isEmpty()) {
            throw new RefusedByFenceException(
                    Reason.OTHER_STORE,
                    "the fence of lock '" + presented.lock() + "' has no store yet: adopt store " + presented.store());
        }
        SeenToken known = seen.get();
        if (!known.store.equals(presented.store().toString())) {
            throw new RefusedByFenceException(
                    Reason.OTHER_STORE,
                    "the fence of lock '" + presented.lock() + "' knows store " + known.store
                            + ", and the token is of store " + presented.store()
                            + ": tokens of different stores cannot be compared");
        }
        if (presented.token().number() < known.token) {
            throw new RefusedByFenceException(
                    Reason.STALE,
                    "token " + presented.token() + " of lock '" + presented.lock() + "' is stale: token " + known.token
                            + " was seen");
        }
    }
}
