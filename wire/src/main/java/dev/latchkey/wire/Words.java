package dev.latchkey.wire;

/** The words of the protocol: ASCII letters, in capitals or not. */
public final class Words {

    private Words() {}

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
