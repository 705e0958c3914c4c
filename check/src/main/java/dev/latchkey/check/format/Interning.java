package dev.latchkey.check.format;

import java.util.HashMap;
import java.util.Map;

/** Shares equal values and names of a history, which recur on many lines. Holds a bounded number of them. */
final class Interning {

    private static final int VALUES_MAX = 1 << 14;

    private final Map<Edn, Edn> values = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    JepsenEvent interned(JepsenEvent event) {
        return new JepsenEvent(
                event.line(),
                event.process(),
                event.type(),
                shared(names, event.f()),
                event.key() == null ? null : shared(names, event.key()),
                shared(values, event.value()),
                event.version(),
                event.error(),
                event.answer(),
                event.cause());
    }

    private static <T> T shared(Map<T, T> known, T value) {
        if (known.size() >= VALUES_MAX) {
            return known.getOrDefault(value, value);
        }
        T first = known.putIfAbsent(value, value);
        return first == null ? value : first;
    }
}
