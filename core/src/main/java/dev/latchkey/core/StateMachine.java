package dev.latchkey.core;

import java.util.ArrayList;
import java.util.HashMap;
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
     * What a key costs in memory beside its bytes and its value's, for map, index and headers. On a 64-bit JVM with compressed
     * pointers 165 to 185 were measured with up to a million keys, and a version of 64 or more takes 24 more. The rest is for
     * maps that have just grown: an estimate too high refuses a write, one too low ends the process.
     */
    private static final int KEY_COST_BYTES = 232;

    /** What a tombstone costs beside its key's bytes: 96 to 108 were measured, and 24 more for a version of 64 or more. */
    private static final int TOMBSTONE_COST_BYTES = 132;

    /** The most that one tombstone adds to {@link #bytes}. */
    public static final int TOMBSTONE_BYTES_MAX = TOMBSTONE_COST_BYTES + Key.LENGTH_MAX;

    private final StateLimits limits;
    private final HashMap<Key, Versioned> entries = new HashMap<>();

    /** The keys of {@code entries} in byte order. Touched only when a key comes or goes. */
    private final KeyOrder order = new KeyOrder(KeyOrder.BLOCK_KEYS_MAX, KeyBatch.SIZE_MAX);

    private final Tombstones tombstones;
    private final Application application = new Application();
    private long revision;
    private long bytes;

    public StateMachine(StateLimits limits) {
        this.limits = limits;
        this.tombstones = new Tombstones(limits);
    }

    /** Applies {@code command} and says what came of it. Depends on nothing but the commands applied before. */
    public Reply apply(Command command) {
        return command.match(application);
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

    /** The most by which {@code put} could change {@link #bytes}, whatever the store holds: cheaper to ask than {@link #growth}. */
    public static long growthMax(Command.Put put) {
        return (long) costOf(put.key()) + put.value().length();
    }

    /** By how much {@code put} would change {@link #bytes} if it came now: 0 if it would be refused, negative if it frees. */
    public long growth(Command.Put put) {
        Versioned present = entries.get(put.key());
        if (refusal(put, present, versionBefore(put.key(), present)) != null) {
            return 0;
        }
        if (present != null) {
            return (long) put.value().length() - present.value().length();
        }
        int freed = tombstones.has(put.key()) ? TOMBSTONE_COST_BYTES + put.key().length() : 0;
        return growthMax(put) - freed;
    }

    private Version versionBefore(Key key, @Nullable Versioned present) {
        return present == null ? tombstones.lastVersion(key) : present.version();
    }

    /** Why {@code put} cannot be done; null if it can. */
    private @Nullable Reply refusal(Command.Put put, @Nullable Versioned present, Version before) {
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
            Versioned found = entries.get(command.key());
            return found == null ? Reply.NoKey.INSTANCE : new Reply.Found(found);
        }

        @Override
        public Reply put(Command.Put command) {
            Versioned present = entries.get(command.key());
            Version before = versionBefore(command.key(), present);
            Reply refusal = refusal(command, present, before);
            if (refusal != null) {
                return refusal;
            }
            Version version = before.next();
            entries.put(command.key(), new Versioned(command.value(), version, ++revision));
            bytes += command.value().length();
            if (present != null) {
                bytes -= present.value().length();
            } else {
                bytes += costOf(command.key());
                order.add(command.key());
                tombstones.remove(command.key());
            }
            return new Reply.Written(version);
        }

        @Override
        public Reply delete(Command.Delete command) {
            Versioned present = entries.get(command.key());
            if (present == null) {
                return Reply.NoKey.INSTANCE;
            }
            if (!present.version().equals(command.expected())) {
                return new Reply.Conflict(present.version());
            }
            entries.remove(command.key());
            order.remove(command.key());
            revision++;
            bytes -= costOf(command.key()) + present.value().length();
            Version last = present.version().next();
            tombstones.add(command.key(), last);
            return new Reply.Written(last);
        }

        @Override
        public Reply listKeys(Command.ListKeys command) {
            List<Reply.Listed.Entry> page = new ArrayList<>();
            int pageBytes = 0;
            Iterator<Key> keys = keysFrom(command);
            while (keys.hasNext()) {
                Key key = keys.next();
                if (!key.startsWith(command.prefix())) {
                    break;
                }
                Versioned versioned = present(key);
                pageBytes += key.length()
                        + ENTRY_FRAME_BYTES
                        + (command.values() ? versioned.value().length() : 0);
                if (page.size() == command.limit() || (pageBytes > PAGE_BYTES_MAX && !page.isEmpty())) {
                    return new Reply.Listed(revision, true, page);
                }
                page.add(new Reply.Listed.Entry(key, command.values() ? versioned.value() : null, versioned.version()));
            }
            return new Reply.Listed(revision, false, page);
        }
    }

    /** The keys in order, from the first that can begin with the prefix and comes behind {@code after}. */
    private Iterator<Key> keysFrom(Command.ListKeys command) {
        Key after = command.after();
        Prefix prefix = command.prefix();
        if (after != null && (prefix.length() == 0 || after.compareBytes(prefix) >= 0)) {
            return order.from(after, false);
        }
        return prefix.length() == 0 ? order.iterator() : order.from(Key.owning(prefix.bytes), true);
    }

    private Versioned present(Key key) {
        Versioned versioned = entries.get(key);
        if (versioned == null) {
            throw new IllegalStateException("key " + key + " stands in the order but not in the map");
        }
        return versioned;
    }

    private static int costOf(Key key) {
        return KEY_COST_BYTES + key.length();
    }
}
