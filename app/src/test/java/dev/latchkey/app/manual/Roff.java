package dev.latchkey.app.manual;

/** Text in the language of manual pages, man(7). */
final class Roff {

    private final StringBuilder text = new StringBuilder();

    /** A request, such as {@code .SH NAME}; the arguments are written as they are. */
    void request(String line) {
        text.append('.').append(line).append('\n');
    }

    void section(String name) {
        request("SH " + name);
    }

    /** A line of text, in which nothing is interpreted. */
    void line(String line) {
        String escaped = escaped(line);
        text.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped)
                .append('\n');
    }

    /** A line in bold type. */
    void bold(String line) {
        text.append("\\fB").append(escaped(line)).append("\\fR\n");
    }

    /** A term and what it means. */
    void term(String term, String meaning) {
        request("TP");
        bold(term);
        line(meaning);
    }

    /** A paragraph. */
    void paragraph(String line) {
        request("PP");
        line(line);
    }

    void beginVerbatim() {
        request("PP");
        request("nf");
    }

    void endVerbatim() {
        request("fi");
    }

    /** Why hyphens too: a plain one becomes a typographic hyphen, which a shell does not understand. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
