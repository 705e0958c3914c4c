package dev.latchkey.core.session;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Part;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a store: what they have executed and which keys they own. No method reads a clock: a session ends when a command
 * says so. Not thread-safe.
 */
public final class Sessions implements Section {

    private final SessionLimits limits;
    private final SessionCost cost;
    private final TreeMap<SessionId, Session> byId = new TreeMap<>();
    private final OwnedKeys owned;
    private final OpenParts<Session> open = new OpenParts<>();
    private final Users users = new Users();
    private long added;
    private long records;

    /** The recorded replies of executed steps alone. */
    private long executed;

    /** What the results of transactions among them take. */
    private long resultBytes;

    /** The sessions that have cancelled steps. */
    private int cancelling;

    /** The session that was found last: admission, the expiry and {@code apply} each look up the session of a command. */
    private @Nullable Session lastFound;

    /**
     * @param cost the memory that they take; no reply depends on it
     * @param isPresent whether the store has a key, to validate a snapshot
     */
    public Sessions(SessionLimits limits, SessionCost cost, Predicate<Key> isPresent) {
        this.limits = limits;
        this.cost = cost;
        this.owned = new OwnedKeys(limits.ownedKeysMax(), byId::get, isPresent);
    }

    /** Returns the sections of a snapshot in their order. They must be restored after the keys. */
    public List<Section> sections() {
        return List.of(this, owned);
    }

    /** Returns the estimates of their memory. */
    public SessionCost cost() {
        return cost;
    }

    /** Returns the number of sessions. */
    public int size() {
        return byId.size();
    }

    /** Returns the number of sessions that are bound to {@code user}. */
    public long sizeOf(String user) {
        return users.sessionsOf(user);
    }

    /** Returns the number of keys that sessions own. */
    public int ownedKeys() {
        return owned.size();
    }

    /** Returns the estimated memory that sessions, records and owned keys take. */
    public long bytes() {
        return cost.ofSessions(byId.size())
                + users.bytes()
                + cost.ofRecords(executed)
                + resultBytes
                + cost.ofCancellations(cancelling)
                + cost.ofOwnedKeys(owned.size(), owned.keyBytes());
    }

    /** Returns by how much opening a session changes {@link #bytes}. */
    public long growthOfOpen(Command.OpenSession command) {
        return isRefused(command) ? 0 : cost.ofSessions(1) + users.growthOf(command.user());
    }

    /**
     * Returns by how much the record of a command whose reply is not {@link #known} changes {@link #bytes}, at most. The results of a
     * transaction come in addition.
     */
    public long growthOfRecord(Command.Once command) {
        Session session = find(command.session(), command.user());
        if (session == null) {
            return 0;
        }
        long dropped =
                cost.ofRecords(session.executedUpTo(command.acked())) + session.resultBytesUpTo(command.acked(), cost);
        if (StepRule.isCancel(command)) {
            return (session.hasCancelled() ? 0 : cost.ofCancellations(1)) - dropped;
        }
        return cost.ofRecords(1) - dropped;
    }

    /** Returns an upper bound of {@link #growthOfRecord} for any state. */
    public long growthMaxOfRecord(Command.Once command) {
        return StepRule.isCancel(command) ? cost.ofCancellations(1) : cost.ofRecords(1);
    }

    /** Returns what a recorded reply takes in addition, because it is that to a transaction. */
    public long growthOfResults(Reply reply) {
        return cost.ofResults(reply);
    }

    /** Returns whether the step of {@code command} is {@link Command.Cancel}. */
    public static boolean isCancellation(Command.Once command) {
        return StepRule.isCancel(command);
    }

    /** Returns by how much {@link #bytes} changes if {@code key} gets an owner, or none. */
    public long growthOfOwner(Key key, boolean isOwned) {
        long now = owned.ownerOf(key) == null ? 0 : cost.ofOwnedKeys(1, key.length());
        return (isOwned ? cost.ofOwnedKeys(1, key.length()) : 0) - now;
    }

