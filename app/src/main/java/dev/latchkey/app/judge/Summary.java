package dev.latchkey.app.judge;

import dev.latchkey.app.console.Screen;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import dev.latchkey.check.format.Payload;
import java.util.Locale;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The result of a run as labeled lines. Unprintable characters are masked, because a faulty server may reply with anything. */
final class Summary {

    private static final Pattern NOT_SHOWN = Pattern.compile(Screen.NOT_PRINTABLE);

    private final StringBuilder text = new StringBuilder();

    Summary line(String name, String format, Object... values) {
        text.append(String.format(Locale.ROOT, "%-11s ", name))
                .append(shown(String.format(Locale.ROOT, format, values)))
                .append('\n');
        return this;
    }

    /** Adds indented lines that explain the line before them. */
    Summary explanation(String lines) {
        lines.lines().forEach(line -> text.append("  ").append(shown(line)).append('\n'));
        return this;
    }

    /** Formats the parts of a sum, to be appended to the sum; empty if there are no parts. */
    static String parts(SortedMap<String, Long> counts) {
        return counts.isEmpty()
                ? ""
                : counts.entrySet().stream()
                        .map(count -> String.format(Locale.ROOT, "%s %,d", count.getKey(), count.getValue()))
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    /** The explanation of a verdict; empty if it is OK. */
    static String why(Verdict verdict, Wording wording) {
        if (verdict instanceof Verdict.Illegal illegal) {
            return "key " + Payload.shown(String.valueOf(illegal.part())).replace("\n", "\\n") + "\n"
                    + illegal.counterexample().explanation().text(wording);
        }
        return verdict instanceof Verdict.Unknown unknown ? unknown.reason() : "";
    }

    private static String shown(String line) {
        return NOT_SHOWN.matcher(line).replaceAll("?");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
