package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.core.bytes.Restoration;
import dev.latchkey.core.bytes.RestoreProgress;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.bytes.StateSource;
import dev.latchkey.core.bytes.UnreadableException;
import dev.latchkey.core.history.Event;
import dev.latchkey.core.history.EventHistory;
import dev.latchkey.core.history.HistoryReads;
import dev.latchkey.core.history.KeyHistory;
import dev.latchkey.core.rules.Store;
import dev.latchkey.core.rules.TransactionRule;
import dev.latchkey.core.rules.WriteRule;
import dev.latchkey.core.session.Session;
import dev.latchkey.core.session.SessionCost;
import dev.latchkey.core.session.SessionLimits;
import dev.latchkey.core.session.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of the store: it applies one command after another. This class alone defines what a command means. The
 * engine that calls it defines in which order commands are applied, and when they are durable.
 *
 * <p>Not thread-safe: the engine holds one lock, or owns the only thread.
 */
public final class StateMachine {

    /** A page of {@link Command.ListKeys} ends before its keys, its values and a frame for each entry exceed this. */
    public static final int PAGE_BYTES_MAX = ListPage.BYTES_MAX;

    /** The most that one tombstone adds to {@link #bytes} in the {@link HeapLayout#STANDARD standard layout}. */
    public static final int TOMBSTONE_BYTES_MAX = Keyspace.TOMBSTONE_COST_BYTES + Key.LENGTH_MAX;

    /** The most snapshots that can be open at the same time; each adds to the cost of every write. */
    public static final int SNAPSHOTS_MAX = 8;

    /** The most backups that can be open at the same time; fewer than the snapshots, so that a backup never delays log truncation. */
    public static final int BACKUPS_MAX = 4;

    private final Keyspace keys;
    private final Sessions sessions;
    private final EventHistory history;

    /** In the order of a snapshot. Why the history is the first: every write evicts an event, which the snapshot keeps until then. */
    private final List<Section> sections;

    private final Store committed = new Committed();
    private final WriteRule rule;
    private final TransactionRule transactionRule;
    private final Growth growth;
    private final Growth growthAfterOthers;
    private final HistoryReads historyReads;

    /** Applies commands whose changes no sink receives. */
    private final Application silent = new Application(Origin.UNKNOWN, Changes.NONE);

    /** Snapshots that are no longer open stay in the list until the next one is taken. */
    private final List<StateSnapshot> snapshots = new ArrayList<>(SNAPSHOTS_MAX);

    private long revision;

    /**
     * Creates an empty store.
     *
     * @param limits the limits, which are part of the format
     * @param hash distributes keys in memory; no reply depends on it
     */
    public StateMachine(StateLimits limits, SipHash hash) {
        this(limits, hash, HeapLayout.STANDARD);
    }

    /**
     * Creates an empty store.
     *
     * @param layout the heap that the store is in; {@link #bytes} depends on it, but no reply does
     */
    public StateMachine(StateLimits limits, SipHash hash, HeapLayout layout) {
        this(new Keyspace(limits, hash, layout), List.of(), 0);
    }

    /**
     * @param keys empty, to be filled by a {@link Restoration} unless {@code revision} is 0
     * @param others further sections, which follow all others in a snapshot
     */
    StateMachine(Keyspace keys, List<Section> others, long revision) {
        this(keys, SessionLimits.STANDARD, others, revision);
    }

    StateMachine(Keyspace keys, SessionLimits sessionLimits, List<Section> others, long revision) {
        this.keys = keys;
        this.sessions = new Sessions(
                sessionLimits,
                new SessionCost(keys.layout().extraBytes(), keys.layout()::valueBytes),
                key -> keys.get(key, keys.hashOf(key)) != null);
        this.history = new EventHistory(keys.limits(), revision);
        this.sections = new ArrayList<>(List.of(history));
        this.sections.addAll(keys.sections());
        this.sections.addAll(sessions.sections());
        this.sections.addAll(others);
        this.rule = new WriteRule(sessions, keys.limits().versionMax());
        this.transactionRule = new TransactionRule(rule, committed);
        this.growth = new Growth(keys, sessions, rule, transactionRule, committed, false);
        this.growthAfterOthers = new Growth(keys, sessions, rule, transactionRule, committed, true);
        this.historyReads = new HistoryReads(history, this::historyOf);
        this.revision = revision;
    }

