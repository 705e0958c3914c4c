package dev.latchkey.check.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Jepsen's text log, with lines such as {@code INFO  jepsen.util - 3 :invoke :cas [1 2]}, separated by tabs or spaces.
 * Other lines are skipped. {@link JepsenHistory} describes how events are interpreted.
 */
public final class JepsenLog {

    private static final Pattern EVENT = Pattern.compile(
            "\ufeff?INFO\\s+jepsen\\.util\\s+-\\s+(\\d{1,9}|:nemesis)\\s+:(invoke|ok|fail|info)\\s+:(\\S{1,64})(?:\\s+(.*))?");

    private JepsenLog() {}

    /**
     * Reads a whole log. The stream is left open.
     *
     * @throws BadHistoryException if it contains no event, or a malformed one
     * @throws IOException if reading fails
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
            throw new BadHistoryException("not a history: no line is an event of a Jepsen log, such as"
                    + " \"INFO  jepsen.util - 3 :invoke :read nil\"");
        }
        return history.recording(
                others == 0
                        ? List.of()
                        : List.of(others + (others == 1 ? " line is" : " lines are") + " not an event"));
    }

    private static JepsenEvent event(int line, Matcher event) throws IOException {
        String value = event.group(4);
        JepsenEvent.Type type = JepsenVocabulary.type(event.group(2));
        if (type == null) {
            throw new IllegalStateException("the pattern matched an unknown type: " + event.group(2));
        }
        return new JepsenEvent(
                line,
                event.group(1).startsWith(":") ? JepsenEvent.NEMESIS : Integer.parseInt(event.group(1)),
                type,
                event.group(3),
                null,
                // Why not parsed: the nemesis logs free text.
                value == null || event.group(1).startsWith(":") ? Edn.NIL : value(line, value),
                RecordedCall.NO_VERSION,
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
