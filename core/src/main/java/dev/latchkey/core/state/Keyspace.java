package dev.latchkey.core.state;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Part;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keyspace: a hash table of entries, their keys in byte order, the last versions of deleted keys, and an estimate of the
 * memory that all of it takes. It stores what the {@link StateMachine} decides, and checks no version. As a section of a
 * snapshot it is the entries.
 */
final class Keyspace implements Section {

    /**
     * The estimated memory per key in addition to its bytes and those of its value, for table, order and headers. On a 64-bit
     * JVM with compressed pointers 104 to 123 were measured with up to three million keys. The rest is for a table that is
     * growing: an estimate that is too high refuses a write, one that is too low ends the process.
     */
    private static final int KEY_COST_BYTES = 160;

    /** The least of it that was measured. */
    private static final int KEY_COST_BYTES_MIN = 104;

    /** The estimated memory per tombstone in addition to its key: 61 to 87 were measured. The rest is for a growing table, as above. */
    static final int TOMBSTONE_COST_BYTES = 108;

    private static final int TOMBSTONE_COST_BYTES_MIN = 61;

    private final StateLimits limits;
    private final HeapLayout layout;
    private final EntryTable<Entry> entries;

    /** The same entries in byte order of keys. Touched only when a key is created or deleted. */
    private final KeyOrder order;

    private final Floors floors;
    private final Tombstones tombstones;
    private final OpenParts<Entry> open = new OpenParts<>();

    /** The cost of the entries alone. */
    private long bytes;

    Keyspace(StateLimits limits, SipHash hash, HeapLayout layout) {
        this(limits, hash, layout, new KeyOrder(KeyRun.SIZE_MAX));
    }

    /** @param order empty */
    Keyspace(StateLimits limits, SipHash hash, HeapLayout layout, KeyOrder order) {
        this.limits = limits;
        this.layout = layout;
        this.order = order;
        this.entries = new EntryTable<>(hash);
        this.floors = new Floors(limits);
        this.tombstones = new Tombstones(limits, hash, floors);
    }

    /** Returns all sections of the keyspace, in the order of a snapshot. */
    List<Section> sections() {
        return List.of(floors, tombstones, this);
    }

    StateLimits limits() {
        return limits;
    }

    HeapLayout layout() {
        return layout;
    }

    /** Returns the hash that the methods below take together with a key. */
    int hashOf(Key key) {
        return entries.hashOf(key.bytes);
    }

    @Nullable
    Entry get(Key key, int hash) {
        return entries.get(key.bytes, hash);
    }

    /** Returns the last version of an absent key: {@link Version#NONE} if it was never written and its floor is 0. */
    Version lastVersion(Key key, int hash) {
        return Version.of(tombstones.lastVersion(key.bytes, hash));
    }

    /** Creates a key that is absent. */
    void create(Key key, int hash, Value value, Version version, long revision) {
        Entry created = new Entry(key, value, version, revision);
        bytes += costOf(key.bytes) + layout.valueBytes(value.length());
        entries.add(created, hash);
        order.add(created);
        tombstones.remove(key.bytes, hash);
    }

    void overwrite(Entry present, Value value, Version version, long revision) {
        open.keep(present);
        bytes += growthOfOverwrite(present, value);
        present.write(value, version, revision);
    }

    /** Deletes a key, and adds a tombstone with version {@code last}. Call {@link #foldTombstones} when the command has been applied. */
    void delete(Entry present, int hash, Version last) {
        open.keep(present);
        bytes -= costOf(present.key) + layout.valueBytes(present.valueLength());
        entries.remove(present.key, hash);
        order.remove(present);
        tombstones.add(present.key, last.number(), hash);
    }

    /** Folds the oldest tombstones until there are as many as the limit allows. */
    void foldTombstones() {
        tombstones.foldExcess();
    }

    /** Returns the entries in order, starting with the first one that can have the prefix and is greater than {@code after}. */
    Iterator<Entry> from(Prefix prefix, @Nullable Key after) {
        if (after != null && after.compareBytes(prefix) >= 0) {
            return order.from(after.bytes, false);
        }
        return order.from(prefix.bytes, true);
    }

