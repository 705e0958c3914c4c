package dev.latchkey.core;

import org.jspecify.annotations.Nullable;

/** Everything a client may ask of the store. Adding a case breaks every {@link Cases} until it is answered. */
public sealed interface Command {

    <R> R match(Cases<R> cases);

    /** Whether this command can change the store; one that cannot may be sent again at will. */
    default boolean isWrite() {
        return false;
    }

    /** Reads one key. Answered by {@link Reply.Found} or {@link Reply.NoKey}. */
    record Get(Key key) implements Command {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.get(this);
        }
    }

    /**
     * Writes a key, provided its version is still {@code expected}; {@link Version#NONE} creates it. Answered by {@link
     * Reply.Written}, {@link Reply.Conflict}, {@link Reply.NoKey} or {@link Reply.Refused}.
     */
    record Put(Key key, Value value, Version expected) implements Command {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.put(this);
        }

        @Override
        public boolean isWrite() {
            return true;
        }
    }

    /** Deletes a key, provided its version is still {@code expected}, which is not {@link Version#NONE}. Answered like a put. */
    record Delete(Key key, Version expected) implements Command {
        public Delete {
            if (expected.isNone()) {
                throw new IllegalArgumentException("a delete names the version it deletes, 1 or more");
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.delete(this);
        }

        @Override
        public boolean isWrite() {
            return true;
        }
    }

    /**
     * Reads one page of the keys that begin with {@code prefix}, in byte order. Answered by {@link Reply.Listed}.
     *
     * @param after the page begins with the first key greater than this one; null: with the first key
     * @param limit the most entries on the page, 1 to {@value #LIMIT_MAX}
     * @param values whether entries carry their values
     */
    record ListKeys(Prefix prefix, @Nullable Key after, int limit, boolean values) implements Command {

        /** The entries of a page if nobody says otherwise. */
        public static final int LIMIT_DEFAULT = 1_000;

        /** The most entries of a page. */
        public static final int LIMIT_MAX = 10_000;

        public ListKeys {
            if (limit < 1 || limit > LIMIT_MAX) {
                throw new IllegalArgumentException("limit " + limit + " is not one of 1 to " + LIMIT_MAX);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.listKeys(this);
        }
    }

    /** One answer for each command. */
    interface Cases<R> {
        R get(Get command);

        R put(Put command);

        R delete(Delete command);

        R listKeys(ListKeys command);
    }
}
