package dev.latchkey.http.message;

import java.io.ByteArrayOutputStream;

/** Percent-encoding of bytes in request targets (RFC 3986). */
public final class Percent {

    private Percent() {}

    /**
     * Returns the bytes of an encoded text. A plus sign is itself.
     *
     * @throws ProblemException if a percent sign is not followed by two hex digits
     */
    public static byte[] decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(hexByte(text, i + 1));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static int hexByte(String text, int at) {
        int high = at + 1 < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            throw ProblemException.invalid("the request target has a % that is not followed by two hex digits");
        }
        return high << 4 | low;
    }
}
