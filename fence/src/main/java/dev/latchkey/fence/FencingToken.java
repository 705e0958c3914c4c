package dev.latchkey.fence;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;

/**
 * The fencing token of a hold, with the store and the lock within which it can be compared.
 *
 * @param lock the name of the lock
 */
public record FencingToken(StoreId store, String lock, Version token) {

    private static final int LOCK_LENGTH_MAX = 1_024;

    public FencingToken {
        if (lock.isEmpty()
                || lock.length() > LOCK_LENGTH_MAX
                || lock.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the name of the lock must have 1 to " + LOCK_LENGTH_MAX
                    + " characters, none of which is a control character");
        }
        if (token.isNone()) {
            throw new IllegalArgumentException("a token is 1 or more");
        }
    }
}
