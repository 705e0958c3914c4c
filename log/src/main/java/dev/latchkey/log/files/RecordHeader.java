package dev.latchkey.log.files;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first 32 bytes of a record.
 *
 * @param length of the payload
 * @param unforced how many records, this one included, were not known to be forced when it was written
 * @param previous the checksum of the record before it
 * @param checksum over all of the record
 */
record RecordHeader(int length, RecordKind kind, long index, int unforced, int previous, int checksum) {

    private static final int CHECKED_BYTES = 24;

    /** Up to which index everything had been forced when it was written. */
    long mark() {
        return index - unforced;
    }

    /**
     * Writes the header in front of a payload that is there already, its length included.
     *
     * @return the checksum of the record
     */
    static int seal(
            ByteBuffer record,
            int at,
            Checksum sum,
            int seed,
            RecordKind kind,
            long index,
            int unforced,
            int previous) {
        record.putInt(at + 4, kind.number).putLong(at + 8, index);
        record.putInt(at + 16, unforced).putInt(at + 20, previous);
        int headerCheck = sum.seed(seed).add(record, at, CHECKED_BYTES).value();
        int checksum = sum.add(record, at + LogFormat.RECORD_HEADER_BYTES, record.getInt(at))
                .value();
        record.putInt(at + 24, headerCheck).putInt(at + 28, checksum);
        return checksum;
    }

    /** The header at {@code at}; null if what stands there is no header, or none of a segment with this seed. */
    static @Nullable RecordHeader decode(ByteBuffer bytes, int at, Checksum sum, int seed) {
        RecordKind kind = RecordKind.of(bytes.getInt(at + 4));
        int length = bytes.getInt(at);
        if (kind == null || length < 0 || length > LogFormat.PAYLOAD_BYTES_MAX) {
            return null;
        }
        if (sum.seed(seed).add(bytes, at, CHECKED_BYTES).value() != bytes.getInt(at + 24)) {
            return null;
        }
        return new RecordHeader(
                length,
                kind,
                bytes.getLong(at + 8),
                bytes.getInt(at + 16),
                bytes.getInt(at + 20),
                bytes.getInt(at + 28));
    }

    /** Whether the payload that stands behind this header is the one it was written with. */
    boolean fits(ByteBuffer bytes, int at, Checksum sum, int seed) {
        return sum.seed(seed)
                        .add(bytes, at, CHECKED_BYTES)
                        .add(bytes, at + LogFormat.RECORD_HEADER_BYTES, length)
                        .value()
                == checksum;
    }
}
