package dev.latchkey.core.history;

import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A history, and next to it a plain list of all events that were ever added to it. */
final class EventLog {

    private static final Origin ORIGIN = new Origin("alice", 7);

    final EventHistory history;
    final List<Event> all = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();

    EventLog(HistoryLimits limits) {
        history = new EventHistory(StateLimits.STANDARD.withHistory(limits), 0);
    }

    long revision() {
        return all.size();
    }

    Version lastVersion(String key) {
        return Version.of(versions.getOrDefault(key, 0L));
    }

    /** Puts one key, as a step. */
    void put(String key) {
        put(key, "", true);
    }

    void put(String key, String value, boolean last) {
        add(EventKind.PUT, key, Value.of(value), last);
    }

    /** Deletes several keys as one step. */
    void expire(String... keys) {
        for (int i = 0; i < keys.length; i++) {
            add(EventKind.EXPIRE, keys[i], null, i == keys.length - 1);
        }
    }

    private void add(EventKind kind, String key, @Nullable Value value, boolean last) {
        long version = versions.merge(key, 1L, Long::sum);
        Event event = new Event(revision() + 1, kind, Key.of(key), Version.of(version), value, ORIGIN, last);
        all.add(event);
        history.append(event);
    }
}
