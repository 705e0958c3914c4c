package dev.latchkey.check.report;

import dev.latchkey.check.Limits;
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
 * Writes one HTML file that needs nothing else: no network, no other file. What comes from the history stands in it as data, in
 * ASCII and without a character that HTML knows, and reaches the page as text only; a policy in the page lets no other script run.
 */
public final class HtmlReport {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

    private HtmlReport() {}

    /**
     * Writes it. At most {@link Selection#OPERATIONS_MAX} operations are shown, those round the error if there is one.
     *
     * @param source where the history came from, such as the name of its file
     * @param limits of looking for an order to show
     * @param out for UTF-8; left open
     */
    public static void write(String source, History<?, ?, ?> history, Verdict verdict, Limits limits, Writer out)
            throws IOException {
        String page = resource("report.html");
        String style = resource("report.css");
        String script = resource("report.js");
        Headline headline = Headline.of(history, verdict);
        int written = 0;
        for (MatchResult place : PLACE.matcher(page).results().toList()) {
            out.append(page, written, place.start());
            written = place.end();
            switch (place.group(1)) {
                case "title" -> out.append(escaped(headline.title()));
                case "style" -> out.append(style);
                case "style-hash" -> out.append(hash(style));
                case "script" -> out.append(script);
                case "script-hash" -> out.append(hash(script));
                case "data" -> ReportData.write(source, history, verdict, limits, new ScriptSafeWriter(out));
                default -> throw new IllegalStateException("the page has a place for " + place.group(1));
            }
        }
        out.append(page, written, page.length());
        out.flush();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the jar");
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

    /** As numbers, all that is no letter, digit or blank. */
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
