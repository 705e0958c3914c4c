package dev.latchkey.core.state;

import dev.latchkey.core.Key;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;

/** Restores entries in byte order of their keys into an empty {@link Keyspace} that has all its tombstones. */
final class EntryLoader implements Section.Loader {

    private final Keyspace keys;
    private final long versionMax;
    private final long revisionMax;
    private byte[] before = {};

    EntryLoader(Keyspace keys, StateLimits limits, long revision) {
        this.keys = keys;
        this.versionMax = limits.versionMax().number() - 1;
        this.revisionMax = revision;
    }

    @Override
    public void load(StateReader in) {
        Entry entry = read(in);
        if (entry.compareKey(before) <= 0) {
            throw new UnreadableException("key " + entry.key() + " is not greater than " + Key.owning(before));
        }
        keys.restore(entry);
        before = entry.key;
    }

    private Entry read(StateReader in) {
        int keyLength = Bounds.keyLength(in.u16());
        int valueLength = Bounds.valueLength(in.u32());
        long version = Bounds.version(in.u64(), 1, versionMax);
        long revision = Bounds.between("revision of an entry", in.u64(), 1, revisionMax);
        return new Entry(in.bytes(keyLength), in.bytes(valueLength), version, revision);
    }
}
