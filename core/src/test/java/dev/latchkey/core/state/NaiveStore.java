package dev.latchkey.core.state;

import dev.latchkey.core.ByteString;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.core.session.SessionLimits;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A second implementation of the semantics, written from docs/format/state.md independently of the state machine: a journal of
 * all writes, which every command reads from the start. Slow, and simple enough to be obviously correct.
 */
final class NaiveStore implements Command.Cases<Reply> {

    /** One write; a delete has no value. */
    record Write(
            long revision,
            int kind,
            Key key,
            long version,
            @Nullable Value value,
            Origin origin,
            boolean last) {}

    private final StateLimits limits;
    private final List<Write> journal = new ArrayList<>();
    private Origin origin = Origin.UNKNOWN;

    private boolean inTransaction;

    /** Whether the session of a step can record the reply to a transaction. */
    private Predicate<Reply> isRecordable = reply -> true;

    /** The revisions of the deletes whose tombstones were folded. */
    private final Set<Long> folded = new HashSet<>();

    /** One session: everything that it ever executed. */
    private static final class NaiveSession {
        final String user;
        final Map<Long, Command.Write> steps = new HashMap<>();
        final Map<Long, Reply> replies = new HashMap<>();
        long acked;
        int ttlMillis;

        NaiveSession(String user, int ttlMillis) {
            this.user = user;
            this.ttlMillis = ttlMillis;
        }

        /** Returns the numbers of the steps whose replies are still recorded, in order. */
        List<Long> recorded() {
            return replies.keySet().stream().filter(seq -> seq > acked).sorted().toList();
        }
    }

    private final SessionLimits sessionLimits;
    private final Map<SessionId, NaiveSession> sessions = new HashMap<>();

    /** The owners of keys; a key that is not in the map has none. */
    private final Map<Key, SessionId> owners = new HashMap<>();

    NaiveStore(StateLimits limits) {
        this(limits, SessionLimits.STANDARD);
    }

    NaiveStore(StateLimits limits, SessionLimits sessionLimits) {
        this.limits = limits;
        this.sessionLimits = sessionLimits;
    }

    Reply apply(Command command) {
        return apply(command, Origin.UNKNOWN);
    }

    Reply apply(Command command, Origin from) {
        origin = from;
        return command.match(this);
    }

    /** Returns all writes, the oldest first. */
    List<Write> journal() {
        return List.copyOf(journal);
    }

    /** Returns the writes that the event history holds: as many of the latest as fit into its bounds. */
    List<Write> history() {
        int first = journal.size();
        long bytes = 0;
        while (first > 0 && journal.size() - first < limits.history().eventsMax()) {
            Write write = journal.get(first - 1);
            bytes += 288 + write.key.length() + (write.value == null ? 0 : write.value.length());
            if (bytes > limits.history().bytesMax()) {
                break;
            }
            first--;
        }
        return journal.subList(first, journal.size());
    }

    long revision() {
        return journal.size();
    }

    int size() {
        return keysPresent().size();
    }

    int tombstones() {
        return tombstonesByAge().size();
    }

    /** Returns the version of a present key; 0 if the key is absent. */
    long currentVersion(Key key) {
        Write write = presentWrite(key);
        return write == null ? 0 : write.version;
    }

