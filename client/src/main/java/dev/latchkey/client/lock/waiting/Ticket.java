package dev.latchkey.client.lock.waiting;

import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;

/**
 * A place in a queue: a key that the session of its owner owns, so that it is deleted when the owner is dead.
 *
 * @param key the key
 * @param version the version of the key; with another version it is another ticket, at another place
 * @param revision the revision of the store that created the key; the tickets of a queue are ordered by it
 * @param value describes the owner, as in the key of a lock
 */
public record Ticket(Key key, Version version, long revision, TicketMode mode, Value value) {}