    /** Returns the number of entries. */
    int size() {
        return entries.size();
    }

    /** Returns the number of tombstones. */
    int tombstones() {
        return tombstones.size();
    }

    /** Returns the estimated memory that entries and tombstones take. */
    long bytes() {
        return bytes + (long) tombstones.size() * (TOMBSTONE_COST_BYTES + layout.extraBytes()) + tombstones.keyBytes();
    }

    /** Returns the least memory that they can take, by what was measured. */
    long bytesMin() {
        return bytes()
                - (long) size() * (KEY_COST_BYTES - KEY_COST_BYTES_MIN)
                - (long) tombstones.size() * (TOMBSTONE_COST_BYTES - TOMBSTONE_COST_BYTES_MIN);
    }

    /** Returns by how much creating {@code keys} keys that have {@code payload} bytes with their values can grow {@link #bytes}. */
    long growthMax(int keys, int payload) {
        return (long) (KEY_COST_BYTES + layout.extraBytes()) * keys + layout.valueBytesMax(keys, payload);
    }

    /** Returns how much memory the copies of {@code keys} entries take that one snapshot keeps, without their keys and values. */
    long keptMax(int keys) {
        return (long) (EntryPart.KEPT_COST_BYTES + layout.extraBytes()) * keys;
    }

    /** Returns by how much writing a present key changes {@link #bytes}. */
    long growthOfOverwrite(Entry present, Value value) {
        return layout.valueBytes(value.length()) - layout.valueBytes(present.valueLength());
    }

    /** Returns by how much creating an absent key changes {@link #bytes}. */
    long growthOfCreate(Key key, int hash, Value value) {
        long freed = tombstones.has(key.bytes, hash) ? tombstoneCostOf(key.bytes) : 0;
        return costOf(key.bytes) + layout.valueBytes(value.length()) - freed;
    }

    /** Returns by how much deleting a key changes {@link #bytes}: a negative number. */
    long growthOfDelete(Entry present) {
        Tombstone folded = tombstones.foldedNext();
        long freed = costOf(present.key)
                + layout.valueBytes(present.valueLength())
                + (folded == null ? 0 : tombstoneCostOf(folded.key));
        return tombstoneCostOf(present.key) - freed;
    }

    /**
     * Returns by how much it changes {@link #bytes} that a key, present or absent, gets {@code value} or is deleted if that is null. The
     * tombstones that are folded for it are not subtracted.
     */
    long growthOfChange(Key key, @Nullable Value value) {
        int hash = hashOf(key);
        Entry present = get(key, hash);
        if (value != null) {
            return present == null ? growthOfCreate(key, hash, value) : growthOfOverwrite(present, value);
        }
        if (present != null) {
            return tombstoneCostOf(key.bytes) - costOf(key.bytes) - layout.valueBytes(present.valueLength());
        }
        return tombstones.has(key.bytes, hash) ? 0 : tombstoneCostOf(key.bytes);
    }

    private long costOf(byte[] key) {
        return (long) KEY_COST_BYTES + layout.extraBytes() + key.length;
    }

    private long tombstoneCostOf(byte[] key) {
        return (long) TOMBSTONE_COST_BYTES + layout.extraBytes() + key.length;
    }

    @Override
    public String name() {
        return "entries";
    }

    @Override
    public int itemsMax() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Part part(long revision) {
        EntryPart part = new EntryPart(order, entries.size(), revision, layout);
        open.add(part);
        return part;
    }

    @Override
    public Loader loader(long revision, long items) {
        return new EntryLoader(limits, revision, this::restore);
    }

    /** Adds an entry whose key is greater than all others; all tombstones must have been restored. */
    private void restore(Entry entry) {
        int hash = entries.hashOf(entry.key);
        if (tombstones.has(entry.key, hash)) {
            throw new UnreadableException("key " + entry.key() + " is present and has a tombstone");
        }
        entries.add(entry, hash);
        order.addLast(entry);
        bytes += costOf(entry.key) + layout.valueBytes(entry.valueLength());
    }
}