    /** Returns the state in the format of docs/format/state.md. */
    byte[] stateBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeState(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void writeState(DataOutputStream out) throws IOException {
        int[] floors = IntStream.range(0, limits.floorsCount())
                .filter(floor -> highestFolded(floor) > 0)
                .toArray();
        List<Write> tombstones = tombstonesByAge();
        Set<Key> keys = keysPresent();
        for (int number : new int[] {2, limits.tombstonesMax(), limits.floorsCount()}) {
            out.writeInt(number);
        }
        out.writeLong(limits.versionMax().number());
        out.writeInt(limits.history().eventsMax());
        out.writeLong(limits.history().bytesMax());
        out.writeLong(revision());
        for (int count : new int[] {
            history().size(), floors.length, tombstones.size(), keys.size(), sessions.size(), owners.size()
        }) {
            out.writeInt(count);
        }
        for (Write event : history()) {
            writeEvent(event, out);
        }
        for (int floor : floors) {
            out.writeInt(floor);
            out.writeLong(highestFolded(floor));
        }
        for (Write tombstone : tombstones) {
            out.writeShort(tombstone.key.length());
            out.writeLong(tombstone.version);
            out.write(tombstone.key.toBytes());
        }
        for (Key key : keys) {
            Versioned found = ((Reply.Found) get(new Command.Get(key))).versioned();
            out.writeShort(key.length());
            out.writeInt(found.value().length());
            out.writeLong(found.version().number());
            out.writeLong(found.revision());
            out.write(key.toBytes());
            out.write(found.value().toBytes());
        }
        for (String id : new TreeSet<>(
                sessions.keySet().stream().map(SessionId::toString).toList())) {
            out.write(HexFormat.of().parseHex(id));
            writeSession(Objects.requireNonNull(sessions.get(SessionId.parse(id))), out);
        }
        for (Key key : keys) {
            SessionId owner = owners.get(key);
            if (owner != null) {
                out.writeShort(key.length());
                out.write(HexFormat.of().parseHex(owner.toString()));
                out.write(key.toBytes());
            }
        }
    }

    private static void writeEvent(Write event, DataOutputStream out) throws IOException {
        byte[] value = event.value == null ? new byte[0] : event.value.toBytes();
        byte[] by = event.origin.by().getBytes(StandardCharsets.UTF_8);
        out.writeByte(event.kind);
        out.writeBoolean(event.last);
        out.writeShort(event.key.length());
        out.writeInt(value.length);
        out.writeLong(event.version);
        out.writeLong(event.origin.wallMillis());
        out.writeByte(by.length);
        out.write(event.key.toBytes());
        out.write(value);
        out.write(by);
    }

    private static void writeSession(NaiveSession session, DataOutputStream out) throws IOException {
        byte[] user = session.user.getBytes(StandardCharsets.UTF_8);
        List<Long> recorded = session.recorded();
        out.writeInt(session.ttlMillis);
        out.writeLong(session.acked);
        out.writeByte(user.length);
        out.writeShort(recorded.size());
        out.write(user);
        for (long seq : recorded) {
            out.writeLong(seq);
            out.writeLong(NaiveRecord.fingerprint(Objects.requireNonNull(session.steps.get(seq))));
            NaiveRecord.writeReply(Objects.requireNonNull(session.replies.get(seq)), out);
        }
    }

    @Override
    public Reply get(Command.Get command) {
        Write write = presentWrite(command.key());
        return write == null || write.value == null
                ? new Reply.NoKey()
                : new Reply.Found(new Versioned(write.value, Version.of(write.version), write.revision));
    }

    private Optional<NaiveSession> session(SessionId id, String user) {
        return Optional.ofNullable(sessions.get(id)).filter(session -> session.user.equals(user));
    }

    @Override
    public Reply renewSession(Command.RenewSession command) {
        return session(command.session(), command.user())
                .<Reply>map(session -> new Reply.Kept(session.ttlMillis))
                .orElse(new Reply.NoSession());
    }

    @Override
    public Reply openSession(Command.OpenSession command) {
        if (sessions.containsKey(command.session()) || sessions.size() == sessionLimits.sessionsMax()) {
            return new Reply.Refused(Reply.Refusal.SESSIONS_FULL);
        }
        sessions.put(command.session(), new NaiveSession(command.user(), command.ttlMillis()));
        return new Reply.Opened(command.session());
    }

    @Override
    public Reply keepSession(Command.KeepSession command) {
        Optional<NaiveSession> session = session(command.session(), command.user());
        session.ifPresent(kept -> kept.ttlMillis = command.ttlMillis());
        return session.isPresent() ? new Reply.Kept(command.ttlMillis()) : new Reply.NoSession();
    }

    @Override
    public Reply closeSession(Command.CloseSession command) {
        return session(command.session(), command.user()).isPresent()
                ? end(command.session(), 4)
                : new Reply.NoSession();
    }

    @Override
    public Reply endSession(Command.EndSession command) {
        return sessions.containsKey(command.session()) ? end(command.session(), 3) : new Reply.NoSession();
    }

    private Reply end(SessionId id, int kind) {
        List<Key> owned =
                keysPresent().stream().filter(key -> id.equals(owners.get(key))).toList();
        for (Key key : owned) {
            delete(key, kind, key.equals(owned.get(owned.size() - 1)));
        }
        sessions.remove(id);
        return new Reply.Closed();
    }

    @Override
    public Reply once(Command.Once command) {
        Optional<NaiveSession> found = session(command.session(), command.user());
        if (found.isEmpty()) {
            return new Reply.NoSession();
        }
        NaiveSession session = found.get();
        if (command.seq() <= command.acked()) {
            return new Reply.SeqRefused(Reply.SeqReason.ACKED_BY_ITSELF);
        }
        if (command.seq() <= session.acked) {
            return new Reply.SeqRefused(Reply.SeqReason.ACKED_BEFORE);
        }
        if (command.seq() > Math.max(session.acked, command.acked()) + 1_024) {
            return new Reply.SeqRefused(Reply.SeqReason.BEYOND_WINDOW);
        }
        Reply before = session.replies.get(command.seq());
        boolean cancels = command.step() instanceof Command.Cancel;
        if (before != null && !cancels && before instanceof Reply.Cancelled) {
            session.acked = Math.max(session.acked, command.acked());
            return new Reply.Cancelled(true);
        }
        if (before != null && !cancels && !command.step().equals(session.steps.get(command.seq()))) {
            return new Reply.SeqRefused(Reply.SeqReason.OTHER_COMMAND);
        }
        session.acked = Math.max(session.acked, command.acked());
        if (before != null) {
            return before;
        }
        int bytes = session.recorded().stream()
                .mapToInt(seq -> NaiveRecord.bytes(Objects.requireNonNull(session.replies.get(seq))))
                .sum();
        if (bytes + NaiveRecord.BYTES > sessionLimits.recordBytesMax()) {
            return new Reply.Refused(Reply.Refusal.RECORDS_FULL);
        }
        isRecordable = reply ->
                NaiveRecord.isUnrecorded(reply) || bytes + NaiveRecord.bytes(reply) <= sessionLimits.recordBytesMax();
        Reply reply = cancels ? new Reply.Cancelled(false) : command.step().match(this);
        isRecordable = any -> true;
        if (NaiveRecord.isUnrecorded(reply)) {
            return reply;
        }
        session.steps.put(command.seq(), command.step());
        session.replies.put(command.seq(), reply);
        return reply;
    }

    @Override
    public Reply cancel(Command.Cancel command) {
        throw new IllegalArgumentException("a cancellation is the step of a session");
    }

    private Optional<Reply> refusal(Command.@Nullable Guard guard) {
        long current = guard == null ? 0 : currentVersion(guard.key());
        return guard == null || current == guard.version().number()
                ? Optional.empty()
                : Optional.of(new Reply.GuardFailed(Version.of(current)));
    }

    @Override
    public Reply put(Command.Put command) {
        Optional<Reply> refusal = refusal(command.guard());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Command.Owner owner = command.owner();
        if (owner != null && session(owner.session(), owner.user()).isEmpty()) {
            return new Reply.NoSession();
        }
        long current = currentVersion(command.key());
        long expected = command.expected().number();
        if (current == 0 && expected > 0) {
            return new Reply.NoKey();
        }
        if (current != expected) {
            return new Reply.Conflict(Version.of(current));
        }
        long before = current == 0 ? lastVersion(command.key()) : current;
        if (before >= limits.versionMax().number() - 1) {
            return new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP);
        }
        if (owner != null && ownsTooMany(owner.session(), command.key())) {
            return new Reply.Refused(Reply.Refusal.OWNED_KEYS_FULL);
        }
        if (owner == null) {
            owners.remove(command.key());
        } else {
            owners.put(command.key(), owner.session());
        }
        return write(1, command.key(), before + 1, command.value(), true);
    }

