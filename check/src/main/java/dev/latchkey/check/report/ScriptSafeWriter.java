package dev.latchkey.check.report;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/** Escapes JSON for an HTML script element, such that nothing in it can look like a tag, a comment or a line end. */
final class ScriptSafeWriter extends FilterWriter {

    ScriptSafeWriter(Writer out) {
        super(out);
    }

    @Override
    public void write(int c) throws IOException {
        char unit = (char) c;
        // Why this is safe: in JSON these characters occur only within strings, where any character may be escaped.
        if (unit == '<' || unit == '>' || unit == '&' || unit >= 0x7f) {
            out.write(String.format("\\u%04x", (int) unit));
        } else {
            out.write(unit);
        }
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(text[i]);
        }
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(text.charAt(i));
        }
    }
}
