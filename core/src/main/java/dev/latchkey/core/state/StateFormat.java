package dev.latchkey.core.state;

import dev.latchkey.core.StateLimits;
import java.nio.ByteBuffer;

/** The sizes and layouts of the state as bytes: docs/format/state.md, section "The state as bytes". Big-endian. */
final class StateFormat {

    /** In front of the state. On disk; a change of the layout is another number. */
    static final int VERSION = 1;

    static final int HEADER_BYTES = 4 + 16 + 8 + 12;
    static final int FLOOR_BYTES = 4 + 8;
    private static final int TOMBSTONE_FRAME_BYTES = 2 + 8;
    private static final int ENTRY_FRAME_BYTES = 2 + 4 + 8 + 8;

    /** The least version that a delete makes, and so the least of a tombstone or a floor. */
    static final int DELETED_VERSION_MIN = 2;

    private StateFormat() {}

    static void putLimits(StateLimits limits, ByteBuffer target) {
        target.putInt(limits.tombstonesMax()).putInt(limits.floorsCount());
        target.putLong(limits.versionMax().number());
    }

    static void putFloor(int index, long version, ByteBuffer target) {
        target.putInt(index).putLong(version);
    }

    static void putTombstone(Tombstone tombstone, ByteBuffer target) {
        target.putShort((short) tombstone.key.length).putLong(tombstone.version).put(tombstone.key);
    }

    static void putEntry(Entry entry, ByteBuffer target) {
        byte[] value = entry.bytes();
        target.putShort((short) entry.key.length).putInt(value.length);
        target.putLong(entry.versionNumber()).putLong(entry.revision());
        target.put(entry.key).put(value);
    }

    static int lengthOf(Entry entry) {
        return ENTRY_FRAME_BYTES + entry.key.length + entry.valueLength();
    }

    static int lengthOf(Tombstone tombstone) {
        return TOMBSTONE_FRAME_BYTES + tombstone.key.length;
    }
}
