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
        /** The results of the transaction would exceed {@link Command.Transaction#BYTES_MAX}. */
        REPLY_TOO_LARGE,
        /** The store has as many sessions as it can have. */
        SESSIONS_FULL,
        /** The session owns as many keys as it can. */
        OWNED_KEYS_FULL,
        /** The session has as many bytes of recorded replies as it can. */
        RECORDS_FULL,
        /** The memory limit is reached. Engines return this and the reasons below before they order the write. */
        MEMORY_FULL,
        /** The disk is full. */
        DISK_FULL,
        /** The write queue is full. */
        QUEUE_FULL,
        /** The cluster has no leader that could order the command. Reads get this refusal too. */
        NO_LEADER
    }

    /** The write did not take effect: the key of its guard has another version, {@link Version#NONE} if it is absent. */
    record GuardFailed(Version current) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.guardFailed(this);
        }
    }

    /** The session is open. */
    record Opened(SessionId session) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.opened(this);
        }
    }

    /** The session has this time to live, in milliseconds. */
    record Kept(int ttlMillis) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.kept(this);
        }
    }

    /** The session has ended. */
    record Closed() implements Reply {
        public static final Closed INSTANCE = new Closed();

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.closed(this);
        }
    }

    /** The session does not exist, has ended, or belongs to another user; the command did not take effect. */
    record NoSession() implements Reply {
        public static final NoSession INSTANCE = new NoSession();

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.noSession(this);
        }
    }

    /** The step was not executed, because its number cannot be used: {@code reason}. */
    record SeqRefused(SeqReason reason) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.seqRefused(this);
        }
    }

    /** The reason for refusing the number of a step. */
    enum SeqReason {
        /** The command says that the client has the reply of this very step. */
        ACKED_BY_ITSELF,
        /** The session has dropped the reply, because the client had it. */
        ACKED_BEFORE,
        /** The number is more than {@link Command.Once#WINDOW} above the acknowledged ones. */
        BEYOND_WINDOW,
        /** Another command has this number. */
        OTHER_COMMAND
    }

    /**
     * The step has been cancelled: it was not executed and never will be.
     *
     * @param before whether this replies to the step itself, which came after its cancellation
     */
    record Cancelled(boolean before) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancelled(this);
        }
    }

    /**
     * The transaction took effect.
     *
     * @param results those of its operations, in the same order
     */
    record Transacted(List<Result> results) implements Reply {
        public Transacted {
            results = List.copyOf(results);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.transacted(this);
        }
    }

    /** The result of one operation of a transaction. */
    sealed interface Result {

        <R> R matchResult(ResultCases<R> cases);

        /** Returns what the result counts towards {@link Command.Transaction#BYTES_MAX}. */
        default int bytes() {
            return Command.Transaction.FRAME_BYTES;
        }

        /** The key had the version that was checked, or was unchanged. */
        record Checked() implements Result {
            public static final Checked INSTANCE = new Checked();

            @Override
            public <R> R matchResult(ResultCases<R> cases) {
                return cases.checked(this);
            }
        }

        /** The operation wrote this version, for a delete the last version of the key. */
        record Written(Version version) implements Result {
            @Override
            public <R> R matchResult(ResultCases<R> cases) {
                return cases.written(this);
            }
        }

        /**
         * What was observed.
         *
         * @param isPresent whether the key existed
         * @param version its version, or its last version if it was absent
         */
        record Observed(boolean isPresent, Version version) implements Result {
            @Override
            public <R> R matchResult(ResultCases<R> cases) {
                return cases.observed(this);
            }
        }

        /**
         * What was read.
         *
         * @param found null if the key was absent
         * @param withVersion whether the client requested the version and the revision besides the value
         */
        record Read(@Nullable Versioned found, boolean withVersion) implements Result {
            @Override
            public <R> R matchResult(ResultCases<R> cases) {
                return cases.read(this);
            }

            @Override
            public int bytes() {
                return Command.Transaction.FRAME_BYTES
                        + (found == null ? 0 : found.value().length());
            }
        }
    }

    /** One method for each result of an operation. */
    interface ResultCases<R> {
        R checked(Result.Checked result);

        R written(Result.Written result);

        R observed(Result.Observed result);

        R read(Result.Read result);
    }

    /**
     * The transaction did not take effect: one of its operations was refused.
     *
     * @param operation the number of the first operation that was refused, from 1
     * @param reason the reply to that operation
     */
    record TransactionRefused(int operation, Reply reason) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.transactionRefused(this);
        }
    }

    /** A reply to a {@link HistoryRead}. */
    sealed interface OfHistory extends Reply {

        <R> R matchHistory(HistoryCases<R> cases);

        @Override
        default <R> R match(Cases<R> cases) {
            return cases.ofHistory(this);
        }
    }

    /** A follow delivers the events after this revision. */
    record Following(long revision) implements OfHistory {
        @Override
        public <R> R matchHistory(HistoryCases<R> cases) {
            return cases.following(this);
        }
    }

    /**
     * The next events of a prefix, which end with a whole step.
     *
     * @param next the next page starts after this revision, up to which there is no further event of the prefix
     * @param previous the revision of the last event up to there, or that of the request if there is none
     * @param more whether the store has reached a greater revision than {@code next}
     */
    record Changed(long next, long previous, boolean more, List<KeyEvent> events) implements OfHistory {
        public Changed {
            events = List.copyOf(events);
        }

        @Override
        public <R> R matchHistory(HistoryCases<R> cases) {
            return cases.changed(this);
        }
    }

    /**
     * The latest events of a key, newest first.
     *
     * @param complete whether the history has every event that the key ever had
     */
    record EventsOfKey(boolean complete, List<Summary> events) implements OfHistory {
        public EventsOfKey {
            events = List.copyOf(events);
        }

        @Override
        public <R> R matchHistory(HistoryCases<R> cases) {
            return cases.eventsOfKey(this);
        }

        /**
         * An event of the key.
         *
         * @param size the length of the value; 0 if the key was deleted
         */
        public record Summary(Version version, long revision, EventKind kind, Origin origin, int size) {}
    }

    /** Events after the revision of the request have been evicted; every event after {@code oldest} is kept. */
    record Compacted(long oldest) implements OfHistory {
        @Override
        public <R> R matchHistory(HistoryCases<R> cases) {
            return cases.compacted(this);
        }
    }

    /** The store has not reached the revision of the request. */
    record NotReached(long revision) implements OfHistory {
        @Override
        public <R> R matchHistory(HistoryCases<R> cases) {
            return cases.notReached(this);
        }
    }

    /** One method for each reply to a {@link HistoryRead}. */
    interface HistoryCases<R> {
        R following(Following reply);

        R changed(Changed reply);

        R eventsOfKey(EventsOfKey reply);

        R compacted(Compacted reply);

        R notReached(NotReached reply);
    }

    /** One method for each reply. */
    interface Cases<R> {
        R found(Found reply);

        R noKey(NoKey reply);

        R written(Written reply);

        R conflict(Conflict reply);

        R listed(Listed reply);

        R refused(Refused reply);

        R guardFailed(GuardFailed reply);

        R opened(Opened reply);

        R kept(Kept reply);

        R closed(Closed reply);

        R noSession(NoSession reply);

        R seqRefused(SeqRefused reply);

        R cancelled(Cancelled reply);

        R transacted(Transacted reply);

        R transactionRefused(TransactionRefused reply);

        R ofHistory(OfHistory reply);
    }
}
