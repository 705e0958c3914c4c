package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/** Formats strings as EDN. */
final class EdnText {

    private EdnText() {}

    /** Formats a string that is a key or value. Bytes that are not UTF-8 and hashes get a Latchkey tag. */
    static String of(@Nullable String payload) {
        if (payload == null) {
            return "nil";
        }
        if (Payload.isBytes(payload)) {
            return "#latchkey/bytes " + quoted(Payload.base64(payload));
        }
        return Payload.isHash(payload)
                ? "#latchkey/hash " + quoted(Payload.hash(payload))
                : quoted(Payload.text(payload));
    }

    /** Formats a string. Escapes everything except printable ASCII. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }

    /** Formats a text as part of a keyword; characters that a keyword cannot contain become underscores. */
    static String word(String text) {
        return text.replaceAll("[^\\w.*+!?-]", "_");
    }
}
