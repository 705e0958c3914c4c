package dev.latchkey.core.history;

import dev.latchkey.core.bytes.UnreadableException;

/** What happened to a key. The numbers are on disk: append only, never renumber. */
public enum EventKind {
    /** The key was created or overwritten. */
    PUT(1),
    /** The key was deleted by a command that names it. */
    DELETE(2),
    /** The key was deleted because the time to live of its session had passed. */
    EXPIRE(3),
    /** The key was deleted because its session was closed. */
    CLOSE(4);

    private static final EventKind[] ALL = values();

    final byte number;

    EventKind(int number) {
        this.number = (byte) number;
    }

    static EventKind of(int number) {
        for (EventKind kind : ALL) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new UnreadableException(
                "an event of kind " + number + ", which this program does not know; a newer one may have written it");
    }
}
