package dev.latchkey.core.state;

import dev.latchkey.core.Key;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.function.Consumer;

/** Reads the entries of a snapshot, in byte order of their keys, and passes each to the keyspace. */
final class EntryLoader implements Section.Loader {

    private final Consumer<Entry> target;
    private final long versionMax;
    private final long revisionMax;
    private byte[] before = {};

    /** @param target receives each entry */
    EntryLoader(StateLimits limits, long revision, Consumer<Entry> target) {
        this.target = target;
        this.versionMax = limits.versionMax().number() - 1;
        this.revisionMax = revision;
    }

    @Override
    public void load(StateReader in) {
        Entry entry = read(in);
        if (entry.compareKey(before) <= 0) {
            throw new UnreadableException("key " + entry.key() + " is not greater than " + Key.owning(before));
        }
        target.accept(entry);
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