    /**
     * Restores the machine whose {@link #snapshot} {@code source} holds. It replies to every command as that machine did at that
     * revision, and its snapshots have the same bytes. Reads the source to its end.
     *
     * @param hash distributes keys in memory, not necessarily as before
     * @throws UnreadableException if the bytes are not a valid state, or have a newer format version
     */
    public static StateMachine restore(StateSource source, SipHash hash, RestoreProgress progress) {
        return restore(source, hash, HeapLayout.STANDARD, (done, inAll, bytesMin) -> progress.restored(done, inAll));
    }

    /** Restores a machine into a heap with that layout, and reports while it does so how much memory it takes. */
    public static StateMachine restore(StateSource source, SipHash hash, HeapLayout layout, RestoreWatch watch) {
        Restoration restoration = new Restoration(source);
        Keyspace keys = new Keyspace(restoration.limits(), hash, layout);
        StateMachine machine = new StateMachine(keys, List.of(), restoration.revision());
        machine.restore(
                restoration,
                (done, inAll) -> watch.restored(done, inAll, machine.bytesMin() + machine.history.bytes()));
        return machine;
    }

    /** Fills this machine, which must be empty, from the sections of a snapshot. */
    void restore(Restoration restoration, RestoreProgress progress) {
        restoration.read(sections, keys, progress);
    }

    /**
     * Takes a snapshot of the state as it is now, to be read in pieces while commands go on. Read it to its end or close it: until
     * then it holds memory.
     *
     * @throws IllegalStateException if {@link #SNAPSHOTS_MAX} are open
     */
    public StateSnapshot snapshot() {
        return snapshot(StateSnapshot.LOOKS_MAX);
    }

    /** @param looksMax the most items that each piece examines */
    StateSnapshot snapshot(int looksMax) {
        snapshots.removeIf(taken -> !taken.isOpen());
        if (snapshots.size() == SNAPSHOTS_MAX) {
            throw new IllegalStateException(SNAPSHOTS_MAX + " snapshots are open, which is the maximum");
        }
        StateSnapshot snapshot = new StateSnapshot(
                limits(),
                revision,
                sections.stream().map(section -> section.part(revision)).toList(),
                looksMax);
        snapshots.add(snapshot);
        return snapshot;
    }

    /** Applies a command of unknown origin, and reports its changes to no sink. */
    public Reply apply(Command command) {
        return command.match(silent);
    }

    /**
     * Applies {@code command} and returns the reply. State and reply depend only on this command and those applied before.
     *
     * @param origin the origin of the events
     * @param changes receives every key that the command writes, before this method returns
     */
    public Reply apply(Command command, Origin origin, Changes changes) {
        boolean isSilent = changes == Changes.NONE && origin.equals(Origin.UNKNOWN);
        return command.match(isSilent ? silent : new Application(origin, changes));
    }

    /** Returns the limits of this store. */
    public StateLimits limits() {
        return keys.limits().withHistory(history.limits());
    }

    /** Changes the bounds of the event history. Call this only for a record of the log, since all machines must have the same bounds. */
    public void boundHistory(HistoryLimits bounds) {
        history.bound(bounds);
    }

    /** Returns the revision: the number of writes that took effect, counted per key. */
    public long revision() {
        return revision;
    }

    /** Returns the number of keys in the store. */
    public int size() {
        return keys.size();
    }

    /** Returns the number of tombstones: deleted keys whose last version is stored per key. */
    public int tombstones() {
        return keys.tombstones();
    }

    /** Returns the sessions, which only {@link #apply} changes. */
    public Sessions sessions() {
        return sessions;
    }

    /** Returns the event history, which only {@link #apply} changes. */
    public EventHistory history() {
        return history;
    }

    /** Returns the latest events of one key, newest first and at most {@code limit}. */
    public KeyHistory historyOf(Key key, int limit) {
        int hash = keys.hashOf(key);
        Entry present = keys.get(key, hash);
        return history.of(key, present == null ? keys.lastVersion(key, hash) : present.version(), limit);
    }

    /**
     * Returns the estimated memory that keys, values, tombstones and sessions take. Equal commands give equal estimates. The event
     * history is not included, because no command can free it: reserve its bound, {@link HistoryLimits#bytesMax}, in addition.
     */
    public long bytes() {
        return keys.bytes() + sessions.bytes();
    }