    private boolean ownsTooMany(SessionId session, Key added) {
        return owners.entrySet().stream()
                        .filter(owned -> owned.getValue().equals(session)
                                && !owned.getKey().equals(added))
                        .count()
                == sessionLimits.ownedKeysMax();
    }

    @Override
    public Reply delete(Command.Delete command) {
        Optional<Reply> refusal = refusal(command.guard());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        long current = currentVersion(command.key());
        if (current == 0) {
            return new Reply.NoKey();
        }
        if (current != command.expected().number()) {
            return new Reply.Conflict(Version.of(current));
        }
        return delete(command.key(), 2, true);
    }

    private Reply delete(Key key, int kind, boolean last) {
        owners.remove(key);
        Reply reply = write(kind, key, currentVersion(key) + 1, null, last);
        if (!inTransaction) {
            fold();
        }
        return reply;
    }

    private void fold() {
        List<Write> tombstones = tombstonesByAge();
        tombstones
                .subList(0, Math.max(0, tombstones.size() - limits.tombstonesMax()))
                .forEach(tombstone -> folded.add(tombstone.revision));
    }

    /** Executes one operation after another, and takes all of it back if one is refused. */
    @Override
    public Reply transaction(Command.Transaction command) {
        int journalBefore = journal.size();
        Map<Key, SessionId> ownersBefore = new HashMap<>(owners);
        inTransaction = true;
        Reply reply = NaiveTransaction.reply(command, this::apply, key -> currentVersion(key) > 0);
        inTransaction = false;
        if (reply instanceof Reply.Transacted && isRecordable.test(reply)) {
            markLast(journalBefore);
            fold();
            return reply;
        }
        journal.subList(journalBefore, journal.size()).clear();
        owners.clear();
        owners.putAll(ownersBefore);
        return isRecordable.test(reply) ? reply : new Reply.Refused(Reply.Refusal.RECORDS_FULL);
    }

