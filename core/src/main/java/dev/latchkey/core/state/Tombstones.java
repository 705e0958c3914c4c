package dev.latchkey.core.state;

import dev.latchkey.core.Key;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Part;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * The tombstones: the last versions of the keys deleted most recently. When there are more than {@link
 * StateLimits#tombstonesMax}, the oldest one is folded into the {@link Floors}.
 *
 * <p>The hashes that the methods take are those of {@link EntryTable#hashOf}; callers have computed them already to look up the entry.
 */
final class Tombstones implements Section {

    private final StateLimits limits;
    private final Floors floors;
    private final EntryTable<Tombstone> byKey;
    private final OpenParts<Tombstone> open = new OpenParts<>();

    /** The ends of a list in order of deletion, which is the order of revisions. A key deleted again moves to the end. */
    private @Nullable Tombstone oldest;

    private @Nullable Tombstone newest;

    /** The number of tombstones ever added. */
    private long added;

    private long keyBytes;

    Tombstones(StateLimits limits, SipHash hash, Floors floors) {
        this.limits = limits;
        this.floors = floors;
        this.byKey = new EntryTable<>(hash);
    }

    /** Returns the last version of a key without entry: 0 if it was never written and its floor is 0. */
    long lastVersion(byte[] key, int keyHash) {
        Tombstone named = get(key, keyHash);
        return named == null ? floors.of(key) : named.version;
    }

    /**
     * Adds a tombstone for {@code key}, which has none: it was just deleted, at version {@code last}. There may be too many then, until
     * {@link #foldExcess} is called.
     */
    void add(byte[] key, long last, int keyHash) {
        Tombstone tombstone = new Tombstone(key, last, ++added);
        byKey.add(tombstone, keyHash);
        append(tombstone);
        keyBytes += key.length;
    }

    /** Folds the oldest tombstones until there are as many as the limit allows. */
    void foldExcess() {
        while (byKey.size() > limits.tombstonesMax() && oldest != null) {
            fold(oldest);
        }
    }

    /** Removes the tombstone of a key that was created again; does nothing if there is none. */
    void remove(byte[] key, int keyHash) {
        Tombstone named = get(key, keyHash);
        if (named != null) {
            remove(named, keyHash);
        }
    }

    /** Returns whether {@code key} has a tombstone. */
    boolean has(byte[] key, int keyHash) {
        return get(key, keyHash) != null;
    }

    private @Nullable Tombstone get(byte[] key, int keyHash) {
        return byKey.size() == 0 ? null : byKey.get(key, keyHash);
    }

    int size() {
        return byKey.size();
    }

    /** Returns the total length of the keys that have a tombstone. */
    long keyBytes() {
        return keyBytes;
    }

    /** Returns the tombstone that the next delete folds; null while there is capacity for another one. */
    @Nullable
    Tombstone foldedNext() {
        return byKey.size() < limits.tombstonesMax() ? null : oldest;
    }

    private void fold(Tombstone tombstone) {
        floors.fold(tombstone.key, tombstone.version);
        remove(tombstone, byKey.hashOf(tombstone.key));
    }

    private void remove(Tombstone tombstone, int keyHash) {
        open.keep(tombstone);
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
        // why: a snapshot may keep this tombstone, and must not retain its neighbours
        tombstone.before = null;
        tombstone.after = null;
    }

    @Override
    public String name() {
        return "tombstones";
    }

    @Override
    public int itemsMax() {
        return limits.tombstonesMax();
    }

    @Override
    public Part part(long revision) {
        TombstonePart part = new TombstonePart(oldest, byKey.size(), added);
        open.add(part);
        return part;
    }

    @Override
    public Loader loader(long revision, long items) {
        return this::load;
    }

    private void load(StateReader in) {
        int keyLength = Bounds.keyLength(in.u16());
        long version = Bounds.deletedVersion(in.u64(), limits);
        byte[] key = in.bytes(keyLength);
        int hash = byKey.hashOf(key);
        if (has(key, hash)) {
            throw new UnreadableException("key " + Key.owning(key) + " has two tombstones");
        }
        add(key, version, hash);
    }
}