    /** Returns the estimated memory that the whole state takes, the event history included. */
    public long bytesWithHistory() {
        return bytes() + history.bytes();
    }

    /** Returns the least memory that they can take, while {@link #bytes} is the most. */
    public long bytesMin() {
        return keys.bytesMin() + sessions.bytes();
    }

    /**
     * Returns an upper bound of {@link #growth} for any state: 0 for a write that {@link Command.Write#mayFree can only free}.
     * Cheaper to compute than {@code growth}.
     */
    public long growthMax(Command.Write write) {
        return write.mayFree() ? 0 : mostOf(write);
    }

    /**
     * Returns how much memory {@code write} can take while {@code snapshots} are open: more than {@link #growthMax} says, because
     * what it overwrites is kept for them.
     */
    public long memoryMax(Command.Write write, int snapshots) {
        int count = write.keyCount();
        long copied =
                sessions.keptMax(count) + write.copiedBytesMax() + sessions.variableBytesOf(write.changedSession());
        return mostOf(write) + (keys.keptMax(count) + copied) * snapshots;
    }

    private long mostOf(Command.Write write) {
        int count = write.keyCount();
        return keys.growthMax(count, write.storedBytesMax()) + sessions.cost().extraBytesMax(count);
    }

    /**
     * Returns the change of {@link #bytes} if {@code write} were applied now: 0 if it would be refused, negative if it frees memory.
     * For a transaction and for a command of a session it is an upper bound, except that a delete or a cancellation in a session counts
     * as 0 at most.
     */
    public long growth(Command.Write write) {
        return write.match(growth);
    }

    /**
     * Returns an upper bound of {@link #growth} after other commands that neither end a session nor write a key that {@code write} {@link
     * Command.Write#dependsOn depends on}. They may change sessions: a step whose number is refused now may be executed then, and records
     * that its acknowledgement would drop may be dropped before.
     */
    public long growthAfterOthers(Command.Write write) {
        return write.match(growthAfterOthers);
    }

    /** The state as {@code apply} finds it. */
    private final class Committed implements Store {

        @Override
        public @Nullable Versioned find(Key key) {
            Entry present = keys.get(key, keys.hashOf(key));
            return present == null ? null : present.versioned();
        }

        @Override
        public Version versionOf(Key key) {
            Entry present = keys.get(key, keys.hashOf(key));
            return present == null ? Version.NONE : present.version();
        }

        @Override
        public Version lastVersion(Key key) {
            return keys.lastVersion(key, keys.hashOf(key));
        }

        @Override
        public long revision() {
            return revision;
        }

        @Override
        public int ownedKeysMax() {
            return sessions.ownedKeysMax();
        }
    }

    private final class Application implements Command.Cases<Reply> {

        private final Origin origin;
        private final Changes changes;

        /** Decides whether the reply to a transaction can be recorded. If it cannot, the transaction is refused. */
        private final Predicate<Reply> isRecordable;

        Application(Origin origin, Changes changes) {
            this(origin, changes, reply -> true);
        }

        Application(Origin origin, Changes changes, Predicate<Reply> isRecordable) {
            this.origin = origin;
            this.changes = changes;
            this.isRecordable = isRecordable;
        }

        @Override
        public Reply get(Command.Get command) {
            Entry found = keys.get(command.key(), keys.hashOf(command.key()));
            return found == null ? Reply.NoKey.INSTANCE : new Reply.Found(found.versioned());
        }

        @Override
        public Reply put(Command.Put command) {
            Key key = command.key();
            int hash = keys.hashOf(key);
            Entry present = keys.get(key, hash);
            Version before = present == null ? keys.lastVersion(key, hash) : present.version();
            Reply refusal = rule.refusal(command, present != null, before, committed);
            return refusal != null ? refusal : new Reply.Written(write(command, present, hash, before, true));
        }

        /** Writes a key, and returns its new version. */
        private Version write(Command.Put command, @Nullable Entry present, int hash, Version before, boolean last) {
            Key key = command.key();
            Version version = before.next();
            revision++;
            if (present == null) {
                keys.create(key, hash, command.value(), version, revision);
            } else {
                keys.overwrite(present, command.value(), version, revision);
            }
            sessions.setOwner(key, rule.ownerOf(command));
            changed(EventKind.PUT, key, version, command.value(), last);
            return version;
        }

