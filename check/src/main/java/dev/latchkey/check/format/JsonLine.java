package dev.latchkey.check.format;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one JSON object on one line, field by field. Escapes characters that could end the line, hide text or change its
 * direction.
 */
final class JsonLine {

    private static final int KEPT_LENGTH_MAX = 64 * 1024;

    private StringBuilder text = new StringBuilder(256);

    /** Begins a new line and discards an unfinished one. */
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

    /** Adds a key or value. The suffix of the field name tells its encoding. */
    JsonLine payload(String name, String payload) {
        if (Payload.isMarkedString(payload)) {
            return field(name, Payload.shown(payload));
        }
        if (Payload.isBytes(payload)) {
            return field(name + HistoryFormat.BASE64_SUFFIX, Payload.base64(payload));
        }
        return Payload.isHash(payload)
                ? field(name + HistoryFormat.HASH_SUFFIX, Payload.hash(payload))
                : field(name, Payload.text(payload));
    }

    /** Adds an array of text. It cannot contain bytes that are not UTF-8. */
    JsonLine payloads(String name, List<String> payloads) {
        name(name);
        text.append('[');
        for (String payload : payloads) {
            if (Payload.isBytes(payload) || Payload.isHash(payload)) {
                throw new IllegalArgumentException("in this format an element of a set must be text");
            }
            if (text.charAt(text.length() - 1) != '[') {
                text.append(',');
            }
            quote(Payload.text(payload));
        }
        text.append(']');
        return this;
    }

    /** Begins an array of objects, each of which {@link #openElement} begins. */
    JsonLine openArray(String name) {
        name(name);
        text.append('[');
        return this;
    }

    JsonLine openElement() {
        text.append(text.charAt(text.length() - 1) == '[' ? "{" : ",{");
        return this;
    }

    JsonLine closeArray() {
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

    /** Returns the line, including its line feed. */
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
