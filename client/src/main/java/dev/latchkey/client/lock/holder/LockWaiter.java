package dev.latchkey.client.lock.holder;

import dev.latchkey.core.Value;
import java.time.Instant;
import java.util.Optional;

/**
 * A client that waits for a lock in its queue, as its ticket describes it.
 *
 * @param since since when it has waited, to the second, by its clock
 * @param owner the text by which it describes itself; may be empty. The server does not check it
 */
public record LockWaiter(Optional<Instant> since, String owner) {

    /** Reads the waiting client from the value of its ticket. */
    public static LockWaiter of(Value ticket) {
        return LockValue.parse(ticket)
                .map(value -> new LockWaiter(value.since(), value.owner()))
                .orElse(new LockWaiter(Optional.empty(), ""));
    }
}
