package dev.latchkey.check.zones;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Operation;
import dev.latchkey.check.zones.Word.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Groups the reads and writes of a register: a zone is a write with the reads of its value. The initial value counts as a write
 * before all operations. A value that is read must have been written only once, otherwise the search is needed. An open write
 * that no operation observed is left out, since it may never have taken effect.
 *
 * @param initial the value before the history
 */
record RegisterZones<I, O>(@Nullable Object initial, Word.Translation<I, O> words) implements ZoneCheck.Grouping<I, O> {

    /** The slots of a zone. */
    private static final int WRITE = 0;

    private static final int READS = 1;
    private static final int LENGTH = 2;

    private static final int NEVER_READ = -1;
    private static final int NOT_WRITTEN = -2;

    @Override
    public Zones<I, O> zones(List<Operation<I, O>> history, Budget budget) {
        Zones<I, O> zones = new Zones<>(history);
        Map<Object, Integer> zoneOf = valuesRead(history, zones, budget);
        if (!zones.isAmbiguous()) {
            addWrites(history, zones, zoneOf, budget);
        }
        if (!zones.isAmbiguous()) {
            addReads(history, zones, zoneOf, budget);
        }
        return zones;
    }

    /** Returns the values that closed reads returned, each without a zone. */
    private Map<Object, Integer> valuesRead(List<Operation<I, O>> history, Zones<I, O> zones, Budget budget) {
        Map<Object, Integer> values = new HashMap<>();
        for (int i = 0; i < history.size(); i++) {
            Word word = words.word(history.get(i));
            if (word.kind() == Kind.OTHER || budget.isOverAt(i)) {
                zones.leaveToTheSearch();
                return values;
            }
            if (word.kind() == Kind.READ) {
                values.put(key(word.value()), NOT_WRITTEN);
            } else if (word.kind() == Kind.IMPOSSIBLE) {
                zones.refuse(i);
            }
        }
        return values;
    }

    private static Object key(@Nullable Object value) {
        return value == null ? Kind.NOTHING : value;
    }

    private void addWrites(
            List<Operation<I, O>> history, Zones<I, O> zones, Map<Object, Integer> zoneOf, Budget budget) {
        int first = zones.addZone(LENGTH);
        zoneOf.computeIfPresent(key(initial), (value, none) -> first);
        for (int i = 0; i < history.size(); i++) {
            Word word = words.word(history.get(i));
            boolean isWrite = word.kind() == Kind.WRITE;
            if (budget.isOverAt(i) || (isWrite && !addWrite(i, history.get(i), word, zones, zoneOf))) {
                zones.leaveToTheSearch();
                return;
            }
        }
    }

    /** Returns false if a value that is read was written before. */
    private boolean addWrite(
            int number, Operation<I, O> write, Word word, Zones<I, O> zones, Map<Object, Integer> zoneOf) {
        int zone = Objects.requireNonNullElse(zoneOf.get(key(word.value())), NEVER_READ);
        if (zone == NOT_WRITTEN) {
            int start = zones.addZone(LENGTH);
            zones.place(number, start + WRITE);
            zoneOf.put(key(word.value()), start);
        } else if (zone == NEVER_READ && write.end() != Operation.OPEN) {
            zones.place(number, zones.addZone(1));
        }
        return zone < 0;
    }

    private void addReads(
            List<Operation<I, O>> history, Zones<I, O> zones, Map<Object, Integer> zoneOf, Budget budget) {
        for (int i = 0; i < history.size() && !zones.isAmbiguous(); i++) {
            Word word = words.word(history.get(i));
            if (word.kind() == Kind.READ) {
                int zone = Objects.requireNonNullElse(zoneOf.get(key(word.value())), NOT_WRITTEN);
                if (zone == NOT_WRITTEN) {
                    zones.refuse(i);
                } else {
                    zones.place(i, zone + READS);
                }
            }
            if (budget.isOverAt(i)) {
                zones.leaveToTheSearch();
            }
        }
    }
}