    /** Returns by how much the end of a session changes {@link #bytes}, apart from the keys that it owns. */
    public long growthOfEnd(Session session) {
        return -cost.ofSessions(1) - cost.ofRecords(session.executed()) - session.resultBytes();
    }

    /** Returns how many bytes each open snapshot takes for the owners of so many keys, in addition to the keys, at most. */
    public long keptMax(int keys) {
        return owned.size() == 0 ? 0 : (long) OwnedKeys.KEPT_BYTES * keys;
    }

    /** Returns how many bytes the copy of a session has because of the results of transactions; 0 for no session. */
    public int variableBytesOf(@Nullable SessionId id) {
        Session session = id == null ? null : find(id);
        return session == null ? 0 : session.variableBytes();
    }

    /** Returns the number of recorded replies. */
    public long recordedReplies() {
        return records;
    }

    /** Calls {@code action} with every session, in order of ids. */
    public void forEach(Consumer<Session> action) {
        byId.values().forEach(action);
    }

    /** Returns the session with that id; null if there is none. */
    public @Nullable Session find(SessionId id) {
        if (lastFound == null || !lastFound.id().equals(id)) {
            lastFound = byId.get(id);
        }
        return lastFound;
    }

    /** Returns the session with that id if it belongs to {@code user}; null otherwise. */
    public @Nullable Session find(SessionId id, String user) {
        Session found = find(id);
        return found == null || !found.belongsTo(user) ? null : found;
    }

    /** Opens a session. */
    public Reply open(Command.OpenSession command) {
        if (isRefused(command)) {
            return new Reply.Refused(Reply.Refusal.SESSIONS_FULL);
        }
        add(new Session(command.session(), users.add(command.user()), command.ttlMillis(), ++added));
        return new Reply.Opened(command.session());
    }

    /** A session whose id exists is refused like one too many: ids are random, so that happens only by mistake. */
    private boolean isRefused(Command.OpenSession command) {
        return byId.size() >= limits.sessionsMax() || byId.containsKey(command.session());
    }

    private void add(Session session) {
        byId.put(session.id(), session);
    }

    /** Changes the time to live of a session. */
    public Reply keep(Command.KeepSession command) {
        Session session = find(command.session(), command.user());
        if (session == null) {
            return Reply.NoSession.INSTANCE;
        }
        willChange(session);
        session.setTtl(command.ttlMillis());
        return new Reply.Kept(command.ttlMillis());
    }

    /** Removes a session that owns no key any more. */
    public void remove(Session session) {
        if (session.ownedCount() > 0) {
            throw new IllegalStateException("session " + session.id() + " still owns keys");
        }
        willChange(session);
        count(session, -1);
        users.remove(session.user());
        byId.remove(session.id());
        lastFound = null;
    }

    private void willChange(Session session) {
        open.keep(session);
    }

    /** Returns the maximum number of keys that a session owns. */
    public int ownedKeysMax() {
        return limits.ownedKeysMax();
    }

    /** Sets the owner of a key that was written or deleted; null for none. */
    public void setOwner(Key key, @Nullable Session owner) {
        owned.set(key, owner);
    }

    /** Returns the session that owns {@code key}; null if none does. */
    public @Nullable Session ownerOf(Key key) {
        return owned.ownerOf(key);
    }

    /**
     * Returns the reply to {@code command} if it is known without executing its step: because the step was executed or cancelled before,
     * its number is refused, or its reply could not be recorded. Returns null if the step would be executed. Changes nothing.
     */
    public @Nullable Reply known(Command.Once command) {
        Session session = find(command.session(), command.user());
        return session == null ? Reply.NoSession.INSTANCE : known(session, command);
    }

