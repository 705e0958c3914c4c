package dev.latchkey.check.format;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The forms in which Jepsen and others write the same events. */
final class HistoryForms {

    /** @param value an EDN form without strings */
    record Event(String process, String type, String f, String value) {}

    /** Writes events in one form. */
    @FunctionalInterface
    interface Form {
        byte[] of(List<Event> events);
    }

    private HistoryForms() {}

    /** Returns all forms by their name. */
    static Map<String, Form> all() {
        Map<String, Form> forms = new LinkedHashMap<>();
        forms.put("EDN, a map a line", events -> joined(events, HistoryForms::edn, "", "\n", "\n"));
        forms.put("EDN, a vector", events -> joined(events, HistoryForms::edn, "[", "\n ", "]\n"));
        forms.put("EDN, tagged", events -> joined(events, each -> "#jepsen.history.Op" + edn(each), "", "\n", "\n"));
        forms.put("JSON, an object a line", events -> joined(events, HistoryForms::json, "", "\n", "\n"));
        forms.put("JSON, an array", events -> joined(events, HistoryForms::json, "[", ",\n", "]\n"));
        forms.put("history.txt", log(""));
        forms.put("log of 2014", log("INFO  jepsen.util - "));
        forms.put("log with a date in brackets", log("INFO [2018-07-03 15:24:51,109] jepsen worker 0 - jepsen.util "));
        forms.put("log with a time zone", log("2020-01-01 12:00:00,123{GMT}\tINFO\t[jepsen worker 0] jepsen.util: "));
        forms.put("log of jepsen.print", log("2024-01-01 12:00:00,123{GMT}\tINFO\t[jepsen worker 0] jepsen.print: "));
        return forms;
    }

    private static Form log(String before) {
        return events -> joined(
                events,
                each -> before + each.process() + "\t:" + each.type() + "\t:" + each.f() + "\t" + each.value(),
                "",
                "\n",
                "\n");
    }

    private static byte[] joined(
            List<Event> events, Function<Event, String> form, String first, String between, String last) {
        return events.stream()
                .map(form)
                .collect(Collectors.joining(between, first, last))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String edn(Event event) {
        return "{:process " + event.process() + ", :type :" + event.type() + ", :f :" + event.f() + ", :value "
                + event.value() + "}";
    }

    private static String json(Event event) {
        boolean isNumber = Character.isDigit(event.process().charAt(0));
        return "{\"process\":"
                + (isNumber ? event.process() : "\"" + event.process().substring(1) + "\"")
                + ",\"type\":\"" + event.type() + "\",\"f\":\"" + event.f() + "\",\"value\":"
                + jsonValue(event.value()) + "}";
    }

    private static String jsonValue(String edn) {
        return edn.replace("nil", "null").replace("#{", "[").replace('}', ']').replace(' ', ',');
    }
}
