package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.StateSource;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The store: applies one command after another. What a command means is decided here and nowhere else; in which order
 * commands come, and when they are durable, is decided by the engine that calls.
 *
 * <p>Not safe for use by several threads at once: the engine holds one lock or owns the one thread.
 */
public final class StateMachine {

    /** A page of {@link Command.ListKeys} ends before its keys, values and {@link #ENTRY_FRAME_BYTES} each exceed this. */
    public static final int PAGE_BYTES_MAX = 1_048_576;

    /** What one listed entry takes at most beside its key and its value when it is written to a connection. */
    static final int ENTRY_FRAME_BYTES = 64;

    /**
     * What a key costs in memory beside its bytes and its value's, for table, order and headers. On a 64-bit JVM with compressed
     * pointers 104 to 123 were measured with up to three million keys. The rest is for a table that is growing: an estimate too
     * high refuses a write, one too low ends the process.
     */
    private static final int KEY_COST_BYTES = 160;

    /** The least that was measured of it. */
    public static final int KEY_COST_BYTES_MIN = 104;

    /** What a tombstone costs beside its key's bytes: 61 to 87 were measured. The rest is for a table that is growing, as above. */
    private static final int TOMBSTONE_COST_BYTES = 108;

    private static final int TOMBSTONE_COST_BYTES_MIN = 61;

    /** How many snapshots may be open at once. */
    public static final int SNAPSHOTS_MAX = OpenSnapshots.SIZE_MAX;

    /** The most backups that may be open at the same time; fewer than the snapshots, so that a backup never delays log truncation. */
    public static final int BACKUPS_MAX = 4;

    /** The most that one tombstone adds to {@link #bytes}. */
    public static final int TOMBSTONE_BYTES_MAX = TOMBSTONE_COST_BYTES + Key.LENGTH_MAX;

    private final StateLimits limits;
    private final EntryTable<Entry> entries;

    /** The same entries in byte order of keys. Touched only when a key comes or goes. */
    private final KeyOrder order;

    private final OpenSnapshots snapshots = new OpenSnapshots();
    private final Tombstones tombstones;
    private final Application application = new Application();
    private final Growth growth = new Growth();
    private long revision;
    private long bytes;

    /**
     * @param limits the bounds, which are part of the format
     * @param hash how keys are spread in memory; no reply depends on it
     */
    public StateMachine(StateLimits limits, SipHash hash) {
        this(limits, hash, new KeyOrder(KeyRun.SIZE_MAX), 0);
    }

    /** A store that has done {@code revision} writes and is empty, as is {@code order}, to be filled by the methods that put back. */
    StateMachine(StateLimits limits, SipHash hash, KeyOrder order, long revision) {
        this.limits = limits;
        this.order = order;
        this.entries = new EntryTable<>(hash);
        this.tombstones = new Tombstones(limits, hash, snapshots);
        this.revision = revision;
    }

    /**
     * The machine whose {@link #snapshot} these bytes are: it answers every command, and is written down, as that one was at that
     * moment. The source is read to its end.
     *
     * @param hash how keys are spread in memory, not necessarily as before
     * @throws UnreadableException if the bytes are no state, or one of a newer format
     */
    public static StateMachine restore(StateSource source, SipHash hash, RestoreProgress progress) {
        return new Restoration(source, hash, progress).machine();
    }

    /**
     * The state as it is now, to be read in pieces while commands go on. It should be read to its end or closed: until then it
     * keeps aside what belongs to it.
     *
     * @throws IllegalStateException if 8 are open already
     */
    public StateSnapshot snapshot() {
        return snapshot(StateSnapshot.LOOKS_MAX);
    }

    /** The same, with {@code looksMax} looks for each piece. */
    StateSnapshot snapshot(int looksMax) {
        snapshots.checkRoom();
        EntryPieces pieces = new EntryPieces(order, entries.size(), revision);
        return new StateSnapshot(snapshots, revision, limits, tombstones, pieces, looksMax);
    }

