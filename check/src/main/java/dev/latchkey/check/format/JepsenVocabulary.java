package dev.latchkey.check.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates the functions and values of Jepsen events to the terms of docs/format/history.md. */
final class JepsenVocabulary {

    /** The functions of a register, whose values may be tuples of a key and a value. */
    static final Set<String> OF_REGISTERS = Set.of("read", "write", "cas");

    /** The functions that change nothing. */
    static final Set<String> READS = Set.of("read", "get", "contains");

    /** The model that each function implies. The first match in this order determines the model of a history. */
    private static final List<Map.Entry<String, String>> MODELS = List.of(
            Map.entry("acquire", "mutex"),
            Map.entry("release", "mutex"),
            Map.entry("enqueue", "queue"),
            Map.entry("dequeue", "queue"),
            Map.entry("add", "set"),
            Map.entry("remove", "set"),
            Map.entry("contains", "set"),
            Map.entry("delete", "versioned-register"),
            Map.entry("append", "string-map"),
            Map.entry("cas", "cas-register"),
            Map.entry("write", "register"),
            Map.entry("read", "register"));

    private JepsenVocabulary() {}

    static RecordedCall call(JepsenEvent event) throws BadHistoryException {
        RecordedCall call = RecordedCall.of(event.f()).key(event.key()).version(event.version());
        Edn value = event.value();
        if (event.key() == null && isTuple(event.f(), value)) {
            List<Edn> tuple = ((Edn.Items) value).items();
            call = call.key(payload(tuple.get(0)));
            value = tuple.get(1);
        }
        if (event.f().equals("cas")) {
            if (!(value instanceof Edn.Items pair) || pair.items().size() != 2) {
                throw new BadHistoryException(
                        event.line(), "the value of a compare-and-set must be two values in brackets, not " + value);
            }
            return call.old(payload(pair.items().get(0)))
                    .value(payload(pair.items().get(1)));
        }
        return READS.contains(event.f()) && !event.f().equals("contains") ? call : call.value(payload(value));
    }

    /** Returns the result of an operation that completed with {@code :ok}. */
    static RecordedResult answer(JepsenEvent event, RecordedCall call) {
        RecordedResult answer = RecordedResult.of("OK").version(event.version());
        Edn value = event.value();
        boolean isTuple = event.key() == null && call.key() != null && isTuple(event.f(), value);
        Edn result = isTuple ? ((Edn.Items) value).items().get(1) : value;
        if (event.f().equals("read") && result instanceof Edn.Items items) {
            return answer.elements(elements(items));
        }
        if (event.f().equals("dequeue") && result.equals(Edn.NIL)) {
            return RecordedResult.of("EMPTY");
        }
        return Set.of("read", "get", "dequeue").contains(event.f()) ? answer.value(payload(result)) : answer;
    }

    private static List<String> elements(Edn.Items items) {
        List<String> elements = new ArrayList<>();
        for (Edn item : items.items()) {
            elements.add(String.valueOf(payload(item)));
        }
        return elements;
    }

    /**
     * Returns whether a value is a tuple of jepsen.independent: a key and its value. That of a compare-and-set is a pair again.
     */
    private static boolean isTuple(String f, Edn value) {
        return OF_REGISTERS.contains(f)
                && value instanceof Edn.Items items
                && items.items().size() == 2
                && (!f.equals("cas") || items.items().get(1) instanceof Edn.Items);
    }

    /** Returns a key or value as a payload; null for nil. */
    static @Nullable String payload(Edn edn) {
        if (edn instanceof Edn.Nil) {
            return null;
        }
        return edn instanceof Edn.Text text ? text.payload() : edn.toString();
    }

    /** Returns the name of the model that these functions imply; null if they imply none. */
    static @Nullable String model(Set<String> words, boolean hasVersions) {
        if (hasVersions) {
            return Collections.disjoint(words, Set.of("acquire", "release")) ? "versioned-register" : "fenced-mutex";
        }
        for (Map.Entry<String, String> entry : MODELS) {
            if (words.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        return Collections.disjoint(words, Set.of("get", "put")) ? null : "string-map";
    }

    static JepsenEvent.@Nullable Type type(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "invoke" -> JepsenEvent.Type.INVOKE;
            case "ok" -> JepsenEvent.Type.OK;
            case "fail" -> JepsenEvent.Type.FAIL;
            case "info" -> JepsenEvent.Type.INFO;
            default -> null;
        };
    }
}
