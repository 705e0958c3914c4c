package dev.latchkey.log.files;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The 32-byte header of a record.
 *
 * @param length the length of the payload
 * @param unsynced how many records, including this one, were not known to be fsynced when it was written
 * @param previous the checksum of the record before it
 * @param checksum the checksum of the whole record
 */
record RecordHeader(int length, RecordKind kind, long index, int unsynced, int previous, int checksum) {

    private static final int CHECKED_BYTES = 24;

    /** The index up to which everything had been fsynced when this record was written. */
    long mark() {
        return index - unsynced;
    }

    /**
     * Fills in the header of a record whose length and payload are already in the buffer.
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
            int unsynced,
            int previous) {
        record.putInt(at + 4, kind.number).putLong(at + 8, index);
        record.putInt(at + 16, unsynced).putInt(at + 20, previous);
        int headerCheck = sum.seed(seed).add(record, at, CHECKED_BYTES).value();
        int checksum = sum.add(record, at + LogFormat.RECORD_HEADER_BYTES, record.getInt(at))
                .value();
        record.putInt(at + 24, headerCheck).putInt(at + 28, checksum);
        return checksum;
    }

    /** Decodes the header at {@code at}; null if the bytes are not a valid header in a segment with this seed. */
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

    /** Verifies the checksum of the record, including its payload. */
    boolean hasValidChecksum(ByteBuffer bytes, int at, Checksum sum, int seed) {
        return sum.seed(seed)
                        .add(bytes, at, CHECKED_BYTES)
                        .add(bytes, at + LogFormat.RECORD_HEADER_BYTES, length)
                        .value()
                == checksum;
    }
}
