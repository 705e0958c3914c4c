package dev.latchkey.check.format;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line, field by field. What could end a line, hide text or turn its direction is escaped. */
final class JsonLine {

    private static final int KEPT_LENGTH_MAX = 64 * 1024;

    private StringBuilder text = new StringBuilder(256);

    /** Begins a line, whatever was left of another. */
    JsonLine begin() {
        if (text.length() > KEPT_LENGTH_MAX) {
            text = new StringBuilder(256);
        }
        text.setLength(0);
        text.append('{');
        return this;
    }

    JsonLine field(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    JsonLine field(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    JsonLine optional(String name, @Nullable String value) {
        return value == null ? this : field(name, value);
    }

    /** A key or value, under the name that says how it is written. */
    JsonLine payload(String name, String payload) {
        if (Payload.isBytes(payload)) {
            return field(name + HistoryFormat.BASE64_SUFFIX, Payload.base64(payload));
        }
        return Payload.isHash(payload)
                ? field(name + HistoryFormat.HASH_SUFFIX, Payload.hash(payload))
                : field(name, Payload.text(payload));
    }

    /** Texts in an array. Bytes that are no text cannot stand there. */
    JsonLine payloads(String name, List<String> payloads) {
        name(name);
        text.append('[');
        for (String payload : payloads) {
            if (Payload.isBytes(payload) || Payload.isHash(payload)) {
                throw new IllegalArgumentException("an element of a set is text in this format");
            }
            if (text.charAt(text.length() - 1) != '[') {
                text.append(',');
            }
            quote(Payload.text(payload));
        }
        text.append(']');
        return this;
    }

    JsonLine open(String name) {
        name(name);
        text.append('{');
        return this;
    }

    JsonLine close() {
        text.append('}');
        return this;
    }

    /** The line with its end. */
    byte[] end() {
        return text.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private void name(String name) {
        if (text.charAt(text.length() - 1) != '{') {
            text.append(',');
        }
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if ((c >= ' ' && c < 0x7f) || (c >= 0xa0 && isPlain(value, i))) {
                text.append(c);
            } else {
                text.append(String.format("\\u%04x", (int) c));
            }
        }
        text.append('"');
    }

    private static boolean isPlain(String value, int index) {
        char c = value.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 < value.length() && Character.isLowSurrogate(value.charAt(index + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return index > 0 && Character.isHighSurrogate(value.charAt(index - 1));
        }
        int type = Character.getType(c);
        return type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && c != '\ufffe'
                && c != '\uffff';
    }
}
