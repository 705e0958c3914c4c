package dev.latchkey.sim.world;

import java.nio.charset.StandardCharsets;

/** Protocol bytes in readable form: the words of a frame, without lengths and line ends. */
public final class RespText {

    private static final int CHARS_MAX = 120;

    private RespText() {}

    /** The words in {@code bytes}, which may begin and end anywhere in a frame. */
    public static String words(byte[] bytes) {
        StringBuilder words = new StringBuilder();
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
            if (!line.isEmpty() && !line.matches("[*$%][0-9]+")) {
                words.append(words.isEmpty() ? "" : " ").append(line.replaceAll("[^ -~]", "?"));
            }
        }
        return words.length() <= CHARS_MAX ? words.toString() : words.substring(0, CHARS_MAX) + "...";
    }
}
