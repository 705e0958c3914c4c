package dev.latchkey.core;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The identity of a session: 128 random bits, so that no client can guess the session of another one. Ids are ordered as unsigned
 * numbers, which is the order of their bytes and of their hex digits.
 */
public record SessionId(long high, long low) implements Comparable<SessionId> {

    /** The length in logs and snapshots, in bytes. */
    public static final int LENGTH = 2 * Long.BYTES;

    private static final int DIGITS = 2 * LENGTH;

    /** Returns a new id; {@code chance} must be a secure source, because knowing the id of a session is enough to use it. */
    public static SessionId draw(RandomGenerator chance) {
        return new SessionId(chance.nextLong(), chance.nextLong());
    }

    /**
     * Parses the output of {@link #toString}.
     *
     * @throws IllegalArgumentException if {@code hex} is not 32 hex digits
     */
    public static SessionId parse(String hex) {
        if (hex.length() != DIGITS) {
            throw new IllegalArgumentException("session id has " + hex.length() + " characters: it has 32 hex digits");
        }
        return new SessionId(
                HexFormat.fromHexDigitsToLong(hex, 0, DIGITS / 2),
                HexFormat.fromHexDigitsToLong(hex, DIGITS / 2, DIGITS));
    }

    /**
     * Parses the output of {@link #toString} in ASCII, without a string.
     *
     * @throws IllegalArgumentException if {@code hex} is not 32 hex digits
     */
    public static SessionId parse(byte[] hex) {
        if (hex.length != DIGITS) {
            throw new IllegalArgumentException("session id has " + hex.length + " bytes: it has 32 hex digits");
        }
        return new SessionId(number(hex, 0), number(hex, DIGITS / 2));
    }

    private static long number(byte[] hex, int from) {
        long number = 0;
        for (int i = from; i < from + DIGITS / 2; i++) {
            number = number << 4 | HexFormat.fromHexDigit(hex[i] & 0xff);
        }
        return number;
    }

    /** Reads {@link #LENGTH} bytes, big-endian, and advances the position of the buffer. */
    public static SessionId read(ByteBuffer source) {
        return new SessionId(source.getLong(), source.getLong());
    }

    /** Writes {@link #LENGTH} bytes, big-endian, and advances the position of the buffer. */
    public ByteBuffer writeTo(ByteBuffer target) {
        return target.putLong(high).putLong(low);
    }

    @Override
    public int compareTo(SessionId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }

    /** Returns 32 hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
