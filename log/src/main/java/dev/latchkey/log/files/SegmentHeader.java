package dev.latchkey.log.files;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NewerVersionException;
import java.nio.ByteBuffer;

/**
 * The header of a segment.
 *
 * @param epoch the epoch of the node when it wrote the segment
 * @param first the index of the first record
 * @param previous the checksum of the record before the first one
 * @param seed the seed of the checksums in the segment, which is the checksum of this header
 */
public record SegmentHeader(NodeId node, long epoch, long first, int previous, int seed) {

    private static final int CHECK_AT = 12;

    public static SegmentHeader of(NodeId node, long epoch, LogPosition after) {
        return decoded(encode(node, epoch, after.index() + 1, after.checksum()));
    }

    public ByteBuffer encode() {
        return encode(node, epoch, first, previous);
    }

    private static ByteBuffer encode(NodeId node, long epoch, long first, int previous) {
        ByteBuffer bytes = ByteBuffer.allocate(LogFormat.SEGMENT_HEADER_BYTES);
        bytes.putLong(LogFormat.SEGMENT_MAGIC).putInt(LogFormat.VERSION).putInt(0);
        bytes.putLong(node.high()).putLong(node.low()).putLong(epoch).putLong(first);
        bytes.putInt(previous).rewind();
        return bytes.putInt(CHECK_AT, Checksum.ofHeader(bytes, LogFormat.SEGMENT_HEADER_BYTES, CHECK_AT));
    }

    /**
     * Reads and validates a header.
     *
     * @param file the path, for messages
     * @throws DamagedLogException if it is not a valid segment header
     * @throws NewerVersionException if it is valid but of an unsupported version
     */
    public static SegmentHeader decode(String file, ByteBuffer bytes) {
        if (bytes.remaining() < LogFormat.SEGMENT_HEADER_BYTES) {
            throw new DamagedLogException(
                    file, 0, "it has " + bytes.remaining() + " bytes, which is too short for a header");
        }
        if (bytes.getLong(0) != LogFormat.SEGMENT_MAGIC) {
            throw new DamagedLogException(file, 0, "it does not start with the magic number of a log segment");
        }
        if (bytes.getInt(CHECK_AT) != Checksum.ofHeader(bytes, LogFormat.SEGMENT_HEADER_BYTES, CHECK_AT)) {
            throw new DamagedLogException(file, 0, "its header checksum is wrong");
        }
        if (bytes.getInt(8) != LogFormat.VERSION) {
            throw new NewerVersionException(file, Integer.toUnsignedLong(bytes.getInt(8)));
        }
        return decoded(bytes);
    }

    private static SegmentHeader decoded(ByteBuffer bytes) {
        NodeId node = new NodeId(bytes.getLong(16), bytes.getLong(24));
        return new SegmentHeader(node, bytes.getLong(32), bytes.getLong(40), bytes.getInt(48), bytes.getInt(CHECK_AT));
    }
}