    private Reply apply(Command.Operation operation) {
        if (operation instanceof Command.Unchanged unchanged) {
            return unchanged(unchanged);
        }
        if (operation instanceof Command.Observe observe) {
            return new Reply.Written(Version.of(presentOrLastVersion(observe.key())));
        }
        return operation instanceof Command.Read read
                ? get(new Command.Get(read.key()))
                : operation instanceof Command.Check check
                        ? check(check)
                        : operation instanceof Command.Put put ? put(put) : delete((Command.Delete) operation);
    }

    private Reply unchanged(Command.Unchanged unchanged) {
        long current = currentVersion(unchanged.key());
        long last = presentOrLastVersion(unchanged.key());
        if (unchanged.isPresent() == (current > 0) && unchanged.version().number() == last) {
            return new Reply.Closed();
        }
        return current == 0 ? new Reply.NoKey() : new Reply.Conflict(Version.of(current));
    }

    private Reply check(Command.Check check) {
        long current = currentVersion(check.key());
        if (current == check.version().number()) {
            return new Reply.Closed(); // anything that no operation replies
        }
        return current == 0 ? new Reply.NoKey() : new Reply.Conflict(Version.of(current));
    }

    /** The writes of a transaction are one step, which ends with the last of them. */
    private void markLast(int from) {
        for (int i = from; i < journal.size(); i++) {
            Write write = journal.get(i);
            boolean last = i == journal.size() - 1;
            journal.set(
                    i,
                    new Write(write.revision, write.kind, write.key, write.version, write.value, write.origin, last));
        }
    }

    @Override
    public Reply history(HistoryRead command) {
        return command.matchHistory(new NaiveHistory(journal(), history(), this::presentOrLastVersion));
    }

    @Override
    public Reply listKeys(Command.ListKeys command) {
        List<Reply.Listed.Entry> page = new ArrayList<>();
        long bytes = 0;
        for (Key key : keysPresent()) {
            if (!hex(key).startsWith(hex(command.prefix())) || !isAfter(key, command.after())) {
                continue;
            }
            Versioned found = ((Reply.Found) get(new Command.Get(key))).versioned();
            Value value = command.values() ? found.value() : null;
            bytes += 64 + key.length() + (value == null ? 0 : value.length());
            boolean full = page.size() == command.limit() || bytes > 1024 * 1024;
            if (full && !page.isEmpty()) {
                return new Reply.Listed(revision(), true, page);
            }
            page.add(new Reply.Listed.Entry(key, value, found.version()));
        }
        return new Reply.Listed(revision(), false, page);
    }

    private Reply write(int kind, Key key, long version, @Nullable Value value, boolean last) {
        journal.add(new Write(revision() + 1, kind, key, version, value, origin, last));
        return new Reply.Written(Version.of(version));
    }

    private @Nullable Write lastWrite(Key key) {
        Write last = null;
        for (Write write : journal) {
            if (write.key.equals(key)) {
                last = write;
            }
        }
        return last;
    }

    private @Nullable Write presentWrite(Key key) {
        Write last = lastWrite(key);
        return last == null || last.value == null ? null : last;
    }

    private Set<Key> keysPresent() {
        Set<Key> keys = new TreeSet<>(Comparator.comparing(NaiveStore::hex));
        for (Write write : journal) {
            if (presentWrite(write.key) != null) {
                keys.add(write.key);
            }
        }
        return keys;
    }

    /** Returns the deletes that are the last writes of their keys and have not been folded, in order of revisions. */
    private List<Write> tombstonesByAge() {
        return journal.stream()
                .filter(write -> write.value == null && !folded.contains(write.revision))
                .filter(write -> write.equals(lastWrite(write.key)))
                .toList();
    }

    private long presentOrLastVersion(Key key) {
        long current = currentVersion(key);
        return current == 0 ? lastVersion(key) : current;
    }

    private long lastVersion(Key key) {
        Write last = lastWrite(key);
        if (last != null && !folded.contains(last.revision)) {
            return last.version;
        }
        return highestFolded(floor(key));
    }

    private long highestFolded(int floor) {
        return journal.stream()
                .filter(write -> folded.contains(write.revision))
                .filter(write -> floor(write.key) == floor)
                .mapToLong(Write::version)
                .max()
                .orElse(0);
    }

    /** Returns the floor of a key as docs/format/state.md defines it, in integer arithmetic. */
    private int floor(Key key) {
        long hash = 2_166_136_261L;
        for (byte b : key.toBytes()) {
            hash = ((hash ^ Byte.toUnsignedLong(b)) * 16_777_619L) % 4_294_967_296L;
        }
        long folded16 = (hash / 65_536) ^ (hash % 65_536);
        return (int) (folded16 % limits.floorsCount());
    }

    private static boolean isAfter(Key key, @Nullable Key after) {
        return after == null || hex(key).compareTo(hex(after)) > 0;
    }

    /** Returns the bytes in hex, which sorts as text like the bytes as unsigned numbers. */
    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toBytes());
    }
}
