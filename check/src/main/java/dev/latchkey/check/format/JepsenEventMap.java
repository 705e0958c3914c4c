package dev.latchkey.check.format;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts the map that describes an event in Jepsen's EDN and JSON. An instance reads one file. */
final class JepsenEventMap {

    private static final Pattern VERSION = Pattern.compile("\\d{1,18}");

    private final ProcessNumbers processes;

    JepsenEventMap(ProcessNumbers processes) {
        this.processes = processes;
    }

    /** @param line the number of the line where the map ends */
    JepsenEvent event(int line, Edn.Pairs event) throws BadHistoryException {
        int process = processes.of(orNil(event.get("process")));
        return process == JepsenEvent.NEMESIS ? ofNemesis(line, event) : ofClient(line, process, event);
    }

    /** Never fails: the nemesis may log anything. */
    private static JepsenEvent ofNemesis(int line, Edn.Pairs event) {
        String f = word(orNil(event.get("f")));
        return JepsenEvent.ofNemesis(line, f == null ? "nemesis" : f);
    }

    private static JepsenEvent ofClient(int line, int process, Edn.Pairs event) throws BadHistoryException {
        Edn key = event.get("key");
        Edn version = event.get("version");
        return new JepsenEvent(
                line,
                process,
                type(line, event.get("type")),
                f(line, event.get("f")),
                key == null ? null : JepsenVocabulary.payload(key),
                orNil(event.get("value")),
                version == null ? RecordedCall.NO_VERSION : version(line, version),
                orNil(event.get("error")),
                event.get("answer") instanceof Edn.Text answer ? answer.payload() : null,
                event.get("cause") instanceof Edn.Text cause ? cause.payload() : null);
    }

    private static Edn orNil(@Nullable Edn edn) {
        return edn == null ? Edn.NIL : edn;
    }

    private static JepsenEvent.Type type(int line, @Nullable Edn type) throws BadHistoryException {
        String name = type == null ? null : word(type);
        JepsenEvent.Type known = name == null ? null : JepsenVocabulary.type(name);
        if (known == null) {
            throw wrong(line, "type", type, ":invoke, :ok, :fail or :info");
        }
        return known;
    }

    private static String f(int line, @Nullable Edn f) throws BadHistoryException {
        String name = f == null ? null : word(f);
        if (name == null || name.length() > HistoryFormat.WORD_LENGTH_MAX) {
            throw wrong(line, "f", f, "a keyword of at most " + HistoryFormat.WORD_LENGTH_MAX + " characters");
        }
        return name;
    }

    /** Returns the name of a keyword, which JSON writes as a string; null for anything else. */
    private static @Nullable String word(Edn edn) {
        if (edn instanceof Edn.Keyword keyword) {
            return keyword.name();
        }
        if (edn instanceof Edn.Symbol symbol) {
            return symbol.name();
        }
        String text = edn instanceof Edn.Text string ? string.payload() : null;
        return text != null && text.startsWith(":") ? text.substring(1) : text;
    }

    private static long version(int line, Edn version) throws BadHistoryException {
        if (version instanceof Edn.Num number
                && VERSION.matcher(number.digits()).matches()) {
            return Long.parseLong(number.digits());
        }
        throw wrong(line, "version", version, "a number from 0");
    }

    private static BadHistoryException wrong(int line, String name, @Nullable Edn found, String wanted) {
        return new BadHistoryException(
                line,
                "an event has " + (found == null ? "no :" + name : ":" + name + " " + JepsenEdn.shortened(found))
                        + "; it must be " + wanted);
    }
}
