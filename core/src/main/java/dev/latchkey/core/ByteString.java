package dev.latchkey.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable string of arbitrary bytes. Byte strings are ordered as unsigned bytes; a prefix comes before longer strings.
 *
 * <p>Thread-safe.
 */
public abstract sealed class ByteString permits Key, Prefix, Value {

    private static final int SHOWN_MAX = 64;

    /** The bytes, which must not be modified. */
    public final byte[] bytes;

    ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the number of bytes. */
    public final int length() {
        return bytes.length;
    }

    /** Returns a copy of the bytes. */
    public final byte[] toBytes() {
        return bytes.clone();
    }

    /** Returns the bytes decoded as UTF-8. Malformed bytes become U+FFFD, so use this only for bytes that were encoded from text. */
    public final String utf8() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Passes the bytes to {@code sink} without a copy. */
    public final void writeTo(ByteSink sink) {
        sink.write(bytes, 0, bytes.length);
    }

    /** Returns one printable line: bytes that are not printable ASCII as {@code \xNN}, truncated after 64 bytes. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, SHOWN_MAX); i++) {
            appendPrintable(text, bytes[i]);
        }
        return bytes.length <= SHOWN_MAX ? text.toString() : text + "... (" + bytes.length + " bytes)";
    }

    private static void appendPrintable(StringBuilder text, byte b) {
        if (b >= ' ' && b < 0x7f && b != '\\') {
            text.append((char) b);
        } else {
            text.append(String.format("\\x%02x", b & 0xff));
        }
    }

    /** Compares the bytes as unsigned numbers. */
    public final int compareBytes(ByteString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** Receives bytes that belong to the caller. It must neither modify nor retain the array. */
    @FunctionalInterface
    public interface ByteSink {
        void write(byte[] array, int offset, int length);
    }
}
