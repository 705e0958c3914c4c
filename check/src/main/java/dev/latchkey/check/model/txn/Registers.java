package dev.latchkey.check.model.txn;

import dev.latchkey.check.model.VersionedState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The states of several versioned keys: an immutable map that shares everything but a path with the map that it was made from, so that a
 * search over many keys can keep many of them. A tree by the bits of the hashes of the keys.
 */
public final class Registers {

    /** No key was ever written. */
    public static final Registers NEW = new Registers(new Object[Registers.WIDTH], 0);

    private static final int BITS = 4;
    private static final int WIDTH = 1 << BITS;

    /** A key in the tree. Keys with the same hash are a chain at the deepest level. */
    private record Entry(
            Object key, VersionedState state, @Nullable Entry next) {}

    /** Each element is null, an {@link Entry}, or an array of the same kind one level deeper. */
    private final @Nullable Object[] root;

    /** The sum of the hashes of the entries. */
    private final int hash;

    private Registers(@Nullable Object[] root, int hash) {
        this.root = root;
        this.hash = hash;
    }

    /** Returns the state of a key. */
    VersionedState get(Object key) {
        int bits = spread(key);
        @Nullable Object at = root[bits & WIDTH - 1];
        while (at instanceof Object[] deeper) {
            bits >>>= BITS;
            at = deeper[bits & WIDTH - 1];
        }
        for (@Nullable Entry entry = (Entry) at; entry != null; entry = entry.next) {
            if (entry.key.equals(key)) {
                return entry.state;
            }
        }
        return VersionedState.NEW;
    }

    Registers with(Object key, VersionedState state) {
        VersionedState before = get(key);
        int newHash = hash + hash(key, state) - (before.equals(VersionedState.NEW) ? 0 : hash(key, before));
        return new Registers(with(root, spread(key), 0, key, state), newHash);
    }

    private static @Nullable Object[] with(
            @Nullable Object[] node, int bits, int depth, Object key, VersionedState state) {
        int slot = bits & WIDTH - 1;
        @Nullable Object[] changed = node.clone();
        @Nullable Object at = node[slot];
        if (at instanceof Object[] deeper) {
            changed[slot] = with(deeper, bits >>> BITS, depth + BITS, key, state);
        } else if (at instanceof Entry entry && !entry.key.equals(key) && depth + BITS < Integer.SIZE) {
            @Nullable Object[] deeper = new Object[WIDTH];
            deeper[spread(entry.key) >>> (depth + BITS) & WIDTH - 1] = entry;
            changed[slot] = with(deeper, bits >>> BITS, depth + BITS, key, state);
        } else {
            changed[slot] = new Entry(key, state, without((Entry) at, key));
        }
        return changed;
    }

    private static @Nullable Entry without(@Nullable Entry chain, Object key) {
        if (chain == null || chain.key.equals(key)) {
            return chain == null ? null : chain.next;
        }
        return new Entry(chain.key, chain.state, without(chain.next, key));
    }

    private static int spread(Object key) {
        int code = key.hashCode();
        return code ^ code >>> 16;
    }

    private static int hash(Object key, VersionedState state) {
        return 31 * spread(key) ^ state.hashCode();
    }

    private static void collect(@Nullable Object[] node, List<Entry> entries) {
        for (@Nullable Object at : node) {
            if (at instanceof Object[] deeper) {
                collect(deeper, entries);
            }
            for (@Nullable Entry entry = at instanceof Entry first ? first : null; entry != null; entry = entry.next) {
                entries.add(entry);
            }
        }
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        collect(root, entries);
        return entries;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Registers registers && hash == registers.hash && isSame(root, registers.root);
    }

    /** Compares two subtrees. Where an entry is does not depend on the order of writes, except within a chain. */
    private static boolean isSame(@Nullable Object one, @Nullable Object other) {
        if (one == other) {
            return true;
        }
        if (one instanceof Object[] node && other instanceof Object[] otherNode) {
            for (int slot = 0; slot < WIDTH; slot++) {
                if (!isSame(node[slot], otherNode[slot])) {
                    return false;
                }
            }
            return true;
        }
        return one instanceof Entry entry
                && other instanceof Entry otherEntry
                && chain(entry).equals(chain(otherEntry));
    }

    private static Map<Object, VersionedState> chain(Entry first) {
        Map<Object, VersionedState> states = new HashMap<>();
        for (@Nullable Entry entry = first; entry != null; entry = entry.next) {
            states.put(entry.key, entry.state);
        }
        return states;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        String[] shown =
                entries().stream().map(entry -> entry.key + ": " + entry.state).toArray(String[]::new);
        Arrays.sort(shown);
        StringJoiner joined = new StringJoiner(", ", "{", "}");
        for (String each : shown) {
            joined.add(each);
        }
        return joined.toString();
    }
}
