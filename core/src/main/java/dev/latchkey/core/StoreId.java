package dev.latchkey.core;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Names one life of a store: 128 random bits, new with every start of a memory engine and every restore of a backup. All
 * promises about versions and revisions hold within one store id.
 */
public record StoreId(long high, long low) {

    /** How many bytes it takes on disk. */
    public static final int LENGTH = 2 * Long.BYTES;

    private static final int DIGITS = 2 * LENGTH;

    /** A new id; {@code chance} should be a secure source, so that no two stores ever share one. */
    public static StoreId draw(RandomGenerator chance) {
        return new StoreId(chance.nextLong(), chance.nextLong());
    }

    /** The id that {@link #toString} wrote. */
    public static StoreId parse(String hex) {
        if (hex.length() != DIGITS) {
            throw new IllegalArgumentException("store id has " + hex.length() + " characters: it has 32 hex digits");
        }
        return new StoreId(
                HexFormat.fromHexDigitsToLong(hex, 0, DIGITS / 2),
                HexFormat.fromHexDigitsToLong(hex, DIGITS / 2, DIGITS));
    }

    /**
     * The id that {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if there are not {@link #LENGTH} bytes
     */
    public static StoreId ofBytes(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a store id of " + bytes.length + " bytes: it has " + LENGTH);
        }
        ByteBuffer id = ByteBuffer.wrap(bytes);
        return new StoreId(id.getLong(), id.getLong());
    }

    /** As it stands in the log and in the header of a snapshot: {@link #LENGTH} bytes, big-endian. The caller's. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }

    /** 32 hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
