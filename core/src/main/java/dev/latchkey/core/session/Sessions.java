package dev.latchkey.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a store: what they have executed and which keys they own. No method reads a clock: a session ends when a command
 * says so. Not thread-safe.
 */
public final class Sessions implements Section {

    /** The estimated memory of a session without records and keys, with its deadline in the engine. */
    public static final int SESSION_COST_BYTES = 272;

    /** The estimated memory of a recorded reply. */
    public static final int RECORD_COST_BYTES = 80;

    /** The estimated memory of an owned key, in addition to its bytes. */
    public static final int OWNED_KEY_COST_BYTES = OwnedKeys.COST_BYTES;

    private final SessionLimits limits;
    private final TreeMap<SessionId, Session> byId = new TreeMap<>();
    private final OwnedKeys owned;
    private final OpenParts<Map.Entry<SessionId, Session>> open = new OpenParts<>();

    /** One string for each user name. */
    private final Map<String, String> users = new HashMap<>();

    private long added;
    private long records;

    /** @param isPresent whether the store has a key, to validate a snapshot */
    public Sessions(SessionLimits limits, Predicate<Key> isPresent) {
        this.limits = limits;
        this.owned = new OwnedKeys(byId::get, isPresent);
    }

    /** Returns the sections of a snapshot in their order. They must be restored after the keys. */
    public List<Section> sections() {
        return List.of(this, owned);
    }

    /** Returns the number of sessions. */
    public int size() {
        return byId.size();
    }

    /** Returns the number of keys that sessions own. */
    public int ownedKeys() {
        return owned.size();
    }

    /** Returns the estimated memory that sessions, records and owned keys take. */
    public long bytes() {
        return (long) SESSION_COST_BYTES * byId.size() + RECORD_COST_BYTES * records + owned.bytes();
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
        return byId.get(id);
    }

    /** Returns the session with that id if it belongs to {@code user}; null otherwise. */
    public @Nullable Session find(SessionId id, String user) {
        Session found = byId.get(id);
        return found == null || !found.belongsTo(user) ? null : found;
    }

    /** Opens a session. */
    public Reply open(Command.OpenSession command) {
        if (byId.size() >= limits.sessionsMax() || byId.containsKey(command.session())) {
            return new Reply.Refused(Reply.Refusal.SESSIONS_FULL);
        }
        add(new Session(command.session(), interned(command.user()), command.ttlMillis(), ++added));
        return new Reply.Opened(command.session());
    }

    private String interned(String user) {
        String known = users.putIfAbsent(user, user);
        return known == null ? user : known;
    }

    private void add(Session session) {
        byId.put(session.id(), session);
    }

    /** Sets the time to live of a session anew. */
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
        records -= session.records();
        byId.remove(session.id());
    }

    private void willChange(Session session) {
        open.keep(Map.entry(session.id(), session));
    }

    /** Returns whether {@code session} can own {@code key} too. */
    public boolean canOwn(Session session, Key key) {
        return session.ownedCount() < limits.ownedKeysMax() || session.owned().contains(key);
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
     * Returns the reply to {@code command} if it is known without executing its step, because the step was executed or cancelled
     * before, or its number is refused; null if the step would be executed. Changes nothing.
     */
    public @Nullable Reply known(Command.Once command) {
        Session session = find(command.session(), command.user());
        return session == null ? Reply.NoSession.INSTANCE : known(session, command);
    }

    private static @Nullable Reply known(Session session, Command.Once command) {
        Reply.SeqReason refusal = refusal(session, command);
        if (refusal != null) {
            return new Reply.SeqRefused(refusal);
        }
        Recorded recorded = session.recorded(command.seq());
        if (recorded == null || isCancel(command)) {
            return recorded == null ? null : recorded.reply();
        }
        if (recorded.reply() instanceof Reply.Cancelled) {
            return new Reply.Cancelled(true);
        }
        return recorded.fingerprint() == Fingerprint.of(command.step())
                ? recorded.reply()
                : new Reply.SeqRefused(Reply.SeqReason.OTHER_COMMAND);
    }

    private static Reply.@Nullable SeqReason refusal(Session session, Command.Once command) {
        if (command.seq() <= command.acked()) {
            return Reply.SeqReason.ACKED_BY_ITSELF;
        }
        if (command.seq() <= session.acked()) {
            return Reply.SeqReason.ACKED_BEFORE;
        }
        long acked = Math.max(session.acked(), command.acked());
        return command.seq() - acked > Command.Once.WINDOW ? Reply.SeqReason.BEYOND_WINDOW : null;
    }

    private static boolean isCancel(Command.Once command) {
        return command.step().equals(Command.Cancel.INSTANCE);
    }

    /**
     * Executes the step of a command unless its reply is known, and records the reply.
     *
     * @param execute executes a step that is not {@link Command.Cancel}
     */
    public Reply once(Command.Once command, Function<Command.Write, Reply> execute) {
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
        if (session.recordBytes() + Recorded.BYTES > limits.recordBytesMax()) {
            return new Reply.Refused(Reply.Refusal.RECORDS_FULL);
        }
        if (isCancel(command)) {
            return record(session, new Recorded(command.seq(), 0, new Reply.Cancelled(false)));
        }
        Reply reply = execute.apply(command.step());
        return RecordedReply.isRecorded(reply)
                ? record(session, new Recorded(command.seq(), Fingerprint.of(command.step()), reply))
                : reply;
    }

    private Reply record(Session session, Recorded record) {
        willChange(session);
        session.record(record);
        records++;
        return record.reply();
    }

    private void acknowledge(Session session, long acked) {
        if (acked > session.acked()) {
            willChange(session);
            records -= session.records();
            session.acknowledge(acked);
            records += session.records();
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
    public Loader loader(long revision) {
        return this::load;
    }

    private void load(StateReader in) {
        SessionId id = new SessionId(in.u64(), in.u64());
        int ttlMillis =
                (int) Bounds.between("time to live of a session", in.u32(), 1, Command.OpenSession.TTL_MILLIS_MAX);
        long acked = Bounds.between("acknowledged step of a session", in.u64(), 0, Long.MAX_VALUE);
        int nameLength = (int) Bounds.between(
                "length of the user of a session", in.bytes(1)[0] & 0xff, 0, Command.OpenSession.USER_BYTES_MAX);
        int count = (int) Bounds.between("recorded replies of a session", in.u16(), 0, Command.Once.WINDOW);
        String user = interned(new String(in.bytes(nameLength), UTF_8));
        if (!byId.isEmpty() && id.compareTo(byId.lastKey()) <= 0) {
            throw new UnreadableException("session " + id + " is not greater than " + byId.lastKey());
        }
        Session session = Session.restored(id, user, ttlMillis, acked, ++added);
        long before = acked;
        for (int i = 0; i < count; i++) {
            Recorded record = Recorded.read(in);
            Bounds.between("number of a recorded step", record.seq(), before + 1, session.seqMax());
            session.record(record);
            before = record.seq();
        }
        records += count;
        add(session);
    }
}
