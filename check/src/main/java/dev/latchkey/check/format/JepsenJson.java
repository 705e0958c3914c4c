package dev.latchkey.check.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads histories whose events are JSON objects with the fields of Jepsen's events: {@code process}, {@code type}, {@code f} and
 * {@code value}. The objects follow one another or are the elements of one array. {@link JepsenHistory} describes how events are
 * interpreted.
 */
final class JepsenJson {

    private JepsenJson() {}

    /**
     * Reads a whole history. The stream is left open.
     *
     * @throws BadHistoryException if it is not such a history, or is corrupted in any way other than a torn last line
     * @throws IOException if reading fails
     */
    static Recording read(InputStream in, ReadOptions options) throws IOException {
        JsonForms forms = new JsonForms(in);
        JepsenHistory history = new JepsenHistory(options);
        JepsenEventMap events = new JepsenEventMap(history.processes());
        for (Edn.Pairs event = forms.next(); event != null; event = forms.next()) {
            history.add(events.event(forms.line(), withKeywords(event)));
        }
        if (forms.isFormTorn()) {
            history.remark("line " + forms.line() + ", the last line, is torn and was skipped");
        } else if (forms.isArrayTorn()) {
            history.remark("the array of events is torn after its last event: it is not closed");
        }
        return history.recording();
    }

    /** Replaces the names of the fields by keywords, as in EDN; some programs write them with a colon. */
    private static Edn.Pairs withKeywords(Edn.Pairs event) {
        Map<Edn, Edn> fields = new HashMap<>();
        event.pairs().forEach((name, value) -> {
            String text = ((Edn.Text) name).payload();
            fields.put(new Edn.Keyword(text.startsWith(":") ? text.substring(1) : text), value);
        });
        return new Edn.Pairs(fields);
    }
}
