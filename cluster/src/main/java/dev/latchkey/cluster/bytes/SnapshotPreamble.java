package dev.latchkey.cluster.bytes;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.UnreadableException;
import java.nio.ByteBuffer;

/**
 * What a snapshot of a node contains before the bytes of the state: docs/format/cluster.md.
 *
 * @param storeId the id of the store
 * @param memoryBytesMax the memory limit by which leaders admit writes
 * @param term the term of the last entry that counted
 * @param number the number of that entry in its term
 */
public record SnapshotPreamble(StoreId storeId, long memoryBytesMax, long term, long number) {

    private static final int VERSION = 1;

    /** The number of bytes. */
    public static final int LENGTH = 1 + StoreId.LENGTH + 3 * Long.BYTES;

    public byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .put((byte) VERSION)
                .put(storeId.toBytes())
                .putLong(memoryBytesMax)
                .putLong(term)
                .putLong(number)
                .array();
    }

    /**
     * Decodes a preamble.
     *
     * @throws UnreadableException if the bytes are not valid, or a newer version has written them
     */
    public static SnapshotPreamble decode(byte[] bytes) {
        FieldReader in = new FieldReader("the snapshot", bytes);
        int version = in.u8("version");
        if (version != VERSION) {
            throw in.unknown("version", version);
        }
        StoreId storeId = new StoreId(in.i64("store id"), in.i64("store id"));
        SnapshotPreamble preamble = new SnapshotPreamble(
                storeId, in.atLeast(1, "memory limit"), in.atLeast(0, "term"), in.atLeast(0, "number"));
        in.end();
        return preamble;
    }
}
