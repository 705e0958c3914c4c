package dev.latchkey.log.files;

import java.nio.ByteBuffer;

/**
 * A group commit: records that are written together and fsynced once. One batch can be filled while another is being
 * written. A batch is not thread-safe.
 */
public final class RecordBatch {

    private static final int FIRST_BYTES = 1 << 12;

    private final int bytesMax;
    private final Checksum sum = new Checksum();
    private ByteBuffer bytes;
    private int records;

    /** @param bytesMax the capacity, including 32 bytes of header per record; the first record always fits */
    public RecordBatch(int bytesMax) {
        this.bytesMax = bytesMax;
        this.bytes = ByteBuffer.allocate(Math.min(bytesMax, FIRST_BYTES));
    }

    /**
     * Adds one record.
     *
     * @return false, with nothing added, if the batch is full
     * @throws IllegalArgumentException if the payload exceeds the limit of 64 MiB
     */
    public boolean add(ByteBuffer payload) {
        int length = payload.remaining();
        if (length > LogFormat.PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a record of " + length + " bytes exceeds " + LogFormat.PAYLOAD_BYTES_MAX);
        }
        long needed = (long) bytes.position() + LogFormat.RECORD_HEADER_BYTES + length;
        if (records > 0 && needed > bytesMax) {
            return false;
        }
        growTo((int) needed);
        bytes.putInt(bytes.position(), length);
        bytes.position(bytes.position() + LogFormat.RECORD_HEADER_BYTES).put(payload);
        records++;
        return true;
    }

    /**
     * Adds one record that must fit, as {@link #add}.
     *
     * @throws IllegalStateException if the batch is full; nothing was added
     */
    public void addOrFail(ByteBuffer payload) {
        int length = payload.remaining();
        if (!add(payload)) {
            throw new IllegalStateException("a record of " + length + " bytes does not fit into a batch of " + bytesMax
                    + " bytes that holds " + bytes());
        }
    }

    /** Equivalent to {@link #add(ByteBuffer)}. */
    public boolean add(byte[] payload) {
        return add(ByteBuffer.wrap(payload));
    }

    /** The number of records. */
    public int records() {
        return records;
    }

    /** The size on disk, in bytes. */
    public int bytes() {
        return bytes.position();
    }

    /** Removes all records; the buffer is kept for reuse. */
    public void clear() {
        bytes.clear();
        records = 0;
    }

    private void growTo(int needed) {
        if (needed > bytes.capacity()) {
            int doubled = (int) Math.min(Math.max(needed, bytesMax), bytes.capacity() * 2L);
            bytes = ByteBuffer.allocate(Math.max(needed, doubled)).put(bytes.flip());
        }
    }

    /**
     * Fills in the record headers.
     *
     * @param chain the checksum of the record before the batch
     * @param durable the index of the last data record before the batch; everything up to it is fsynced
     * @return the position after the last record
     */
    LogPosition seal(int seed, int chain, long durable) {
        int checksum = chain;
        int at = 0;
        for (int record = 1; record <= records; record++) {
            checksum = RecordHeader.seal(bytes, at, sum, seed, RecordKind.DATA, durable + record, record, checksum);
            at += LogFormat.RECORD_HEADER_BYTES + bytes.getInt(at);
        }
        return new LogPosition(durable + records, checksum);
    }

    /** The bytes to write. The batch must be sealed. */
    ByteBuffer sealed() {
        return bytes.duplicate().flip();
    }
}
