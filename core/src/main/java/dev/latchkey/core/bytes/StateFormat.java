package dev.latchkey.core.bytes;

import dev.latchkey.core.StateLimits;
import java.nio.ByteBuffer;
import java.util.List;

/** The header of the binary state format: docs/format/state.md, section "The state as bytes". Big-endian. */
final class StateFormat {

    /** The format version, the first field of a state. On disk; every change of the layout needs a new number. */
    static final int VERSION = 2;

    /** The version before sessions and the event history. */
    static final int VERSION_OF_KEYS = 1;

    /** The first section of that version, in the order of the sections of the newest one, and the first one after those of it. */
    static final int KEYS_FROM = 1;

    static final int KEYS_TO = 4;

    private static final int LIMITS_BYTES = 4 + 4 + 8 + 4 + 8;
    private static final int FIXED_BYTES = 4 + LIMITS_BYTES + 8;
    private static final int COUNT_BYTES = 4;

    private StateFormat() {}

    static int headerBytes(int parts) {
        return FIXED_BYTES + COUNT_BYTES * parts;
    }

    static void putHeader(StateLimits limits, long revision, List<Part> parts, ByteBuffer target) {
        target.putInt(VERSION);
        target.putInt(limits.tombstonesMax()).putInt(limits.floorsCount());
        target.putLong(limits.versionMax().number());
        target.putInt(limits.history().eventsMax()).putLong(limits.history().bytesMax());
        target.putLong(revision);
        for (Part part : parts) {
            target.putInt(part.left());
        }
    }
}
