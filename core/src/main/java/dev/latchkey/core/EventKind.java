package dev.latchkey.core;

import org.jspecify.annotations.Nullable;

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

    private final byte number;

    EventKind(int number) {
        this.number = (byte) number;
    }

    /** Returns the number that stands for this kind on disk. */
    public byte number() {
        return number;
    }

    /** Returns the kind with that number on disk; null if this program does not know one. */
    public static @Nullable EventKind of(int number) {
        for (EventKind kind : ALL) {
            if (kind.number == number) {
                return kind;
            }
        }
        return null;
    }
}
