package dev.latchkey.core.history;

import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;

/**
 * One key that was written.
 *
 * @param revision the revision of the store after this event, one more than that of the event before
 * @param version the version of the key after this event, for a deleted key its last version
 * @param value the new value; null if the key was deleted
 * @param origin the origin of the command that wrote the key
 * @param last whether this is the last event of its step: one command can write several keys, all of them as one step
 */
public record Event(
        long revision,
        EventKind kind,
        Key key,
        Version version,
        @Nullable Value value,
        Origin origin,
        boolean last) {

    /** Returns what the event counts in the bound of the history. */
    long weight() {
        return (long) HistoryLimits.EVENT_BYTES + key.length() + valueLength();
    }

    int valueLength() {
        return value == null ? 0 : value.length();
    }
}