    /** Applies {@code command} and says what came of it. Depends on nothing but the commands applied before. */
    public Reply apply(Command command) {
        return command.match(application);
    }

    /** The bounds it was made with. */
    public StateLimits limits() {
        return limits;
    }

    /** The number of keys written or deleted so far. */
    public long revision() {
        return revision;
    }

    /** The number of keys that are there. */
    public int size() {
        return entries.size();
    }

    /** The number of deleted keys whose last version is kept by name. */
    public int tombstones() {
        return tombstones.size();
    }

    /** What keys, values and tombstones take in memory: an estimate, and the same for the same commands. */
    public long bytes() {
        return bytes + (long) tombstones.size() * TOMBSTONE_COST_BYTES + tombstones.keyBytes();
    }

    /** What it takes at least, where {@link #bytes} says what it may take. */
    public long bytesMin() {
        return bytes()
                - (long) size() * (KEY_COST_BYTES - KEY_COST_BYTES_MIN)
                - (long) tombstones.size() * (TOMBSTONE_COST_BYTES - TOMBSTONE_COST_BYTES_MIN);
    }

    /**
     * Returns an upper bound of {@link #growth} for any state: 0 for a write that {@link Command.Write#mayFree can only free}.
     * Cheaper to compute than {@code growth}.
     */
    public static long growthMax(Command.Write write) {
        return write.mayFree() ? 0 : (long) KEY_COST_BYTES * write.keys().size() + write.bytes();
    }

    /** Returns the change of {@link #bytes} if {@code write} were applied now: 0 if it would be refused, negative if it frees memory. */
    public long growth(Command.Write write) {
        return write.match(growth);
    }

    private Version versionBefore(Key key, @Nullable Entry present, int hash) {
        return present == null ? tombstones.lastVersion(key, hash) : present.version();
    }

