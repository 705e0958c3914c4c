package dev.latchkey.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The value of a key: 0 to {@value #LENGTH_MAX} arbitrary bytes. */
public final class Value extends ByteString {

    /** The longest value, in bytes: 1 MiB. */
    public static final int LENGTH_MAX = 1_048_576;

    /** The empty value, which is not the same as no value. */
    public static final Value EMPTY = new Value(new byte[0]);

    private Value(byte[] bytes) {
        super(bytes);
        if (bytes.length > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "value has " + bytes.length + " bytes: a value has 0 to " + LENGTH_MAX + " bytes");
        }
    }

    /** Returns a value of the UTF-8 bytes of {@code text}. */
    public static Value of(String text) {
        return new Value(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a value of a copy of {@code bytes}. */
    public static Value of(byte[] bytes) {
        return new Value(bytes.clone());
    }

    /** Returns a value that takes ownership of {@code bytes} without a copy: the caller must not modify the array afterwards. */
    public static Value owning(byte[] bytes) {
        return new Value(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