    private @Nullable Reply known(Session session, Command.Once command) {
        Reply known = StepRule.known(session, command);
        return known == null && StepRule.recordBytesAfter(session, command) > limits.recordBytesMax()
                ? new Reply.Refused(Reply.Refusal.RECORDS_FULL)
                : known;
    }

    /** Executes a step that is not {@link Command.Cancel}. */
    public interface Execution {

        /**
         * Executes the step and returns its reply.
         *
         * @param isRecordable whether the session can record a reply to a transaction. If it cannot, the step must change nothing, and the
         *     reply is {@link Reply.Refusal#RECORDS_FULL}
         */
        Reply execute(Command.Write step, Predicate<Reply> isRecordable);
    }

    /** Executes the step of a command unless its reply is known, and records the reply. */
    public Reply once(Command.Once command, Execution execution) {
        Session session = find(command.session(), command.user());
        if (session == null) {
            return Reply.NoSession.INSTANCE;
        }
        Reply known = known(session, command);
        if (known instanceof Reply.SeqRefused) {
            return known;
        }
        acknowledge(session, command.acked());
        if (known != null) {
            return known;
        }
        if (StepRule.isCancel(command)) {
            return record(session, Recorded.cancelled(command.seq()));
        }
        int left = limits.recordBytesMax() - StepRule.recordBytesAfter(session, command);
        Reply reply = execution.execute(command.step(), answer -> RecordedReply.fits(answer, left));
        return RecordedReply.isRecorded(reply)
                ? record(session, new Recorded(command.seq(), Fingerprint.of(command.step()), reply))
                : reply;
    }

    private Reply record(Session session, Recorded record) {
        willChange(session);
        count(session, -1);
        session.record(record, cost);
        count(session, 1);
        return record.reply();
    }

    /** Adds or subtracts what a session has recorded. */
    private void count(Session session, int sign) {
        records += (long) sign * session.records();
        executed += (long) sign * session.executed();
        resultBytes += sign * session.resultBytes();
        cancelling += session.hasCancelled() ? sign : 0;
    }

    private void acknowledge(Session session, long acked) {
        if (acked > session.acked()) {
            willChange(session);
            count(session, -1);
            session.acknowledge(acked, cost);
            count(session, 1);
        }
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public int itemsMax() {
        return limits.sessionsMax();
    }

    @Override
    public Part part(long revision) {
        MapPart<SessionId, Session> part = new MapPart<>(byId, added);
        open.add(part);
        return part;
    }

    @Override
    public Loader loader(long revision, long items) {
        return this::load;
    }

    private void load(StateReader in) {
        SessionId id = new SessionId(in.u64(), in.u64());
        int ttlMillis =
                (int) Bounds.between("time to live of a session", in.u32(), 1, Command.OpenSession.TTL_MILLIS_MAX);
        long acked = Bounds.between("acknowledged step of a session", in.u64(), 0, Long.MAX_VALUE);
        int nameLength =
                (int) Bounds.between("length of the user of a session", in.u8(), 0, Command.OpenSession.USER_BYTES_MAX);
        int count = (int) Bounds.between("recorded replies of a session", in.u16(), 0, Command.Once.WINDOW);
        String user = in.text("name of the user of a session", nameLength);
        if (!byId.isEmpty() && id.compareTo(byId.lastKey()) <= 0) {
            throw new UnreadableException("session " + id + " is not greater than " + byId.lastKey());
        }
        Session session = Session.restored(id, users.add(user), ttlMillis, acked, ++added);
        long before = acked;
        for (int i = 0; i < count; i++) {
            Recorded record = Recorded.read(in);
            Bounds.between("number of a recorded step", record.seq(), before + 1, session.seqMax());
            session.record(record, cost);
            before = record.seq();
        }
        if (session.recordBytes() > limits.recordBytesMax()) {
            throw new UnreadableException("session " + id + " has " + session.recordBytes()
                    + " bytes of recorded replies: the maximum is " + limits.recordBytesMax());
        }
        count(session, 1);
        add(session);
    }
}
