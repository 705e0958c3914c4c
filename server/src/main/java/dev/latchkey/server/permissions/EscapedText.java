package dev.latchkey.server.permissions;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as one word of a users file: a byte that is not printable ASCII, a space and a backslash are written as {@code \xNN}, as
 * everywhere in Latchkey's output. On reading, any other character stands for its bytes in UTF-8.
 */
public final class EscapedText {

    private static final int DIGITS = 2;

    private EscapedText() {}

    public static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            if (b > ' ' && b < 0x7f && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b & 0xff));
            }
        }
        return text.toString();
    }

    /**
     * Returns the bytes of a word.
     *
     * @throws IllegalArgumentException if a backslash does not begin an escape
     */
    public static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); ) {
            if (text.charAt(at) == '\\') {
                bytes.write(escaped(text, at + 1));
                at += 2 + DIGITS;
            } else {
                int end = text.offsetByCodePoints(at, 1);
                bytes.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
                at = end;
            }
        }
        return bytes.toByteArray();
    }

    private static int escaped(String text, int at) {
        String digits = text.startsWith("x", at) && at + 1 + DIGITS <= text.length()
                ? text.substring(at + 1, at + 1 + DIGITS)
                : "";
        if (!digits.matches("[0-9a-fA-F]{2}")) {
            throw new IllegalArgumentException(
                    "a backslash begins \\xNN with two hexadecimal digits; \\x5c is a backslash");
        }
        return Integer.parseInt(digits, 16);
    }
}
