package dev.latchkey.core;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command that a client sends to the store. A new command does not compile until every {@link Cases} handles it. */
public sealed interface Command
        permits Command.Get, Command.ListKeys, Command.RenewSession, Command.Write, HistoryRead {

    <R> R match(Cases<R> cases);

    /** Returns this command as a write; null if it can only read. */
    default @Nullable Write asWrite() {
        return null;
    }

    /** Returns this command as a read of the event history; null if it is another command. */
    default @Nullable HistoryRead asHistoryRead() {
        return null;
    }

    /** Returns this command as a transaction; null if it is another command. */
    default @Nullable Transaction asTransaction() {
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
     * its own in {@link Cases}, and delegates {@link #keys}, {@link #bytes}, {@link #storedBytesMax}, {@link #mayFree} and {@link
     * #mayUseReserve}. It adds to {@code keys} and {@code bytes} whatever it writes or carries itself. A wrapper that delegates less than that bypasses the memory
     * limit, or uses the disk space that is reserved for deletes.
     */
    non-sealed interface Write extends Command {

        @Override
        default @Nullable Write asWrite() {
            return this;
        }

        /** Returns the keys that this command may write, each once. */
        List<Key> keys();

        /** Returns the keys whose versions decide whether this command takes effect: {@link #keys}, and the key of its guard. */
        default List<Key> dependsOn() {
            return keys();
        }

        /** Returns the number of {@link #keys}. Implementations override this to avoid allocating the list. */
        default int keyCount() {
            return keys().size();
        }

        /** Returns the number of payload bytes that this command carries: its keys and its values. */
        int bytes();

        /** Returns the number of bytes that this command can add to the state: its payload, and for a step what its reply takes. */
        default int storedBytesMax() {
            return bytes();
        }

        /**
         * Returns whether this command never makes the state larger, and so can free memory and, after the next snapshot, disk
         * space. Such a write is admitted when memory is full.
         */
        boolean mayFree();

        /**
         * Returns whether this command is admitted when the disk is full: it may use the disk space that is reserved for deletes and
         * for clients that must finish what they have begun in a session.
         */
        default boolean mayUseReserve() {
            return mayFree();
        }

        /** Returns the most memory that each open snapshot takes for this command, in addition to the copies of its entries. */
        default int copiedBytesMax() {
            return 0;
        }

        /** Returns the session whose recorded replies or time to live this command may change; null if there is none. */
        default @Nullable SessionId changedSession() {
            return null;
        }

        /** Returns what the reply to this step of a session takes in addition to what every recorded reply takes, at most. */
        default int recordedBytesMax() {
            return 0;
        }

        /** Returns whether this command can be the step of a {@link Once} of that session that {@code user} sends. */
        default boolean canBeStepOf(SessionId session, String user) {
            return false;
        }
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
     * {@link Reply.Conflict}, {@link Reply.NoKey}, {@link Reply.GuardFailed}, {@link Reply.NoSession} for an unknown owner, or {@link
     * Reply.Refused}.
     *
     * @param owner the session that owns the key until its next write, and with which it is deleted; null for none
     * @param guard the condition that is checked before the version; null for none
     */
    record Put(
            Key key,
            Value value,
            Version expected,
            @Nullable Owner owner,
            @Nullable Guard guard) implements Write, Operation {

        /** What an owned key adds to the state in addition to its bytes, at most. */
        private static final int OWNED_BYTES = 160;

        /** A put without owner and guard. */
        public Put(Key key, Value value, Version expected) {
            this(key, value, expected, null, null);
        }

        /** Returns this put without its owner. */
        public Put withoutOwner() {
            return owner == null ? this : new Put(key, value, expected, null, guard);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.put(this);
        }

        @Override
        public <R> R matchOperation(OperationCases<R> cases) {
            return cases.put(this);
        }

        @Override
        public Put asPut() {
            return this;
        }

        @Override
        public boolean isWriting() {
            return true;
        }

        @Override
        public int requestBytes() {
            return key.length() + value.length() + Guard.bytesOf(guard);
        }

        @Override
        public List<Key> keys() {
            return List.of(key);
        }

        @Override
        public int keyCount() {
            return 1;
        }

        @Override
        public List<Key> dependsOn() {
            return Guard.withKeyOf(guard, key);
        }

        @Override
        public int bytes() {
            return key.length()
                    + value.length()
                    + Guard.bytesOf(guard)
                    + (owner == null ? 0 : OWNED_BYTES + key.length());
        }

        @Override
        public boolean mayFree() {
            return false;
        }

        @Override
        public boolean canBeStepOf(SessionId session, String user) {
            return true;
        }
    }

    /**
     * The session that owns a key, which must exist and belong to the user of the write.
     *
     * @param user the user of the write
     */
    record Owner(SessionId session, String user) {
        public Owner {
            Origin.requireUser(user);
        }
    }

    /**
     * A condition on another key, such as the fencing token of a lock: the write takes effect only if that key has this version.
     *
     * @param version {@link Version#NONE} if the key must be absent
     */
    record Guard(Key key, Version version) {

        static int bytesOf(@Nullable Guard guard) {
            return guard == null ? 0 : guard.key.length();
        }

        static List<Key> withKeyOf(@Nullable Guard guard, Key key) {
            return guard == null ? List.of(key) : List.of(key, guard.key);
        }
    }

    /**
     * Deletes a key if its version is {@code expected}, which must not be {@link Version#NONE}. The replies are those of a
     * {@link Put}.
     */
    record Delete(Key key, Version expected, @Nullable Guard guard) implements Write, Operation {

        /** A delete without a guard. */
        public Delete(Key key, Version expected) {
            this(key, expected, null);
        }

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
        public <R> R matchOperation(OperationCases<R> cases) {
            return cases.delete(this);
        }

        @Override
        public boolean isWriting() {
            return true;
        }

        @Override
        public int requestBytes() {
            return bytes();
        }

        @Override
        public List<Key> keys() {
            return List.of(key);
        }

        @Override
        public int keyCount() {
            return 1;
        }

        @Override
        public List<Key> dependsOn() {
            return Guard.withKeyOf(guard, key);
        }

        @Override
        public int bytes() {
            return key.length() + Guard.bytesOf(guard);
        }

        @Override
        public boolean mayFree() {
            return true;
        }

        @Override
        public boolean canBeStepOf(SessionId session, String user) {
            return true;
        }
    }

    /** One operation of a {@link Transaction}. */
    sealed interface Operation permits Check, Observe, Unchanged, Read, Put, Delete {

        <R> R matchOperation(OperationCases<R> cases);

        /** Returns the key that the operation checks, reads or writes. */
        Key key();

        /** Returns the keys whose versions decide whether the operation is refused, or what it reads. */
        List<Key> dependsOn();

        /** Returns the length of its keys and its value. */
        int requestBytes();

        /** Returns this operation as a put; null if it is another one. */
        default @Nullable Put asPut() {
            return null;
        }

        /** Returns whether the operation is a put or a delete. */
        default boolean isWriting() {
            return false;
        }

        /** Returns whether the operation is a read. */
        default boolean isReading() {
            return false;
        }
    }

    /**
     * As an operation: the transaction takes effect only if the key has this version then.
     *
     * @param version {@link Version#NONE} if the key must be absent
     */
    record Check(Key key, Version version) implements Operation {
        @Override
        public <R> R matchOperation(OperationCases<R> cases) {
            return cases.check(this);
        }

        @Override
        public List<Key> dependsOn() {
            return List.of(key);
        }

        @Override
        public int requestBytes() {
            return key.length();
        }
    }

    /** As an operation: finds out whether a key exists, and its last version, so that a later transaction can check {@link Unchanged}. */
    record Observe(Key key) implements Operation {
        @Override
        public <R> R matchOperation(OperationCases<R> cases) {
            return cases.observe(this);
        }

        @Override
        public List<Key> dependsOn() {
            return List.of(key);
        }

        @Override
        public int requestBytes() {
            return key.length();
        }
    }

    /**
     * As an operation: the transaction takes effect only if the key has not been written since it was {@linkplain Observe observed}. Unlike
     * a {@link Check}, it notices that an absent key was created and deleted.
     *
     * @param isPresent whether the key existed
     * @param version its version, or its last version if it was absent
     */
    record Unchanged(Key key, boolean isPresent, Version version) implements Operation {
        @Override
        public <R> R matchOperation(OperationCases<R> cases) {
            return cases.unchanged(this);
        }

        @Override
        public List<Key> dependsOn() {
            return List.of(key);
        }

        @Override
        public int requestBytes() {
            return key.length();
        }
    }

    /**
     * As an operation: reads a key.
     *
     * @param withVersion whether the client requests the version and the revision besides the value
     */
    record Read(Key key, boolean withVersion) implements Operation {
        @Override
        public <R> R matchOperation(OperationCases<R> cases) {
            return cases.read(this);
        }

        @Override
        public boolean isReading() {
            return true;
        }

        @Override
        public List<Key> dependsOn() {
            return List.of(key);
        }

        @Override
        public int requestBytes() {
            return key.length();
        }
    }

    /** One method for each operation. */
    interface OperationCases<R> {
        R check(Check check);

        R observe(Observe observe);

        R unchanged(Unchanged unchanged);

        R read(Read read);

        R put(Put put);

        R delete(Delete delete);
    }

    /**
     * Executes operations on several keys as one step: each after those before it, and either all of them or none. The reply is {@link
     * Reply.Transacted}; if an operation is refused it is {@link Reply.TransactionRefused}, and nothing has been done. A transaction that
     * only checks and reads is not a write.
     *
     * @param operations 1 to {@value #OPERATIONS_MAX} operations, several of which may be on the same key
     */
    record Transaction(List<Operation> operations) implements Write {

        /** The maximum number of operations. */
        public static final int OPERATIONS_MAX = 128;

        /**
         * The maximum size of the operations, and that of their results: their keys and values, and {@value #FRAME_BYTES} bytes for each
         * operation or result.
         */
        public static final int BYTES_MAX = 1_310_720;

        /** What an operation, and a result, counts in addition to its keys and value. */
        public static final int FRAME_BYTES = 64;

        /** The memory of a result in a recorded reply, in addition to its value, at most. */
        public static final int RESULT_BYTES = 200;

        public Transaction {
            operations = List.copyOf(operations);
            if (operations.isEmpty() || operations.size() > OPERATIONS_MAX) {
                throw new IllegalArgumentException(
                        "a transaction has 1 to " + OPERATIONS_MAX + " operations, not " + operations.size());
            }
            long bytes = 0;
            for (Operation operation : operations) {
                bytes += FRAME_BYTES + operation.requestBytes();
            }
            if (bytes > BYTES_MAX) {
                throw new IllegalArgumentException(
                        "the operations of the transaction have " + bytes + " bytes: the maximum is " + BYTES_MAX);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.transaction(this);
        }

        @Override
        public Transaction asTransaction() {
            return this;
        }

        /** Returns whether it reads a key. */
        public boolean hasReads() {
            return operations.stream().anyMatch(Operation::isReading);
        }

        /** Returns null for a transaction that only checks and reads, so that it is neither logged nor refused when memory is full. */
        @Override
        public @Nullable Write asWrite() {
            return operations.stream().anyMatch(Operation::isWriting) ? this : null;
        }

        @Override
        public List<Key> keys() {
            Set<Key> keys = new LinkedHashSet<>();
            for (Operation operation : operations) {
                if (operation.isWriting()) {
                    keys.add(operation.key());
                }
            }
            return List.copyOf(keys);
        }

        /** Returns every key that an operation names: results that are too large refuse the transaction, so each of them matters. */
        @Override
        public List<Key> dependsOn() {
            Set<Key> keys = new LinkedHashSet<>();
            operations.forEach(operation -> keys.addAll(operation.dependsOn()));
            return List.copyOf(keys);
        }

        @Override
        public int bytes() {
            int bytes = 0;
            for (Operation operation : operations) {
                Put put = operation.asPut();
                bytes += put == null ? operation.requestBytes() : put.bytes();
            }
            return bytes;
        }

        @Override
        public boolean mayFree() {
            return operations.stream().allMatch(operation -> operation.asPut() == null);
        }

        /** Why not one that only reads: as a step of a session it is logged, and frees nothing. */
        @Override
        public boolean mayUseReserve() {
            return isWrite() && mayFree();
        }

        @Override
        public int recordedBytesMax() {
            return RESULT_BYTES * operations.size() + (hasReads() ? BYTES_MAX : 0);
        }

        @Override
        public boolean canBeStepOf(SessionId session, String user) {
            return true;
        }
    }

    /**
     * Reads one page of the keys that start with {@code prefix}, in byte order. The reply is {@link Reply.Listed}.
     *
     * @param after the page starts with the first key greater than this one; null to start with the first key
     * @param limit the maximum number of entries on the page, 1 to {@value #LIMIT_MAX}
     * @param values whether the entries include their values
     * @param only the page has only these keys, as if no others existed: a server restricts it to those that the user may read
     */
    record ListKeys(Prefix prefix, @Nullable Key after, int limit, boolean values, PrefixSet only) implements Command {

        /** The default maximum number of entries on a page. */
        public static final int LIMIT_DEFAULT = 1_000;

        /** The largest limit that a command can set. */
        public static final int LIMIT_MAX = 10_000;

        /** A page of all keys that start with {@code prefix}. */
        public ListKeys(Prefix prefix, @Nullable Key after, int limit, boolean values) {
            this(prefix, after, limit, values, PrefixSet.EVERY);
        }

        /** Returns this command for only those keys that are in {@code visible} too. */
        public ListKeys only(PrefixSet visible) {
            return new ListKeys(prefix, after, limit, values, only.and(visible));
        }

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

    /**
     * Renews a session without changing its time to live. The reply is {@link Reply.Kept} or {@link Reply.NoSession}. A command that only
     * reads, because the deadlines of sessions are not part of the state: the engine moves the deadline when the command arrives.
     */
    record RenewSession(SessionId session, String user) implements Command {
        public RenewSession {
            Origin.requireUser(user);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.renewSession(this);
        }
    }

    /** A write that changes sessions alone, and no key that it names. */
    interface OfSession extends Write {

        SessionId session();

        @Override
        default List<Key> keys() {
            return List.of();
        }

        @Override
        default int bytes() {
            return 0;
        }
    }

    /**
     * Opens a session. The reply is {@link Reply.Opened}, or {@link Reply.Refused} if there are too many.
     *
     * @param session its id, drawn by the engine
     * @param ttlMillis its time to live in milliseconds, 1 to {@value #TTL_MILLIS_MAX}
     * @param user the user to whom it is bound: to every other one it does not exist
     */
    record OpenSession(SessionId session, int ttlMillis, String user) implements OfSession {

        /** The longest time to live: 24 hours. */
        public static final int TTL_MILLIS_MAX = 86_400_000;

        /** The longest name of a user, in bytes of UTF-8. */
        public static final int USER_BYTES_MAX = 64;

        /** What a session adds to the state, at most: itself, and the name of a user who has no other session. */
        private static final int SESSION_BYTES = 400 + USER_BYTES_MAX;

        public OpenSession {
            requireTtl(ttlMillis);
            Origin.requireUser(user);
        }

        static void requireTtl(int ttlMillis) {
            if (ttlMillis < 1 || ttlMillis > TTL_MILLIS_MAX) {
                throw new IllegalArgumentException(
                        "time to live " + ttlMillis + " ms is not one of 1 to " + TTL_MILLIS_MAX);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.openSession(this);
        }

        @Override
        public int bytes() {
            return SESSION_BYTES;
        }

        @Override
        public boolean mayFree() {
            return false;
        }

        @Override
        public boolean mayUseReserve() {
            return true;
        }
    }

    /**
     * Changes the time to live of a session and renews it. The reply is {@link Reply.Kept} or {@link Reply.NoSession}.
     */
    record KeepSession(SessionId session, int ttlMillis, String user) implements OfSession {
        public KeepSession {
            OpenSession.requireTtl(ttlMillis);
            Origin.requireUser(user);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.keepSession(this);
        }

        @Override
        public boolean mayFree() {
            return true;
        }

        @Override
        public int copiedBytesMax() {
            return Once.COPIED_SESSION_BYTES_MAX;
        }

        @Override
        public SessionId changedSession() {
            return session;
        }

        @Override
        public boolean canBeStepOf(SessionId other, String otherUser) {
            return session.equals(other) && user.equals(otherUser);
        }
    }

    /** Ends a session at the request of its user, and deletes the keys it owns. The reply is {@link Reply.Closed} or {@link Reply.NoSession}. */
    record CloseSession(SessionId session, String user) implements OfSession {
        public CloseSession {
            Origin.requireUser(user);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.closeSession(this);
        }

        @Override
        public boolean mayFree() {
            return true;
        }
    }

    /**
     * Ends a session whose time to live has passed, and deletes the keys it owns in byte order. Proposed by the engine only, which
     * alone reads a clock. The reply is {@link Reply.Closed} or {@link Reply.NoSession}.
     */
    record EndSession(SessionId session) implements OfSession {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.endSession(this);
        }

        @Override
        public boolean mayFree() {
            return true;
        }
    }

    /**
     * Executes {@code step} unless the session has executed a step with this {@code seq} before, in which case the reply is the
     * recorded one. So a client may send it any number of times, and each reply is that of the one execution. Further replies are
     * {@link Reply.NoSession}, {@link Reply.SeqRefused} and {@link Reply.Cancelled}.
     *
     * @param seq the number of the step in the session, 1 or more, in any order
     * @param acked the client has the replies of all steps up to this number, which the session drops; less than {@code seq}
     * @param step a {@link Put}, a {@link Delete}, a {@link Transaction}, a {@link KeepSession} of the same session and user, or
     *     {@link Cancel}
     */
    record Once(SessionId session, String user, long seq, long acked, Write step) implements Write {

        /** The largest difference between {@code seq} and {@code acked}. */
        public static final int WINDOW = 1_024;

        /** What a recorded reply, or the first cancellation of a session, adds to the state, at most. */
        private static final int RECORD_BYTES = 176;

        /** The memory of a copy of a session with as many recorded replies as it can have, without the results of transactions. */
        static final int COPIED_SESSION_BYTES_MAX = 32 * WINDOW;

        public Once {
            Origin.requireUser(user);
            if (seq < 1 || acked < 0) {
                throw new IllegalArgumentException("step " + seq + " after " + acked
                        + ": a step has a number from 1, and the acknowledged number is 0 or more");
            }
            if (!step.canBeStepOf(session, user)) {
                throw new IllegalArgumentException("not a step of session " + session + ": " + step);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.once(this);
        }

        @Override
        public List<Key> keys() {
            return step.keys();
        }

        @Override
        public List<Key> dependsOn() {
            return step.dependsOn();
        }

        @Override
        public int keyCount() {
            return step.keyCount();
        }

        @Override
        public int bytes() {
            return step.bytes() + RECORD_BYTES;
        }

        @Override
        public int storedBytesMax() {
            return bytes() + step.recordedBytesMax();
        }

        /** Returns false whatever the step is, because its recorded reply takes memory. */
        @Override
        public boolean mayFree() {
            return false;
        }

        @Override
        public boolean mayUseReserve() {
            return step.mayUseReserve();
        }

        @Override
        public int copiedBytesMax() {
            return COPIED_SESSION_BYTES_MAX;
        }

        @Override
        public SessionId changedSession() {
            return session;
        }
    }

    /**
     * As the step of a {@link Once}: makes sure that the step of that number is never executed if it has not been. The reply is the
     * recorded one, or {@link Reply.Cancelled}.
     */
    record Cancel() implements Write {

        public static final Cancel INSTANCE = new Cancel();

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancel(this);
        }

        @Override
        public List<Key> keys() {
            return List.of();
        }

        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public boolean mayFree() {
            return true;
        }

        @Override
        public boolean canBeStepOf(SessionId session, String user) {
            return true;
        }
    }

    /** One method for each command. */
    interface Cases<R> {
        R get(Get command);

        R put(Put command);

        R delete(Delete command);

        R transaction(Transaction command);

        R listKeys(ListKeys command);

        R history(HistoryRead command);

        R renewSession(RenewSession command);

        R openSession(OpenSession command);

        R keepSession(KeepSession command);

        R closeSession(CloseSession command);

        R endSession(EndSession command);

        R once(Once command);

        R cancel(Cancel command);
    }
}
