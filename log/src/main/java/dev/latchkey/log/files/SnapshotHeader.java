package dev.latchkey.log.files;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NewerVersionException;
import java.nio.ByteBuffer;

/**
 * What a snapshot file says of itself.
 *
 * @param epoch of the start that wrote it
 * @param covered the last record it covers
 * @param storeId as it was given, 0 to 64 bytes
 * @param check the seed of the checksums behind it
 */
public record SnapshotHeader(NodeId node, long epoch, LogPosition covered, ByteBuffer storeId, int check) {

    private static final int CHECK_AT = 12;
    private static final int ID_LENGTH_AT = 52;
    private static final int ID_AT = 56;

    public SnapshotHeader {
        storeId = storeId.asReadOnlyBuffer();
    }

    /** Read-only, and the caller's own: reading it moves nobody else's position. */
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
     * @param file for the message
     * @throws DamagedLogException if it is none
     * @throws NewerVersionException if it is a sound one that cannot be read
     */
    static SnapshotHeader decode(String file, ByteBuffer bytes) {
        if (bytes.remaining() < LogFormat.SNAPSHOT_HEADER_BYTES) {
            throw new DamagedLogException(file, 0, "it has " + bytes.remaining() + " bytes, too few for a header");
        }
        if (bytes.getLong(0) != LogFormat.SNAPSHOT_MAGIC) {
            throw new DamagedLogException(file, 0, "it does not begin as a snapshot does");
        }
        if (bytes.getInt(CHECK_AT) != Checksum.ofHeader(bytes, LogFormat.SNAPSHOT_HEADER_BYTES, CHECK_AT)) {
            throw new DamagedLogException(file, 0, "the check of its header is wrong");
        }
        if (bytes.getInt(8) != LogFormat.VERSION) {
            throw new NewerVersionException(file, Integer.toUnsignedLong(bytes.getInt(8)));
        }
        int idLength = bytes.getInt(ID_LENGTH_AT);
        if (idLength < 0 || idLength > LogFormat.STORE_ID_BYTES_MAX) {
            throw new DamagedLogException(file, ID_LENGTH_AT, "a store id of " + idLength + " bytes");
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
