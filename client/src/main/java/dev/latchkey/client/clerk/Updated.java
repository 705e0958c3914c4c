package dev.latchkey.client.clerk;

import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.Optional;

/**
 * The result of an {@linkplain Clerk#update update}.
 *
 * <ul>
 *   <li>{@code Ok}: the key has the version and the {@code value} given here, which were written if {@code isWritten}, and were
 *       read if the function left the key as it is; the version of a key that does not exist is then {@link Version#NONE}.
 *   <li>{@code ErrVersion} or {@code ErrNoKey}: nothing was written. Each time, another client had changed the key between the
 *       read and the write, until the deadline passed.
 *   <li>{@code ErrMaybe}: the outcome of the last write is unknown: it may have stored {@code value}. No earlier write took
 *       effect, and the update was not retried, because it might then have been applied twice.
 * </ul>
 *
 * @param outcome the outcome of the last write, or {@code Ok} if nothing had to be written
 * @param value the value of the key with that outcome; empty if the key does not exist
 * @param isWritten whether the update definitely wrote or deleted the key
 */
public record Updated(Key key, PutOutcome outcome, Optional<Value> value, boolean isWritten) {

    /**
     * Returns the version of the key after the update.
     *
     * @throws NotOkException if the outcome is not {@code Ok}; it names the key and carries the outcome
     */
    public Version orThrow() {
        return outcome.orThrow(key);
    }
}
