package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/** Strings as EDN. */
final class EdnText {

    private EdnText() {}

    /** A key or value; bytes that are no text, and hashes, behind a tag of ours. */
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

    /** A string. All that could end a line or is not shown is escaped. */
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

    /** A text as the rest of a keyword. */
    static String word(String text) {
        return text.replaceAll("[^\\w.*+!?-]", "_");
    }
}
