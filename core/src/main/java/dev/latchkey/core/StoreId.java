package dev.latchkey.core;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The identity of a store: 128 random bits. Every startup of a memory engine and every restore of a backup creates a new one. All
 * guarantees about versions and revisions hold within one store id.
 */
public record StoreId(long high, long low) {

    /** The length on disk, in bytes. */
    public static final int LENGTH = 2 * Long.BYTES;

    private static final int DIGITS = 2 * LENGTH;

    /** Returns a new id; {@code chance} should be a secure source, so that no two stores share an id. */
    public static StoreId draw(RandomGenerator chance) {
        return new StoreId(chance.nextLong(), chance.nextLong());
    }

    /** Parses the output of {@link #toString}. */
    public static StoreId parse(String hex) {
        if (hex.length() != DIGITS) {
            throw new IllegalArgumentException("store id has " + hex.length() + " characters: it has 32 hex digits");
        }
        return new StoreId(
                HexFormat.fromHexDigitsToLong(hex, 0, DIGITS / 2),
                HexFormat.fromHexDigitsToLong(hex, DIGITS / 2, DIGITS));
    }

    /**
     * Decodes the output of {@link #toBytes}.
     *
     * @throws IllegalArgumentException if the length is not {@link #LENGTH}
     */
    public static StoreId ofBytes(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a store id of " + bytes.length + " bytes: it has " + LENGTH);
        }
        ByteBuffer id = ByteBuffer.wrap(bytes);
        return new StoreId(id.getLong(), id.getLong());
    }

    /** Encodes the id as in the log and in the header of a snapshot: {@link #LENGTH} bytes, big-endian, in a new array. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }

    /** Returns 32 hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
