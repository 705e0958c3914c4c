package dev.latchkey.server.talk;

import java.nio.charset.StandardCharsets;

/** Writes RESP for tests, independently of the code under test. One char is one byte. */
public final class Resp {

    private Resp() {}

    /** A request as clients send it: an array of bulk strings. */
    public static String request(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append(bulk(word));
        }
        return text.toString();
    }

    public static String bulk(String word) {
        return "$" + word.length() + "\r\n" + word + "\r\n";
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
