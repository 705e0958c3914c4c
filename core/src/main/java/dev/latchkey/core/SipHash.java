package dev.latchkey.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * A keyed hash, SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012), the variant that Rust and Python
 * use for their hash tables. Without the key an attacker cannot choose table keys that collide.
 *
 * <p>Thread-safe.
 *
 * @param low the first half of the key
 * @param high the second half
 */
public record SipHash(long low, long high) {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Returns a hash with a random key; {@code chance} should be a secure source, so that the key cannot be guessed. */
    public static SipHash draw(RandomGenerator chance) {
        return new SipHash(chance.nextLong(), chance.nextLong());
    }

    /** Returns the hash of {@code bytes} under the key. */
    public long of(byte[] bytes) {
        long v0 = low ^ 0x736f6d6570736575L;
        long v1 = high ^ 0x646f72616e646f6dL;
        long v2 = low ^ 0x6c7967656e657261L;
        long v3 = high ^ 0x7465646279746573L;
        int whole = bytes.length & -Long.BYTES;
        long word = 0;
        for (int at = 0; at <= whole; at += Long.BYTES) {
            word = at < whole ? (long) LONGS.get(bytes, at) : lastWord(bytes, whole);
            v3 ^= word;
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32) + v3;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        v2 ^= 0xff;
        for (int round = 0; round < 3; round++) {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32) + v3;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** Returns the bytes from index {@code from} onward, fewer than eight, with the length in the highest byte. */
    private static long lastWord(byte[] bytes, int from) {
        long word = (long) bytes.length << 56;
        for (int i = from; i < bytes.length; i++) {
            word |= (bytes[i] & 0xffL) << (8 * (i - from));
        }
        return word;
    }
}
