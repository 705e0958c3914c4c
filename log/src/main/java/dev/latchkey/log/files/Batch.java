package dev.latchkey.log.files;

import java.nio.ByteBuffer;

/**
 * Records that are to be written in one go and forced once. While one batch is on its way to the disk, another can gather; each is for
 * one thread at a time.
 */
public final class Batch {

    private static final int FIRST_BYTES = 1 << 12;

    private final int bytesMax;
    private final Checksum sum = new Checksum();
    private ByteBuffer bytes;
    private int records;

    /** @param bytesMax how much it takes, 32 bytes for each record included; a first record it takes at any length */
    public Batch(int bytesMax) {
        this.bytesMax = bytesMax;
        this.bytes = ByteBuffer.allocate(Math.min(bytesMax, FIRST_BYTES));
    }

    /**
     * Adds one record.
     *
     * @return false, with nothing added, if it does not fit any more
     * @throws IllegalArgumentException if a record may not be that long at all (64 MiB)
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

    /** As {@link #add(ByteBuffer)}. */
    public boolean add(byte[] payload) {
        return add(ByteBuffer.wrap(payload));
    }

    /** How many records are in it. */
    public int records() {
        return records;
    }

    /** How many bytes it will have on the disk. */
    public int bytes() {
        return bytes.position();
    }

    /** Empties it. It keeps its memory for the next records. */
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
     * Writes the headers.
     *
     * @param chain the checksum of the record before them
     * @param forced the index of the data before them, all of which is forced
     * @return the place behind the last of them
     */
    LogPosition seal(int seed, int chain, long forced) {
        int checksum = chain;
        int at = 0;
        for (int record = 1; record <= records; record++) {
            checksum = RecordHeader.seal(bytes, at, sum, seed, RecordKind.DATA, forced + record, record, checksum);
            at += LogFormat.RECORD_HEADER_BYTES + bytes.getInt(at);
        }
        return new LogPosition(forced + records, checksum);
    }

    /** The bytes to write, once sealed. */
    ByteBuffer sealed() {
        return bytes.duplicate().flip();
    }
}
