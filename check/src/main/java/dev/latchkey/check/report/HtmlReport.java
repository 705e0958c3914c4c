package dev.latchkey.check.report;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Writes a report as one self-contained HTML file that needs neither a network nor other files. Everything that comes from the
 * history is embedded as JSON, in ASCII and without HTML's special characters, and is inserted into the page as text only. A
 * Content Security Policy blocks every script except the report's own.
 */
public final class HtmlReport {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

    private HtmlReport() {}

    /**
     * Writes a report. It shows at most {@link Selection#OPERATIONS_MAX} operations, those around the error if there is one.
     *
     * @param source where the history comes from, usually the name of its file
     * @param limits the limits for the search for an order to show
     * @param out should encode UTF-8; left open
     */
    public static void write(String source, History<?, ?, ?> history, Verdict verdict, CheckLimits limits, Writer out)
            throws IOException {
        String page = resource("report.html");
        String style = resource("report.css");
        String script = resource("report.js");
        Headline headline = Headline.of(history, verdict);
        int written = 0;
        for (MatchResult placeholder : PLACEHOLDER.matcher(page).results().toList()) {
            out.append(page, written, placeholder.start());
            written = placeholder.end();
            switch (placeholder.group(1)) {
                case "title" -> out.append(escaped(headline.title()));
                case "style" -> out.append(style);
                case "style-hash" -> out.append(hash(style));
                case "script" -> out.append(script);
                case "script-hash" -> out.append(hash(script));
                case "data" -> ReportData.write(source, history, verdict, limits, new ScriptSafeWriter(out));
                default -> throw new IllegalStateException("unknown placeholder in the page: " + placeholder.group(1));
            }
        }
        out.append(page, written, page.length());
        out.flush();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Escapes everything except ASCII letters, digits and spaces as character references. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean isPlain = c == ' ' || (c < 0x7f && Character.isLetterOrDigit(c));
            boolean isShown =
                    switch (Character.getType(c)) {
                        case Character.CONTROL,
                                Character.FORMAT,
                                Character.SURROGATE,
                                Character.LINE_SEPARATOR,
                                Character.PARAGRAPH_SEPARATOR -> false;
                        default -> true;
                    };
            escaped.append(isPlain ? Character.toString(c) : isShown ? "&#" + c + ";" : "?");
        });
        return escaped.toString();
    }
}
