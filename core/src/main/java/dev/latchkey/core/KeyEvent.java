package dev.latchkey.core;

import org.jspecify.annotations.Nullable;

/**
 * A write of one key, as a reader of the event history of one prefix receives it.
 *
 * @param revision the revision of the store after the write
 * @param previous the revision of the event that the reader received before this one, or after which it started; a reader that compares
 *     it with what it has received knows that it has missed nothing
 * @param version the version of the key after the write, for a deleted key its last version
 * @param value the new value; null if the key was deleted
 * @param origin who sent the command, and when
 * @param last whether this is the last event of its step with that prefix: one command can write several keys
 */
public record KeyEvent(
        long revision,
        long previous,
        EventKind kind,
        Key key,
        Version version,
        @Nullable Value value,
        Origin origin,
        boolean last) {

    public KeyEvent {
        if (previous < 0 || revision <= previous) {
            throw new IllegalArgumentException("an event of revision " + revision + " cannot follow " + previous);
        }
        if ((kind == EventKind.PUT) != (value != null)) {
            throw new IllegalArgumentException("an event has a value if it is a put, and only then: " + kind);
        }
    }
}
