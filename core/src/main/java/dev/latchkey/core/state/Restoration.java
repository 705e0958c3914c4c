package dev.latchkey.core.state;

import dev.latchkey.core.Key;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.StateSource;
import dev.latchkey.core.bytes.UnreadableException;

/** Reads one state, as docs/format/state.md says, into a new machine; checks all that the page says of it. Used once. */
final class Restoration {

    /** So many entries between two words of progress: some ten milliseconds. */
    private static final int PROGRESS_ENTRIES = 1_024;

    private final StateReader in;
    private final SipHash hash;
    private final RestoreProgress progress;

    /** What is being read, for whoever is told that it cannot be. */
    private String what = "its header";

    private long number;
    private long count;

    Restoration(StateSource source, SipHash hash, RestoreProgress progress) {
        this.in = new StateReader(source);
        this.hash = hash;
        this.progress = progress;
    }

    /** @throws UnreadableException if the bytes are no state */
    StateMachine machine() {
        try {
            return read();
        } catch (UnreadableException e) {
            String place = count == 0 ? what : what + " " + number + " of " + count;
            throw new UnreadableException(e.getMessage() + "; at " + place + ", before byte " + in.offset());
        }
    }

    private StateMachine read() {
        long version = in.u32();
        if (version != StateFormat.VERSION) {
            throw new UnreadableException("the state has format " + version + ", and this program reads "
                    + StateFormat.VERSION + "; a newer one may have written it");
        }
        StateLimits limits = Bounds.limits(in.u32(), in.u32(), in.u64());
        long revision = Bounds.between("revision", in.u64(), 0, Long.MAX_VALUE);
        long floors = Bounds.between("number of floors", in.u32(), 0, limits.floorsCount());
        long tombstones = Bounds.between("number of tombstones", in.u32(), 0, limits.tombstonesMax());
        long entries = Bounds.between("number of entries", in.u32(), 0, Integer.MAX_VALUE);
        StateMachine machine = new StateMachine(limits, hash, new KeyOrder(KeyRun.SIZE_MAX), revision);
        readFloors(floors, machine);
        readTombstones(tombstones, machine);
        readEntries(entries, machine);
        begin("its end", 0);
        if (!in.isAtEnd()) {
            throw new UnreadableException("the state goes on behind its end");
        }
        return machine;
    }

    private void begin(String part, long ofAll) {
        what = part;
        count = ofAll;
    }

    private void readFloors(long floors, StateMachine machine) {
        begin("floor", floors);
        StateLimits limits = machine.limits();
        long indexMin = 0;
        for (number = 1; number <= floors; number++) {
            long index = Bounds.between("index of a floor", in.u32(), indexMin, limits.floorsCount() - 1L);
            machine.putBackFloor((int) index, deletedVersion(limits));
            indexMin = index + 1;
        }
    }

    private void readTombstones(long tombstones, StateMachine machine) {
        begin("tombstone", tombstones);
        for (number = 1; number <= tombstones; number++) {
            int keyLength = Bounds.keyLength(in.u16());
            long version = deletedVersion(machine.limits());
            machine.putBackTombstone(in.bytes(keyLength), version);
        }
    }

    private long deletedVersion(StateLimits limits) {
        return Bounds.version(
                in.u64(), StateFormat.DELETED_VERSION_MIN, limits.versionMax().number());
    }

    private void readEntries(long entries, StateMachine machine) {
        begin("entry", entries);
        long versionMax = machine.limits().versionMax().number() - 1;
        byte[] before = {};
        for (number = 1; number <= entries; number++) {
            Entry entry = readEntry(versionMax, machine.revision());
            if (entry.compareKey(before) <= 0) {
                throw new UnreadableException("key " + entry.key() + " does not come behind " + Key.owning(before));
            }
            machine.putBackEntry(entry);
            before = entry.key;
            if (number % PROGRESS_ENTRIES == 0 && number < entries) {
                progress.restored(number, entries);
            }
        }
        progress.restored(entries, entries);
    }

    private Entry readEntry(long versionMax, long revisionMax) {
        int keyLength = Bounds.keyLength(in.u16());
        int valueLength = Bounds.valueLength(in.u32());
        long version = Bounds.version(in.u64(), 1, versionMax);
        long revision = Bounds.between("revision of an entry", in.u64(), 1, revisionMax);
        return new Entry(in.bytes(keyLength), in.bytes(valueLength), version, revision);
    }
}
