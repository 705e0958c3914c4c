package dev.latchkey.core.state;

import dev.latchkey.core.Key;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;

/**
 * The last versions of keys that are not there: by name for those deleted last, folded into floors for the others.
 *
 * <p>A floor is the highest version folded into it. Keys are spread over the floors by {@link #floorOf}, which is part of the
 * format (docs/format/state.md) and must never change.
 *
 * <p>The hashes asked for are those of {@link EntryTable#hashOf}; whoever looks for a key has hashed it already.
 */
final class Tombstones {

    private final StateLimits limits;
    private final OpenSnapshots snapshots;
    private final EntryTable<Tombstone> byKey;
    private final long[] floors;

    /** A list in order of deletion, which is the order of revisions: a key deleted again moves to the end. */
    private @Nullable Tombstone oldest;

    private @Nullable Tombstone newest;

    /** So many were ever added. */
    private long added;

    private long keyBytes;

    /** So many floors are not 0. */
    private int raised;

    Tombstones(StateLimits limits, SipHash hash, OpenSnapshots snapshots) {
        this.limits = limits;
        this.snapshots = snapshots;
        this.byKey = new EntryTable<>(hash);
        this.floors = new long[limits.floorsCount()];
    }

    /** The last version of a key that is not there: {@link Version#NONE} if it never was and its floor is untouched. */
    Version lastVersion(Key key, int keyHash) {
        Tombstone named = byKey.size() == 0 ? null : byKey.get(key.bytes, keyHash);
        if (named != null) {
            return Version.of(named.version);
        }
        return raised > 0 ? Version.of(floors[floorOf(key.bytes, floors.length)]) : Version.NONE;
    }

    /** Remembers that {@code key}, which has no tombstone, was deleted just now, which made {@code last}. */
    void add(byte[] key, long last, int keyHash) {
        Tombstone tombstone = new Tombstone(key, last, ++added);
        byKey.add(tombstone, keyHash);
        append(tombstone);
        keyBytes += key.length;
        if (byKey.size() > limits.tombstonesMax() && oldest != null) {
            fold(oldest);
        }
    }

    /** Forgets the tombstone of a key that is there again. */
    void remove(Key key, int keyHash) {
        Tombstone named = byKey.size() == 0 ? null : byKey.get(key.bytes, keyHash);
        if (named != null) {
            remove(named, keyHash);
        }
    }

    /** Whether {@code key} is kept by name. */
    boolean has(byte[] key, int keyHash) {
        return byKey.size() > 0 && byKey.get(key, keyHash) != null;
    }

    int size() {
        return byKey.size();
    }

    /** The bytes of all keys that are kept by name. */
    long keyBytes() {
        return keyBytes;
    }

    /** The one deleted longest ago; the others hang on it. */
    @Nullable
    Tombstone oldest() {
        return oldest;
    }

    /** Returns the tombstone that the next delete folds; null while there is capacity for another one. */
    @Nullable
    Tombstone foldedNext() {
        return byKey.size() < limits.tombstonesMax() ? null : oldest;
    }

    /** The order of the newest, there or not: that of one added later is greater. */
    long lastOrder() {
        return added;
    }

    /** How many floors are not 0. */
    int raised() {
        return raised;
    }

    /** A copy of the floors, each the highest version folded into it; of none if all are 0. */
    long[] floors() {
        return raised == 0 ? new long[0] : floors.clone();
    }

    /** Lets a floor be at least {@code version}. */
    void raise(int floor, long version) {
        raised += floors[floor] == 0 ? 1 : 0;
        floors[floor] = Math.max(floors[floor], version);
    }

    private void fold(Tombstone tombstone) {
        raise(floorOf(tombstone.key, floors.length), tombstone.version);
        remove(tombstone, byKey.hashOf(tombstone.key));
    }

    private void remove(Tombstone tombstone, int keyHash) {
        if (!snapshots.isEmpty()) {
            snapshots.keep(tombstone);
        }
        byKey.remove(tombstone.key, keyHash);
        unlink(tombstone);
        keyBytes -= tombstone.key.length;
    }

    private void append(Tombstone tombstone) {
        tombstone.before = newest;
        if (newest == null) {
            oldest = tombstone;
        } else {
            newest.after = tombstone;
        }
        newest = tombstone;
    }

    private void unlink(Tombstone tombstone) {
        if (tombstone.before == null) {
            oldest = tombstone.after;
        } else {
            tombstone.before.after = tombstone.after;
        }
        if (tombstone.after == null) {
            newest = tombstone.before;
        } else {
            tombstone.after.before = tombstone.before;
        }
        // why: a snapshot may keep this one, which must not keep its neighbours
        tombstone.before = null;
        tombstone.after = null;
    }

    /** The 32-bit FNV-1a hash of the key's bytes, its halves XORed to 16 bits, its low bits as many as there are floors. */
    static int floorOf(byte[] key, int floorsCount) {
        int hash = 0x811c9dc5;
        for (byte b : key) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return ((hash >>> 16) ^ hash) & 0xffff & (floorsCount - 1);
    }
}
