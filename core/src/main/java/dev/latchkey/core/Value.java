package dev.latchkey.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a key holds: 0 to {@value #LENGTH_MAX} bytes, any bytes. */
public final class Value extends ByteString {

    /** The longest value, in bytes: 1 MiB. */
    public static final int LENGTH_MAX = 1_048_576;

    /** The value of no bytes, which is not the same as no value. */
    public static final Value EMPTY = new Value(new byte[0]);

    private Value(byte[] bytes) {
        super(bytes);
        if (bytes.length > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "value has " + bytes.length + " bytes: a value has 0 to " + LENGTH_MAX + " bytes");
        }
    }

    /** A value of the UTF-8 bytes of {@code text}. */
    public static Value of(String text) {
        return new Value(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A value of a copy of {@code bytes}. */
    public static Value of(byte[] bytes) {
        return new Value(bytes.clone());
    }

    /** A value that takes over {@code bytes} without a copy: the caller must not touch the array again. */
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
