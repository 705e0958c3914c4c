package dev.latchkey.check.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text log of Jepsen: {@code INFO  jepsen.util - 3 :invoke :cas [1 2]}, with tabs or spaces between. Lines of other kinds are
 * left out. {@link JepsenHistory} says how the events are understood.
 */
public final class JepsenLog {

    private static final Pattern EVENT = Pattern.compile(
            "\ufeff?INFO\\s+jepsen\\.util\\s+-\\s+(\\d{1,9}|:nemesis)\\s+:(invoke|ok|fail|info)\\s+:(\\S{1,64})(?:\\s+(.*))?");

    private JepsenLog() {}

    /**
     * Reads all of it. The stream is left open.
     *
     * @throws BadHistoryException if there is no event in it, or a damaged one
     * @throws IOException if it cannot be read
     */
    public static Recording read(InputStream in) throws IOException {
        JepsenHistory history = new JepsenHistory();
        Lines lines = new Lines(in);
        int others = 0;
        while (lines.next()) {
            Matcher event = EVENT.matcher(
                    new String(lines.buffer(), lines.from(), lines.length(), StandardCharsets.UTF_8).stripTrailing());
            if (event.matches()) {
                history.add(event((int) lines.number(), event));
            } else if (!lines.isBlank()) {
                others++;
            }
        }
        if (history.isEmpty()) {
            throw new BadHistoryException("no line of it is an event of a Jepsen log, such as"
                    + " \"INFO  jepsen.util - 3 :invoke :read nil\"");
        }
        return history.recording(
                others == 0 ? List.of() : List.of(others + (others == 1 ? " line is" : " lines are") + " no event"));
    }

    private static JepsenEvent event(int line, Matcher event) throws IOException {
        String value = event.group(4);
        JepsenEvent.Type type = JepsenWords.type(event.group(2));
        if (type == null) {
            throw new IllegalStateException("the pattern knows types that are not known: " + event.group(2));
        }
        return new JepsenEvent(
                line,
                event.group(1).startsWith(":") ? JepsenEvent.NEMESIS : Integer.parseInt(event.group(1)),
                type,
                event.group(3),
                null,
                // Why: the nemesis says what it did in any words.
                value == null || event.group(1).startsWith(":") ? Edn.NIL : value(line, value),
                Call.NO_VERSION,
                Edn.NIL,
                null,
                null);
    }

    private static Edn value(int line, String text) throws IOException {
        EdnReader forms = new EdnReader(new StringReader(text), line);
        Edn value = forms.next(false);
        return value == null ? Edn.NIL : value;
    }
}
