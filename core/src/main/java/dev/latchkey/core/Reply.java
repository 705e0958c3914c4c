package dev.latchkey.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store answers. Every reply is definite: doubt is made by networks, and only a Clerk speaks of it. */
public sealed interface Reply {

    <R> R match(Cases<R> cases);

    /** The key is there. */
    record Found(Versioned versioned) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.found(this);
        }
    }

    /** The key is not there; a write that expected it was not done. */
    record NoKey() implements Reply {
        public static final NoKey INSTANCE = new NoKey();

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.noKey(this);
        }
    }

    /** The write was done and made {@code version}, after a delete the key's last. */
    record Written(Version version) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.written(this);
        }
    }

    /** The write was not done: the key is there, and at another version. */
    record Conflict(Version current) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.conflict(this);
        }
    }

    /**
     * One page of keys, all read at one moment.
     *
     * @param revision the revision of the store at that moment
     * @param more whether keys with the prefix follow the last entry
     */
    record Listed(long revision, boolean more, List<Entry> entries) implements Reply {
        public Listed {
            entries = List.copyOf(entries);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.listed(this);
        }

        /** A listed key; {@code value} is null if the values were not asked for. */
        public record Entry(Key key, @Nullable Value value, Version version) {}
    }

    /** The write was not done, whatever its version. */
    record Refused(Refusal reason) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refused(this);
        }
    }

    /** Why a write was refused that no other version would have helped. */
    enum Refusal {
        /** The key has been written as often as a version can count. */
        VERSIONS_USED_UP,
        /** There is no room for it in memory. Made by engines, before the write is ordered, as are those below. */
        NO_ROOM,
        /** There is no room for it on the disk. */
        DISK_FULL,
        /** Too much waits to be written. */
        TOO_MUCH_WAITS
    }

    /** One answer for each reply. */
    interface Cases<R> {
        R found(Found reply);

        R noKey(NoKey reply);

        R written(Written reply);

        R conflict(Conflict reply);

        R listed(Listed reply);

        R refused(Refused reply);
    }
}
