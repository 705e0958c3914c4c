package dev.latchkey.core;

import java.util.OptionalLong;

/**
 * A command that reads the event history: the most recent writes of the store. The replies are {@link Reply.OfHistory}: {@link
 * Reply.Compacted} if events after the named revision have been evicted, and {@link Reply.NotReached} if the store has not reached it.
 */
public sealed interface HistoryRead extends Command {

    <R> R matchHistory(Cases<R> cases);

    @Override
    default HistoryRead asHistoryRead() {
        return this;
    }

    @Override
    default <R> R match(Command.Cases<R> cases) {
        return cases.history(this);
    }

    /**
     * Determines where a follow of {@code prefix} starts. The reply is {@link Reply.Following}.
     *
     * @param from the follow delivers the events after this revision; empty for the current revision
     */
    record Follow(Prefix prefix, OptionalLong from) implements HistoryRead {

        /** The maximum number of follows of one connection. */
        public static final int FOLLOWS_MAX = 64;

        public Follow {
            from.ifPresent(HistoryRead::requireRevision);
        }

        @Override
        public <R> R matchHistory(Cases<R> cases) {
            return cases.follow(this);
        }
    }

    /**
     * Reads the next events whose keys start with {@code prefix}. The reply is {@link Reply.Changed}. A page ends with the step that
     * reaches one of its bounds, so it can exceed them by one step.
     *
     * @param after the page starts with the first event after this revision
     * @param previous the revision of the event before that one, for {@link KeyEvent#previous}; {@code after} at the start
     * @param limit the maximum number of events, 1 to {@value #LIMIT_MAX}
     * @param bytes the maximum number of bytes of keys and values
     * @param waitMillis how long a server waits for an event if there is none, 0 to {@value #WAIT_MILLIS_MAX}; the store ignores it
     * @param only the page has only events of these keys, as if there were no others: a server restricts it to those that the user may
     *     read
     */
    record Changes(Prefix prefix, long after, long previous, int limit, int bytes, int waitMillis, PrefixSet only)
            implements HistoryRead {

        /** The default maximum number of events on a page. */
        public static final int LIMIT_DEFAULT = 1_000;

        /** The largest limit that a command can set. */
        public static final int LIMIT_MAX = 10_000;

        /** The maximum number of bytes of keys and values on the page that a client requests. */
        public static final int BYTES_MAX = 1 << 20;

        /** The longest wait: one minute. */
        public static final int WAIT_MILLIS_MAX = 60_000;

        /** The number of events that are examined for one page, whatever their keys. */
        public static final int LOOKS_MAX = 2_000;

        /** A page of the events of all keys that start with {@code prefix}. */
        public Changes(Prefix prefix, long after, long previous, int limit, int bytes, int waitMillis) {
            this(prefix, after, previous, limit, bytes, waitMillis, PrefixSet.EVERY);
        }

        public Changes {
            requireRevision(previous);
            if (after < previous) {
                throw new IllegalArgumentException("the event before revision " + after + " is not " + previous);
            }
            requireLimit(limit);
            if (bytes < 1) {
                throw new IllegalArgumentException("a page has room for at least one byte");
            }
            if (waitMillis < 0 || waitMillis > WAIT_MILLIS_MAX) {
                throw new IllegalArgumentException(waitMillis + " ms is not one of 0 to " + WAIT_MILLIS_MAX);
            }
        }

        /** A request of a client for the events after {@code revision}. */
        public static Changes startingAfter(Prefix prefix, long revision, int limit, int waitMillis) {
            return new Changes(prefix, revision, revision, limit, BYTES_MAX, waitMillis);
        }

        /** Returns the request for the page after {@code page}. */
        public Changes after(Reply.Changed page) {
            return new Changes(prefix, page.next(), page.previous(), limit, bytes, waitMillis, only);
        }

        /** Returns the request for the page after {@code revision}, up to which there are no events of the prefix after this position. */
        public Changes skippingTo(long revision) {
            return revision == after ? this : new Changes(prefix, revision, previous, limit, bytes, waitMillis, only);
        }

        /** Returns this request for the events of {@code visible} keys only. */
        public Changes only(PrefixSet visible) {
            return new Changes(prefix, after, previous, limit, bytes, waitMillis, visible);
        }

        @Override
        public <R> R matchHistory(Cases<R> cases) {
            return cases.changes(this);
        }
    }

    /**
     * Reads the latest events of one key, newest first. The reply is {@link Reply.EventsOfKey}.
     *
     * @param limit the maximum number of events, 1 to {@value Changes#LIMIT_MAX}
     */
    record OfKey(Key key, int limit) implements HistoryRead {

        /** The default maximum number of events. */
        public static final int LIMIT_DEFAULT = 100;

        public OfKey {
            requireLimit(limit);
        }

        @Override
        public <R> R matchHistory(Cases<R> cases) {
            return cases.ofKey(this);
        }
    }

    private static void requireRevision(long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("revision " + revision + " is less than 0");
        }
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > Changes.LIMIT_MAX) {
            throw new IllegalArgumentException("limit " + limit + " is not one of 1 to " + Changes.LIMIT_MAX);
        }
    }

    /** One method for each of these commands. */
    interface Cases<R> {
        R follow(Follow command);

        R changes(Changes command);

        R ofKey(OfKey command);
    }
}
