package dev.latchkey.check.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads Jepsen's text log and its {@code history.txt}. An event is a line with a process, a type, a function, a value and
 * optionally an error, separated by tabs or spaces, such as {@code 3 :invoke :cas [1 2]}. In a log, the event follows the name of
 * Jepsen's logger and whatever precedes that: a level, a date, a thread. Other lines are skipped and counted.
 * {@link JepsenHistory} describes how events are interpreted.
 */
public final class JepsenLog {

    /** Why bounded: a line of a foreign file may have millions of characters. */
    private static final String PREFIX = "(?:.{0,300}?\\bjepsen\\.[\\w.$-]{1,64}(?:\\s+-|:)?\\s+)?";

    private static final Pattern EVENT = Pattern.compile(
            "\ufeff?" + PREFIX
                    + "(-?\\d{1,18}|nil|:\\S{1,64}|\"[^\"]{0,64}\")\\s+:(invoke|ok|fail|info)\\s+:?([^\\s:]\\S{0,63})(?:\\s+(.*))?");

    private final Lines lines;
    private final JepsenHistory history;
    private int others;

    private JepsenLog(Lines lines, ReadOptions options) {
        this.lines = lines;
        this.history = new JepsenHistory(options);
    }

    /** Reads a whole log with {@link ReadOptions#DEFAULT}. */
    public static Recording read(InputStream in) throws IOException {
        return read(in, ReadOptions.DEFAULT);
    }

    /**
     * Reads a whole log. The stream is left open.
     *
     * @throws BadHistoryException if it contains no event, or is corrupted in any way other than a torn last line
     * @throws IOException if reading fails
     */
    public static Recording read(InputStream in, ReadOptions options) throws IOException {
        return new JepsenLog(new Lines(in), options).read();
    }

    /** Returns whether a line is an event. */
    static boolean isEvent(String line) {
        return EVENT.matcher(line.stripTrailing()).matches();
    }

    private Recording read() throws IOException {
        boolean any = false;
        while (lines.next()) {
            Matcher event = EVENT.matcher(
                    new String(lines.buffer(), lines.from(), lines.length(), StandardCharsets.UTF_8).stripTrailing());
            if (event.matches()) {
                any = true;
                add((int) lines.number(), event);
            } else if (!lines.isBlank()) {
                others++;
            }
        }
        if (!any) {
            throw new NotThisFormatException("no line is an event of a Jepsen log, such as"
                    + " \"INFO  jepsen.util - 3 :invoke :read nil\" or \"3 :invoke :read nil\"");
        }
        if (!lines.terminated()) {
            history.remark("the last line has no line feed; if the file is torn, the value in it may be incomplete");
        }
        if (others > 0) {
            history.remark(Count.are(others, "line") + " not an event");
        }
        return history.recording();
    }

    private void add(int line, Matcher event) throws IOException {
        int process = history.processes().of(process(line, event.group(1)));
        JepsenEvent.Type type = JepsenVocabulary.type(event.group(2));
        if (type == null) {
            throw new IllegalStateException("the pattern matched an unknown type: " + event.group(2));
        }
        if (process == JepsenEvent.NEMESIS) {
            // Why without its value: the nemesis logs free text.
            history.add(JepsenEvent.ofNemesis(line, event.group(3)));
            return;
        }
        boolean isRead = type == JepsenEvent.Type.INVOKE || type == JepsenEvent.Type.OK;
        Columns columns = isRead ? columns(line, event.group(4)) : columnsOfFailure(line, event.group(4));
        // Why without a value: Jepsen writes nil, so the line ends before its value, or within its function.
        if (columns == null || (event.group(4) == null && !lines.terminated())) {
            history.remark("line " + line + ", the last line, is torn and was skipped");
            return;
        }
        history.add(new JepsenEvent(
                line,
                process,
                type,
                event.group(3),
                null,
                columns.value(),
                RecordedCall.NO_VERSION,
                columns.error(),
                null,
                null));
    }

    private static Edn process(int line, String text) throws IOException {
        Edn process = new EdnReader(new StringReader(text), line).next(false);
        return process == null ? Edn.NIL : process;
    }

    /** The last two columns of an event. */
    private record Columns(Edn value, Edn error) {}

    /** Returns null if the value is torn by the end of the file. */
    private @Nullable Columns columns(int line, @Nullable String text) throws IOException {
        if (text == null) {
            return new Columns(Edn.NIL, Edn.NIL);
        }
        EdnReader forms = new EdnReader(new StringReader(text), line);
        Edn value = forms.next(false);
        if (forms.isFormTorn()) {
            if (lines.terminated()) {
                throw new BadHistoryException(line, "the value is not complete");
            }
            return null;
        }
        return new Columns(
                value == null ? Edn.NIL : value, error(line, forms.rest().strip()));
    }

    /** Returns the columns of an event whose value is not needed, so that it may be anything, such as the text of an exception. */
    private @Nullable Columns columnsOfFailure(int line, @Nullable String text) throws IOException {
        try {
            return columns(line, text);
        } catch (BadHistoryException e) {
            return new Columns(Edn.NIL, new Edn.Text(Payload.of(String.valueOf(text))));
        }
    }

    /** Returns the error, which is not necessarily in EDN: Jepsen formats it for humans. */
    private static Edn error(int line, String text) {
        if (text.isEmpty()) {
            return Edn.NIL;
        }
        try {
            EdnReader forms = new EdnReader(new StringReader(text), line);
            Edn error = forms.next(false);
            return error == null || !forms.rest().isBlank() ? new Edn.Text(Payload.of(text)) : error;
        } catch (IOException e) {
            return new Edn.Text(Payload.of(text));
        }
    }
}
