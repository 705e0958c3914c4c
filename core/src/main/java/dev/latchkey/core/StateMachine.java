package dev.latchkey.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;

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

    /** What a key costs in memory beside its bytes: a round figure for map, index and headers, measured on a 64-bit JVM. */
    private static final int KEY_COST_BYTES = 232;

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
        return bytes + (long) tombstones.size() * KEY_COST_BYTES + tombstones.keyBytes();
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
            if (command.expected().isNone()) {
                return present == null ? create(command) : new Reply.Conflict(present.version());
            }
            if (present == null) {
                return Reply.NoKey.INSTANCE;
            }
            if (!present.version().equals(command.expected())) {
                return new Reply.Conflict(present.version());
            }
            return store(command, present.version());
        }

        private Reply create(Command.Put command) {
            Reply reply = store(command, tombstones.lastVersion(command.key()));
            if (reply instanceof Reply.Written) {
                order.add(command.key());
                tombstones.remove(command.key());
            }
            return reply;
        }

        private Reply store(Command.Put command, Version before) {
            if (before.number() >= limits.versionMax().number() - 1) {
                return new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP);
            }
            Version version = before.next();
            Versioned replaced = entries.put(command.key(), new Versioned(command.value(), version, ++revision));
            bytes += command.value().length()
                    - (replaced == null
                            ? -costOf(command.key())
                            : replaced.value().length());
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
