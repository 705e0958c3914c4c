package dev.latchkey.client.election;

import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.core.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * The leader of an election.
 *
 * @param token the fencing token of its leadership
 * @param text the text that it campaigned with, such as an address for the other clients
 * @param since since when it leads, to the second, by its own clock
 */
public record Leader(Version token, String text, Optional<Instant> since) {

    static Leader of(LockHolder holder) {
        return new Leader(holder.token(), holder.owner(), holder.since());
    }
}
