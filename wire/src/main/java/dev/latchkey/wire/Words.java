package dev.latchkey.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Case-insensitive matching of ASCII keywords, and escaping of client text in messages. */
public final class Words {

    private static final int SHOWN_MAX = 64;

    private Words() {}

    /** Makes text from a client safe to quote: its first 64 characters, on one line, in printable ASCII. */
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(SHOWN_MAX).forEach(c -> shown.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return text.length() > SHOWN_MAX ? shown + "..." : shown.toString();
    }

    /**
     * Splits a line that a person typed into words, by the rules of inline requests. Takes ownership of the array.
     *
     * @return the words, of which those beyond {@code wordsMax} are cut off except for an empty one; null if a quote is not closed, or is
     *     closed in the middle of a word
     */
    public static @Nullable List<byte[]> split(byte[] line, int wordsMax) {
        return InlineLine.of(line).words(wordsMax);
    }

    /** Whether {@code bytes} are {@code word}, ignoring case. The word is in upper case; other characters match exactly. */
    public static boolean matches(byte[] bytes, String word) {
        if (bytes.length != word.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            char expected = word.charAt(i);
            int actual = expected >= 'A' && expected <= 'Z' ? bytes[i] & 0xdf : bytes[i];
            if (actual != expected) {
                return false;
            }
        }
        return true;
    }
}
