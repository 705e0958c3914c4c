package dev.latchkey.app.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import java.util.Map;
import java.util.TreeMap;

/** A second, deliberately simple implementation of writes, used as a reference for the real store. */
final class ReferenceStore {

    /** The value and version of each existing key. */
    private final Map<Key, String> present = new TreeMap<>();

    /** How often each key was written, including deletes. */
    private final Map<Key, Long> versions = new TreeMap<>();

    private long revision;

    void apply(Command command) {
        if (command instanceof Command.Put put) {
            long expected = put.expected().number();
            boolean holds = expected == 0 ? !present.containsKey(put.key()) : isAt(put.key(), expected);
            if (holds) {
                present.put(put.key(), shown(put.value(), write(put.key())));
            }
        } else if (command instanceof Command.Delete delete
                && isAt(delete.key(), delete.expected().number())) {
            write(delete.key());
            present.remove(delete.key());
        }
    }

    private boolean isAt(Key key, long version) {
        return present.containsKey(key) && versions.getOrDefault(key, 0L) == version;
    }

    private long write(Key key) {
        revision++;
        return versions.merge(key, 1L, Long::sum);
    }

    static String shown(Value value, long version) {
        return value + " at " + version;
    }

    /** The version that a create of this absent key produces. */
    long nextVersion(Key key) {
        return versions.getOrDefault(key, 0L) + 1;
    }

    boolean isAbsent(Key key) {
        return !present.containsKey(key);
    }

    /** The complete readable state. */
    String all() {
        return "revision " + revision + ": " + present;
    }
}
