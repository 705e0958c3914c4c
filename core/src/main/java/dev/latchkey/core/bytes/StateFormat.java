package dev.latchkey.core.bytes;

import dev.latchkey.core.StateLimits;
import java.nio.ByteBuffer;
import java.util.List;

/** The header of the binary state format: docs/format/state.md, section "The state as bytes". Big-endian. */
final class StateFormat {

    /** The format version, the first field of a state. On disk; every change of the layout needs a new number. */
    static final int VERSION = 2;

    /** The version before sessions. */
    static final int VERSION_WITHOUT_SESSIONS = 1;

    /** The number of sections in that version. */
    static final int SECTIONS_WITHOUT_SESSIONS = 3;

    private static final int FIXED_BYTES = 4 + 16 + 8;
    private static final int COUNT_BYTES = 4;

    private StateFormat() {}

    static int headerBytes(int parts) {
        return FIXED_BYTES + COUNT_BYTES * parts;
    }

    static void putHeader(StateLimits limits, long revision, List<Part> parts, ByteBuffer target) {
        target.putInt(VERSION);
        target.putInt(limits.tombstonesMax()).putInt(limits.floorsCount());
        target.putLong(limits.versionMax().number());
        target.putLong(revision);
        for (Part part : parts) {
            target.putInt(part.left());
        }
    }
}
