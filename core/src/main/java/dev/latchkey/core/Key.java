package dev.latchkey.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of one entry: 1 to {@value #LENGTH_MAX} bytes, any bytes.
 *
 * <p>Keys are comparable, so a {@link java.util.HashMap} that holds many keys of one hash stays logarithmic: nobody slows it by
 * choosing keys that collide.
 */
public final class Key extends ByteString implements Comparable<Key> {

    /** The longest key, in bytes. */
    public static final int LENGTH_MAX = 1_024;

    /** Computed when somebody asks: 0 until then, and computed again and again for a key whose hash is 0. */
    private int hash;

    private Key(byte[] bytes) {
        super(bytes);
        if (bytes.length == 0 || bytes.length > LENGTH_MAX) {
            throw new IllegalArgumentException(refusal(bytes.length));
        }
    }

    /** A key of the UTF-8 bytes of {@code text}. */
    public static Key of(String text) {
        return new Key(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A key of a copy of {@code bytes}. */
    public static Key of(byte[] bytes) {
        return new Key(bytes.clone());
    }

    /** A key that takes over {@code bytes} without a copy: the caller must not touch the array again. */
    public static Key owning(byte[] bytes) {
        return new Key(bytes);
    }

    /** Says why a key of {@code length} bytes is refused. */
    private static String refusal(int length) {
        return length == 0
                ? "key is empty: a key has 1 to " + LENGTH_MAX + " bytes"
                : "key has " + length + " bytes: a key has 1 to " + LENGTH_MAX + " bytes";
    }

    /** Whether this key begins with {@code prefix}; every key begins with the empty prefix. */
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
