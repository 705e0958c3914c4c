package dev.latchkey.check.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN histories of Jepsen and Porcupine. Each event is a map with {@code :process}, {@code :type}, {@code :f} and
 * {@code :value}, and with {@code :key} in those of Porcupine. The maps follow one another or are the elements of one list.
 * {@link JepsenHistory} describes how events are interpreted.
 */
public final class JepsenEdn {

    private static final Pattern PROCESS = Pattern.compile("\\d{1,9}");
    private static final Pattern VERSION = Pattern.compile("\\d{1,18}");

    private final EdnReader forms;
    private final JepsenHistory history = new JepsenHistory();

    private JepsenEdn(EdnReader forms) {
        this.forms = forms;
    }

    /**
     * Reads a whole history. The stream is left open.
     *
     * @throws BadHistoryException if it is not such a history, or is corrupted
     * @throws IOException if reading fails
     */
    public static Recording read(InputStream in) throws IOException {
        BufferedReader text =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 64 * 1024);
        try {
            return new JepsenEdn(new EdnReader(text, 1)).read();
        } catch (CharacterCodingException e) {
            throw new BadHistoryException("the file is not valid UTF-8");
        }
    }

    private Recording read() throws IOException {
        boolean inList = forms.takeListStart();
        for (Edn form = forms.next(inList); form != null; form = forms.next(inList)) {
            if (!(form instanceof Edn.Pairs event)) {
                throw new BadHistoryException(forms.line(), "an event must be a map, not " + shortened(form));
            }
            history.add(event(event));
        }
        if (inList && forms.next(false) != null) {
            throw new BadHistoryException(forms.line(), "unexpected data after the list of events");
        }
        if (history.isEmpty()) {
            throw new BadHistoryException("the history contains no events");
        }
        return history.recording(List.of());
    }

    private JepsenEvent event(Edn.Pairs event) throws BadHistoryException {
        Edn key = event.get("key");
        Edn version = event.get("version");
        return new JepsenEvent(
                (int) forms.line(),
                process(event.get("process")),
                type(event.get("type")),
                f(event.get("f")),
                key == null ? null : JepsenVocabulary.payload(key),
                orNil(event.get("value")),
                version == null ? RecordedCall.NO_VERSION : version(version),
                orNil(event.get("error")),
                event.get("answer") instanceof Edn.Text answer ? answer.payload() : null,
                event.get("cause") instanceof Edn.Text cause ? cause.payload() : null);
    }

    private static Edn orNil(@Nullable Edn edn) {
        return edn == null ? Edn.NIL : edn;
    }

    private int process(@Nullable Edn process) throws BadHistoryException {
        if (process instanceof Edn.Keyword keyword && keyword.name().equals("nemesis")) {
            return JepsenEvent.NEMESIS;
        }
        if (process instanceof Edn.Num number
                && PROCESS.matcher(number.digits()).matches()) {
            return Integer.parseInt(number.digits());
        }
        throw wrong("process", process, "a number from 0 to 999999999, or :nemesis");
    }

    private JepsenEvent.Type type(@Nullable Edn type) throws BadHistoryException {
        JepsenEvent.Type known = type instanceof Edn.Keyword keyword ? JepsenVocabulary.type(keyword.name()) : null;
        if (known == null) {
            throw wrong("type", type, ":invoke, :ok, :fail or :info");
        }
        return known;
    }

    private String f(@Nullable Edn f) throws BadHistoryException {
        if (f instanceof Edn.Keyword keyword && keyword.name().length() <= HistoryFormat.WORD_LENGTH_MAX) {
            return keyword.name();
        }
        throw wrong("f", f, "a keyword of at most " + HistoryFormat.WORD_LENGTH_MAX + " characters");
    }

    private long version(Edn version) throws BadHistoryException {
        if (version instanceof Edn.Num number
                && VERSION.matcher(number.digits()).matches()) {
            return Long.parseLong(number.digits());
        }
        throw wrong("version", version, "a number from 0");
    }

    private BadHistoryException wrong(String name, @Nullable Edn found, String wanted) {
        return new BadHistoryException(
                forms.line(),
                "an event has " + (found == null ? "no :" + name : ":" + name + " " + shortened(found))
                        + "; it must be " + wanted);
    }

    static String shortened(Edn form) {
        String text = form.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
