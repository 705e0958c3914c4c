package dev.latchkey.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key prefix: 0 to {@value Key#LENGTH_MAX} bytes. Every key starts with the empty prefix. */
public final class Prefix extends ByteString {

    /** The prefix of every key. */
    public static final Prefix EMPTY = new Prefix(new byte[0]);

    private Prefix(byte[] bytes) {
        super(bytes);
        if (bytes.length > Key.LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "prefix has " + bytes.length + " bytes: a prefix has 0 to " + Key.LENGTH_MAX + " bytes");
        }
    }

    /** Returns a prefix of the UTF-8 bytes of {@code text}. */
    public static Prefix of(String text) {
        return new Prefix(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a prefix of a copy of {@code bytes}. */
    public static Prefix of(byte[] bytes) {
        return new Prefix(bytes.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Prefix prefix && Arrays.equals(bytes, prefix.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