    /** Why {@code put} cannot be done; null if it can. */
    private @Nullable Reply refusal(Command.Put put, @Nullable Entry present, Version before) {
        if (present == null && !put.expected().isNone()) {
            return Reply.NoKey.INSTANCE;
        }
        if (present != null && !before.equals(put.expected())) {
            return new Reply.Conflict(before);
        }
        return before.number() >= limits.versionMax().number() - 1
                ? new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP)
                : null;
    }

    private final class Application implements Command.Cases<Reply> {

        @Override
        public Reply get(Command.Get command) {
            byte[] key = command.key().bytes;
            Entry found = entries.get(key, entries.hashOf(key));
            return found == null ? Reply.NoKey.INSTANCE : new Reply.Found(found.versioned());
        }

        @Override
        public Reply put(Command.Put command) {
            int hash = entries.hashOf(command.key().bytes);
            Entry present = entries.get(command.key().bytes, hash);
            Version before = versionBefore(command.key(), present, hash);
            Reply refusal = refusal(command, present, before);
            if (refusal != null) {
                return refusal;
            }
            Version version = before.next();
            revision++;
            bytes += command.value().length();
            if (present != null) {
                keepForSnapshots(present);
                bytes -= present.valueLength();
                present.write(command.value(), version, revision);
            } else {
                bytes += costOf(command.key().bytes);
                Entry created = new Entry(command.key(), command.value(), version, revision);
                entries.add(created, hash);
                order.add(created);
                tombstones.remove(command.key(), hash);
            }
            return new Reply.Written(version);
        }

        @Override
        public Reply delete(Command.Delete command) {
            byte[] key = command.key().bytes;
            int hash = entries.hashOf(key);
            Entry present = entries.get(key, hash);
            if (present == null) {
                return Reply.NoKey.INSTANCE;
            }
            if (!present.version().equals(command.expected())) {
                return new Reply.Conflict(present.version());
            }
            keepForSnapshots(present);
            revision++;
            bytes -= costOf(key) + present.valueLength();
            entries.remove(key, hash);
            order.remove(present);
            Version last = present.version().next();
            tombstones.add(present.key, last.number(), hash);
            return new Reply.Written(last);
        }

        @Override
        public Reply listKeys(Command.ListKeys command) {
            List<Reply.Listed.Entry> page = new ArrayList<>();
            int pageBytes = 0;
            Iterator<Entry> listed = entriesFrom(command);
            while (listed.hasNext()) {
                Entry entry = listed.next();
                if (!entry.startsWith(command.prefix())) {
                    break;
                }
                pageBytes += entry.key.length + ENTRY_FRAME_BYTES + (command.values() ? entry.valueLength() : 0);
                if (page.size() == command.limit() || (pageBytes > PAGE_BYTES_MAX && !page.isEmpty())) {
                    return new Reply.Listed(revision, true, page);
                }
                page.add(new Reply.Listed.Entry(entry.key(), command.values() ? entry.value() : null, entry.version()));
            }
            return new Reply.Listed(revision, false, page);
        }
    }

    /** The change of {@link #bytes} that a command would cause. */
    private final class Growth implements Command.Cases<Long> {

        @Override
        public Long get(Command.Get command) {
            return 0L;
        }

        @Override
        public Long put(Command.Put command) {
            byte[] key = command.key().bytes;
            int hash = entries.hashOf(key);
            Entry present = entries.get(key, hash);
            if (refusal(command, present, versionBefore(command.key(), present, hash)) != null) {
                return 0L;
            }
            if (present != null) {
                return (long) command.value().length() - present.valueLength();
            }
            return costOf(key) + command.value().length() - (tombstones.has(key, hash) ? tombstoneCostOf(key) : 0L);
        }

        @Override
        public Long delete(Command.Delete command) {
            byte[] key = command.key().bytes;
            Entry present = entries.get(key, entries.hashOf(key));
            if (present == null || !present.version().equals(command.expected())) {
                return 0L;
            }
            Tombstone folded = tombstones.foldedNext();
            long freed = folded == null ? 0 : tombstoneCostOf(folded.key);
            return tombstoneCostOf(key) - freed - costOf(key) - present.valueLength();
        }

        @Override
        public Long listKeys(Command.ListKeys command) {
            return 0L;
        }
    }

    /** The entries in order, from the first whose key can begin with the prefix and comes behind {@code after}. */
    private Iterator<Entry> entriesFrom(Command.ListKeys command) {
        Key after = command.after();
        Prefix prefix = command.prefix();
        if (after != null && after.compareBytes(prefix) >= 0) {
            return order.from(after.bytes, false);
        }
        return order.from(prefix.bytes, true);
    }

    private void keepForSnapshots(Entry present) {
        if (!snapshots.isEmpty()) {
            snapshots.keep(present);
        }
    }

    void putBackFloor(int floor, long version) {
        tombstones.raise(floor, version);
    }

    /** Puts back a tombstone that was made later than those that have been put back. */
    void putBackTombstone(byte[] key, long last) {
        int hash = entries.hashOf(key);
        if (tombstones.has(key, hash)) {
            throw new UnreadableException("key " + Key.owning(key) + " has two tombstones");
        }
        tombstones.add(key, last, hash);
    }

    /** Puts back an entry whose key comes behind those that have been put back; all tombstones are there. */
    void putBackEntry(Entry entry) {
        int hash = entries.hashOf(entry.key);
        if (tombstones.has(entry.key, hash)) {
            throw new UnreadableException("key " + entry.key() + " is there and has a tombstone");
        }
        entries.add(entry, hash);
        order.addLast(entry);
        bytes += costOf(entry.key) + entry.valueLength();
    }

    private static long costOf(byte[] key) {
        return (long) KEY_COST_BYTES + key.length;
    }

    private static long tombstoneCostOf(byte[] key) {
        return (long) TOMBSTONE_COST_BYTES + key.length;
    }
}
