package dev.latchkey.log.files;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NewerVersionException;
import java.nio.ByteBuffer;

/**
 * The header of a snapshot file.
 *
 * @param epoch the epoch of the node when it wrote the snapshot
 * @param covered the position of the last record that the snapshot covers
 * @param storeId the store id, 0 to 64 bytes, not interpreted
 * @param check the checksum of the header, which seeds the checksums of the chunks
 */
public record SnapshotHeader(NodeId node, long epoch, LogPosition covered, ByteBuffer storeId, int check) {

    private static final int CHECK_AT = 12;
    private static final int ID_LENGTH_AT = 52;
    private static final int ID_AT = 56;

    public SnapshotHeader {
        storeId = storeId.asReadOnlyBuffer();
    }

    /** A read-only view with its own position. */
    @Override
    public ByteBuffer storeId() {
        return storeId.duplicate();
    }

    public static SnapshotHeader of(NodeId node, long epoch, LogPosition covered, byte[] storeId) {
        if (storeId.length > LogFormat.STORE_ID_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a store id of " + storeId.length + " bytes exceeds " + LogFormat.STORE_ID_BYTES_MAX);
        }
        SnapshotHeader unchecked = new SnapshotHeader(node, epoch, covered, ByteBuffer.wrap(storeId.clone()), 0);
        return new SnapshotHeader(
                node, epoch, covered, unchecked.storeId, unchecked.encode().getInt(CHECK_AT));
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LogFormat.SNAPSHOT_HEADER_BYTES);
        bytes.putLong(LogFormat.SNAPSHOT_MAGIC).putInt(LogFormat.VERSION).putInt(0);
        bytes.putLong(node.high()).putLong(node.low()).putLong(epoch);
        bytes.putLong(covered.index()).putInt(covered.checksum());
        bytes.putInt(storeId.remaining()).put(storeId()).rewind();
        return bytes.putInt(CHECK_AT, Checksum.ofHeader(bytes, LogFormat.SNAPSHOT_HEADER_BYTES, CHECK_AT));
    }

    /**
     * @param file the path, for messages
     * @throws DamagedLogException if it is not a valid snapshot header
     * @throws NewerVersionException if it is valid but of an unsupported version
     */
    static SnapshotHeader decode(String file, ByteBuffer bytes) {
        if (bytes.remaining() < LogFormat.SNAPSHOT_HEADER_BYTES) {
            throw new DamagedLogException(
                    file, 0, "it has " + bytes.remaining() + " bytes, which is too short for a header");
        }
        if (bytes.getLong(0) != LogFormat.SNAPSHOT_MAGIC) {
            throw new DamagedLogException(file, 0, "it does not start with the magic number of a snapshot");
        }
        if (bytes.getInt(CHECK_AT) != Checksum.ofHeader(bytes, LogFormat.SNAPSHOT_HEADER_BYTES, CHECK_AT)) {
            throw new DamagedLogException(file, 0, "its header checksum is wrong");
        }
        if (bytes.getInt(8) != LogFormat.VERSION) {
            throw new NewerVersionException(file, Integer.toUnsignedLong(bytes.getInt(8)));
        }
        int idLength = bytes.getInt(ID_LENGTH_AT);
        if (idLength < 0 || idLength > LogFormat.STORE_ID_BYTES_MAX) {
            throw new DamagedLogException(
                    file, ID_LENGTH_AT, "a store id length of " + idLength + " bytes is out of range");
        }
        byte[] storeId = new byte[idLength];
        bytes.get(ID_AT, storeId);
        return new SnapshotHeader(
                new NodeId(bytes.getLong(16), bytes.getLong(24)),
                bytes.getLong(32),
                new LogPosition(bytes.getLong(40), bytes.getInt(48)),
                ByteBuffer.wrap(storeId),
                bytes.getInt(CHECK_AT));
    }
}
