package dev.latchkey.client.lock.holder;

import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Instant;
import java.util.Optional;

/**
 * The holder of a lock, as its key describes it.
 *
 * @param token the fencing token
 * @param since when the holder acquired the lock, to the second, by the holder's clock; empty for a lock without a session
 * @param owner the text by which the holder describes itself, usually user, host, process id and program; may be empty. The server
 *     does not check it
 */
public record LockHolder(Version token, Optional<Instant> since, String owner) {

    /** Reads the holder from the key of a lock; empty if the lock is free. */
    public static Optional<LockHolder> of(Versioned key) {
        return LockValue.parse(key.value()).map(value -> new LockHolder(key.version(), value.since(), value.owner()));
    }
}
