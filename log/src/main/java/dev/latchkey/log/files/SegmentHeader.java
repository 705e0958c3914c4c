package dev.latchkey.log.files;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NewerVersionException;
import java.nio.ByteBuffer;

/**
 * The beginning of a segment.
 *
 * @param epoch of the start that wrote it
 * @param first the index of its first record
 * @param previous the checksum of the record before that
 * @param seed of the checksums in the segment: the check of this header
 */
public record SegmentHeader(NodeId node, long epoch, long first, int previous, int seed) {

    private static final int CHECK_AT = 12;

    public static SegmentHeader of(NodeId node, long epoch, LogPosition behind) {
        return decoded(encode(node, epoch, behind.index() + 1, behind.checksum()));
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
     * Reads a header and checks it.
     *
     * @param file for the message
     * @throws DamagedLogException if it is none
     * @throws NewerVersionException if it is a sound one that cannot be read
     */
    public static SegmentHeader decode(String file, ByteBuffer bytes) {
        if (bytes.remaining() < LogFormat.SEGMENT_HEADER_BYTES) {
            throw new DamagedLogException(file, 0, "it has " + bytes.remaining() + " bytes, too few for a header");
        }
        if (bytes.getLong(0) != LogFormat.SEGMENT_MAGIC) {
            throw new DamagedLogException(file, 0, "it does not begin as a segment of a log does");
        }
        if (bytes.getInt(CHECK_AT) != Checksum.ofHeader(bytes, LogFormat.SEGMENT_HEADER_BYTES, CHECK_AT)) {
            throw new DamagedLogException(file, 0, "the check of its header is wrong");
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
