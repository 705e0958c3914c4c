package dev.latchkey.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply of the store. Every reply is definite; only a Clerk reports unknown outcomes, which networks cause. */
public sealed interface Reply {

    <R> R match(Cases<R> cases);

    /** The key exists. */
    record Found(Versioned versioned) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.found(this);
        }
    }

    /** The key does not exist; a write that expected it did not take effect. */
    record NoKey() implements Reply {
        public static final NoKey INSTANCE = new NoKey();

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.noKey(this);
        }
    }

    /** The write took effect and made {@code version} the version of the key, for a delete its last version. */
    record Written(Version version) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.written(this);
        }
    }

    /** The write did not take effect: the key exists at another version. */
    record Conflict(Version current) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.conflict(this);
        }
    }

    /**
     * One page of keys, read as of one revision.
     *
     * @param revision the revision of the store
     * @param more whether more keys with the prefix follow the last entry
     */
    record Listed(long revision, boolean more, List<Entry> entries) implements Reply {
        public Listed {
            entries = List.copyOf(entries);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.listed(this);
        }

        /** A listed key; {@code value} is null if the command did not request values. */
        public record Entry(Key key, @Nullable Value value, Version version) {}
    }

    /** The write did not take effect, and would not with any other version. */
    record Refused(Refusal reason) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refused(this);
        }
    }

    /** The reason for refusing a write, other than its version. */
    enum Refusal {
        /** The key has reached the maximum version. */
        VERSIONS_USED_UP,
        /** The memory limit is reached. Engines return this and the reasons below before they order the write. */
        MEMORY_FULL,
        /** The disk is full. */
        DISK_FULL,
        /** The write queue is full. */
        QUEUE_FULL
    }

    /** One method for each reply. */
    interface Cases<R> {
        R found(Found reply);

        R noKey(NoKey reply);

        R written(Written reply);

        R conflict(Conflict reply);

        R listed(Listed reply);

        R refused(Refused reply);
    }
}
