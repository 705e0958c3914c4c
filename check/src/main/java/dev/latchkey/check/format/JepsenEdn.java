package dev.latchkey.check.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads EDN histories of Jepsen and Porcupine. Each event is a map with {@code :process}, {@code :type}, {@code :f} and
 * {@code :value}, and with {@code :key} in those of Porcupine. The maps follow one another or are the elements of one list.
 * {@link JepsenHistory} describes how events are interpreted.
 */
public final class JepsenEdn {

    private static final int SHOWN_LENGTH_MAX = 60;

    private final EdnReader forms;
    private final JepsenHistory history;
    private final JepsenEventMap events;

    private JepsenEdn(EdnReader forms, ReadOptions options) {
        this.forms = forms;
        this.history = new JepsenHistory(options);
        this.events = new JepsenEventMap(history.processes());
    }

    /** Reads a whole history with {@link ReadOptions#DEFAULT}. */
    public static Recording read(InputStream in) throws IOException {
        return read(in, ReadOptions.DEFAULT);
    }

    /**
     * Reads a whole history. The stream is left open.
     *
     * @throws BadHistoryException if it is not such a history, or is corrupted in any way other than a torn last line
     * @throws IOException if reading fails
     */
    public static Recording read(InputStream in, ReadOptions options) throws IOException {
        BufferedReader text =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 64 * 1024);
        try {
            return new JepsenEdn(new EdnReader(text, 1), options).read();
        } catch (CharacterCodingException e) {
            throw new BadHistoryException("the file is not valid UTF-8");
        }
    }

    private Recording read() throws IOException {
        boolean inList = forms.takeListStart();
        for (Edn form = forms.next(inList); form != null; form = forms.next(inList)) {
            history.add(events.event((int) forms.line(), map(form)));
        }
        if (forms.isFormTorn()) {
            history.remark("line " + forms.line() + ", the last line, is torn and was skipped");
        } else if (forms.isListTorn()) {
            history.remark("the list of events is torn after its last event: it is not closed");
        } else if (inList && forms.next(false) != null) {
            throw new BadHistoryException(forms.line(), "unexpected data after the list of events");
        }
        return history.recording();
    }

    /** Returns the map of an event, which is a record in histories of some versions: a map with a tag. */
    private Edn.Pairs map(Edn form) throws BadHistoryException {
        if (form instanceof Edn.Pairs event) {
            return event;
        }
        if (form instanceof Edn.Tagged tagged && tagged.form() instanceof Edn.Pairs event) {
            return event;
        }
        throw new BadHistoryException(forms.line(), "an event must be a map, not " + shortened(form));
    }

    static String shortened(Edn form) {
        String text = form.toString();
        return text.length() <= SHOWN_LENGTH_MAX ? text : text.substring(0, SHOWN_LENGTH_MAX) + "...";
    }
}