        @Override
        public Reply delete(Command.Delete command) {
            Key key = command.key();
            int hash = keys.hashOf(key);
            Entry present = keys.get(key, hash);
            Version current = present == null ? Version.NONE : present.version();
            Reply refusal = rule.refusal(command, current, committed);
            if (refusal != null || present == null) {
                return Objects.requireNonNull(refusal);
            }
            Version version = remove(present, hash, EventKind.DELETE, true);
            keys.foldTombstones();
            return new Reply.Written(version);
        }

        @Override
        public Reply transaction(Command.Transaction command) {
            Reply reply = transactionRule.reply(command);
            if (!isRecordable.test(reply)) {
                return new Reply.Refused(Reply.Refusal.RECORDS_FULL);
            }
            if (reply instanceof Reply.Transacted) {
                commit(command.operations().stream()
                        .filter(Command.Operation::isWriting)
                        .toList());
            }
            return reply;
        }

        /** Executes writes that take effect, as one step. */
        private void commit(List<Command.Operation> writes) {
            for (int i = 0; i < writes.size(); i++) {
                commit(writes.get(i), i == writes.size() - 1);
            }
            keys.foldTombstones();
        }

        private void commit(Command.Operation operation, boolean isLastWrite) {
            Key key = operation.key();
            int hash = keys.hashOf(key);
            Entry present = keys.get(key, hash);
            Command.Put put = operation.asPut();
            if (put == null) {
                remove(Objects.requireNonNull(present, "a deleted key exists"), hash, EventKind.DELETE, isLastWrite);
            } else {
                Version before = present == null ? keys.lastVersion(key, hash) : present.version();
                write(put, present, hash, before, isLastWrite);
            }
        }

        private void changed(EventKind kind, Key key, Version version, @Nullable Value value, boolean last) {
            Event event = new Event(revision, kind, key, version, value, origin, last);
            history.append(event);
            changes.changed(event);
        }

        /** Deletes a present key, and returns its last version. There may be too many tombstones then. */
        private Version remove(Entry present, int hash, EventKind kind, boolean last) {
            Key key = present.key();
            Version version = present.version().next();
            revision++;
            keys.delete(present, hash, version);
            sessions.setOwner(key, null);
            changed(kind, key, version, null, last);
            return version;
        }

        @Override
        public Reply renewSession(Command.RenewSession command) {
            Session session = sessions.find(command.session(), command.user());
            return session == null ? Reply.NoSession.INSTANCE : new Reply.Kept(session.ttlMillis());
        }

        @Override
        public Reply openSession(Command.OpenSession command) {
            return sessions.open(command);
        }

        @Override
        public Reply keepSession(Command.KeepSession command) {
            return sessions.keep(command);
        }

        @Override
        public Reply closeSession(Command.CloseSession command) {
            return end(sessions.find(command.session(), command.user()), EventKind.CLOSE);
        }

        @Override
        public Reply endSession(Command.EndSession command) {
            return end(sessions.find(command.session()), EventKind.EXPIRE);
        }

        /** Deletes the keys of a session in byte order, and removes it. */
        private Reply end(@Nullable Session session, EventKind kind) {
            if (session == null) {
                return Reply.NoSession.INSTANCE;
            }
            List<Key> owned = List.copyOf(session.owned());
            for (int i = 0; i < owned.size(); i++) {
                int hash = keys.hashOf(owned.get(i));
                Entry present = Objects.requireNonNull(keys.get(owned.get(i), hash), "an owned key exists");
                remove(present, hash, kind, i == owned.size() - 1);
                keys.foldTombstones();
            }
            sessions.remove(session);
            return Reply.Closed.INSTANCE;
        }

        @Override
        public Reply once(Command.Once command) {
            return sessions.once(
                    command, (step, isRecordable) -> step.match(new Application(origin, changes, isRecordable)));
        }

        @Override
        public Reply cancel(Command.Cancel command) {
            throw new IllegalArgumentException("a cancellation is the step of a session");
        }

        @Override
        public Reply history(HistoryRead command) {
            return command.matchHistory(historyReads);
        }

        @Override
        public Reply listKeys(Command.ListKeys command) {
            return new ListPage(command).of(prefix -> keys.from(prefix, command.after()), revision);
        }
    }
}
