package dev.latchkey.wire;

/** The words of the protocol: ASCII letters, in capitals or not. */
public final class Words {

    private static final int SHOWN_MAX = 64;

    private Words() {}

    /** What may be said of a text that somebody else sent: its first characters, on one line, in printable ASCII. */
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(SHOWN_MAX).forEach(c -> shown.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return text.length() > SHOWN_MAX ? shown + "..." : shown.toString();
    }

    /** Whether {@code bytes} spell {@code word}, which is in capitals; a dash or an underscore stands for itself. */
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
