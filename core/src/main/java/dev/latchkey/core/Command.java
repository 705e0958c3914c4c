package dev.latchkey.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that a client sends to the store. A new command does not compile until every {@link Cases} handles it. */
public sealed interface Command permits Command.Get, Command.ListKeys, Command.Write {

    <R> R match(Cases<R> cases);

    /** Returns this command as a write; null if it can only read. */
    default @Nullable Write asWrite() {
        return null;
    }

    /** Returns whether this command can change the store. A command that cannot is safe to retry any number of times. */
    default boolean isWrite() {
        return asWrite() != null;
    }

    /**
     * A command that can change the store. Engines admit, queue and log writes by the methods of this interface, so they need
     * not distinguish one kind of write from another.
     *
     * <p>The interface is not sealed, so that a write can wrap another one. A wrapper delegates {@link #match}, or has a case of
     * its own in {@link Cases}, and delegates {@link #keys}, {@link #bytes} and {@link #mayFree}. It adds to {@code keys} and
     * {@code bytes} whatever it writes or carries itself. A wrapper that delegates less than that bypasses the memory limit, or
     * uses the disk space that is reserved for deletes.
     */
    non-sealed interface Write extends Command {

        @Override
        default Write asWrite() {
            return this;
        }

        /** Returns the keys that this command may write, each once. */
        List<Key> keys();

        /** Returns the number of payload bytes that this command carries: its keys and its values. */
        int bytes();

        /**
         * Returns whether this command never makes the state larger, and so can free memory and, after the next snapshot, disk
         * space. Such a write is admitted when memory or the disk is full.
         */
        boolean mayFree();
    }

    /** Reads one key. The reply is {@link Reply.Found} or {@link Reply.NoKey}. */
    record Get(Key key) implements Command {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.get(this);
        }
    }

    /**
     * Writes a key if its version is {@code expected}; {@link Version#NONE} creates the key. The reply is {@link Reply.Written},
     * {@link Reply.Conflict}, {@link Reply.NoKey} or {@link Reply.Refused}.
     */
    record Put(Key key, Value value, Version expected) implements Write {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.put(this);
        }

        @Override
        public List<Key> keys() {
            return List.of(key);
        }

        @Override
        public int bytes() {
            return key.length() + value.length();
        }

        @Override
        public boolean mayFree() {
            return false;
        }
    }

    /**
     * Deletes a key if its version is {@code expected}, which must not be {@link Version#NONE}. The replies are those of a
     * {@link Put}.
     */
    record Delete(Key key, Version expected) implements Write {
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
        public List<Key> keys() {
            return List.of(key);
        }

        @Override
        public int bytes() {
            return key.length();
        }

        @Override
        public boolean mayFree() {
            return true;
        }
    }

    /**
     * Reads one page of the keys that start with {@code prefix}, in byte order. The reply is {@link Reply.Listed}.
     *
     * @param after the page starts with the first key greater than this one; null to start with the first key
     * @param limit the maximum number of entries on the page, 1 to {@value #LIMIT_MAX}
     * @param values whether the entries include their values
     */
    record ListKeys(Prefix prefix, @Nullable Key after, int limit, boolean values) implements Command {

        /** The default maximum number of entries on a page. */
        public static final int LIMIT_DEFAULT = 1_000;

        /** The largest limit that a command can set. */
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

    /** One method for each command. */
    interface Cases<R> {
        R get(Get command);

        R put(Put command);

        R delete(Delete command);

        R listKeys(ListKeys command);
    }
}
