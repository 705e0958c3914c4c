package dev.latchkey.client.clerk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;

/**
 * A condition on another key: the write takes effect only if that key has this version. Typically it is the key of a lock and the
 * fencing token with which the lock is held, so that a holder that lost the lock without noticing cannot write.
 *
 * @param version {@link Version#NONE} if the key must not exist
 */
public record Guard(Key key, Version version) {

    /** A guard on a text key, encoded as UTF-8. */
    public static Guard of(String key, Version version) {
        return new Guard(Key.of(key), version);
    }

    Command.Guard toCommand() {
        return new Command.Guard(key, version);
    }
}
