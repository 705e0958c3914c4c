package dev.latchkey.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key: 1 to {@value #LENGTH_MAX} arbitrary bytes.
 *
 * <p>Keys are comparable, so a {@link java.util.HashMap} with many colliding keys still takes logarithmic time: clients cannot
 * slow it down by choosing keys that collide.
 */
public final class Key extends ByteString implements Comparable<Key> {

    /** The longest key, in bytes. */
    public static final int LENGTH_MAX = 1_024;

    /** Computed on first use; 0 until then. A key whose hash is 0 computes it on every use. */
    private int hash;

    private Key(byte[] bytes) {
        super(bytes);
        if (bytes.length == 0 || bytes.length > LENGTH_MAX) {
            throw new IllegalArgumentException(refusal(bytes.length));
        }
    }

    /** Returns a key of the UTF-8 bytes of {@code text}. */
    public static Key of(String text) {
        return new Key(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a key of a copy of {@code bytes}. */
    public static Key of(byte[] bytes) {
        return new Key(bytes.clone());
    }

    /** Returns a key that takes ownership of {@code bytes} without a copy: the caller must not modify the array afterwards. */
    public static Key owning(byte[] bytes) {
        return new Key(bytes);
    }

    /** Returns why a key of {@code length} bytes is invalid. */
    private static String refusal(int length) {
        return length == 0
                ? "key is empty: a key has 1 to " + LENGTH_MAX + " bytes"
                : "key has " + length + " bytes: a key has 1 to " + LENGTH_MAX + " bytes";
    }

    /** Returns whether this key starts with {@code prefix}; every key starts with the empty prefix. */
    public boolean startsWith(Prefix prefix) {
        int length = prefix.length();
        return length() >= length && Arrays.equals(bytes, 0, length, prefix.bytes, 0, length);
    }

    @Override
    public int compareTo(Key other) {
        return compareBytes(other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(bytes);
        }
        return hash;
    }
}
