package dev.latchkey.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable run of bytes; any bytes, not only text. Ordered as unsigned bytes, the shorter first where one begins the other.
 *
 * <p>Safe for use by many threads.
 */
public abstract sealed class ByteString permits Key, Prefix, Value {

    private static final int SHOWN_MAX = 64;

    public final byte[] bytes;

    ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The number of bytes. */
    public final int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public final byte[] toBytes() {
        return bytes.clone();
    }

    /** The bytes read as UTF-8; what is not UTF-8 becomes U+FFFD, so this is for text that was written as text. */
    public final String utf8() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Hands the bytes to {@code sink} without a copy. */
    public final void writeTo(ByteSink sink) {
        sink.write(bytes, 0, bytes.length);
    }

    /** Printable on one line whatever the bytes are: everything but printable ASCII as {@code \xNN}, cut after 64 bytes. */
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

    public final int compareBytes(ByteString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** Takes bytes that belong to somebody else. It must neither change nor keep the array. */
    @FunctionalInterface
    public interface ByteSink {
        void write(byte[] array, int offset, int length);
    }
}
