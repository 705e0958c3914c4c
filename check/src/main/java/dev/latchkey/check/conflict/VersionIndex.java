package dev.latchkey.check.conflict;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Maybe;
import dev.latchkey.check.model.VersionedOutput.NoKey;
import dev.latchkey.check.model.VersionedOutput.Unknown;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The operations on one key by the versions and values that they name. Lists are ordered by end, then by call. */
final class VersionIndex {

    /** Writes that may have made each version, without the creates that may have made any version. */
    private final NavigableMap<Long, List<Operation<VersionedInput, VersionedOutput>>> makers = new TreeMap<>();

    /** Operations whose results show that the key was present at a version. */
    private final Map<Long, List<Operation<VersionedInput, VersionedOutput>>> witnesses = new HashMap<>();

    /** Creates with an unknown outcome. */
    private final List<Operation<VersionedInput, VersionedOutput>> creates = new ArrayList<>();

    /** Puts that were not refused, by value. */
    private final Map<Object, List<Operation<VersionedInput, VersionedOutput>>> byValue = new HashMap<>();

    private final List<Operation<VersionedInput, VersionedOutput>> closed;
    private int writes;

    VersionIndex(List<Operation<VersionedInput, VersionedOutput>> history) {
        List<Operation<VersionedInput, VersionedOutput>> byEnd = history.stream()
                .sorted(Comparator.<Operation<VersionedInput, VersionedOutput>>comparingLong(Operation::end)
                        .thenComparingLong(Operation::call))
                .toList();
        closed = byEnd.stream().filter(VersionIndex::isClosed).toList();
        byEnd.forEach(this::add);
    }

    /** Returns the version that a write expects; 0 for a create, and for a get. */
    static long named(VersionedInput input) {
        return input instanceof Put put ? put.version() : input instanceof Delete delete ? delete.version() : 0;
    }

    static boolean isClosed(Operation<?, ?> operation) {
        return operation.end() != Operation.OPEN;
    }

    private void add(Operation<VersionedInput, VersionedOutput> operation) {
        long named = named(operation.input());
        boolean isWrite = !(operation.input() instanceof Get);
        writes += isWrite ? 1 : 0;
        if (isWrite && operation.output() instanceof Written written) {
            addTo(makers, written.version(), operation);
        } else if (isWrite && canHaveTakenEffect(operation) && named > 0) {
            addTo(makers, named + 1, operation);
        } else if (isWrite && canHaveTakenEffect(operation)) {
            creates.add(operation);
        }
        if (operation.input() instanceof Put put && canHaveTakenEffect(operation)) {
            byValue.computeIfAbsent(put.value(), value -> new ArrayList<>()).add(operation);
        }
        if (isClosed(operation)) {
            addWitness(operation, named);
        }
    }

    private void addWitness(Operation<VersionedInput, VersionedOutput> operation, long named) {
        if (operation.output() instanceof Found || operation.output() instanceof Conflict) {
            addTo(witnesses, least(operation), operation);
        } else if (operation.output() instanceof Written written) {
            if (operation.input() instanceof Put) {
                addTo(witnesses, written.version(), operation);
            }
            if (named > 0) {
                addTo(witnesses, named, operation);
            }
        }
    }

    private static void addTo(
            Map<Long, List<Operation<VersionedInput, VersionedOutput>>> map,
            long version,
            Operation<VersionedInput, VersionedOutput> operation) {
        map.computeIfAbsent(version, key -> new ArrayList<>()).add(operation);
    }

    private static boolean canHaveTakenEffect(Operation<VersionedInput, VersionedOutput> write) {
        return write.output() instanceof Written
                || write.output() instanceof Maybe
                || write.output() instanceof Unknown;
    }

    /** Operations that have an end. */
    List<Operation<VersionedInput, VersionedOutput>> closed() {
        return closed;
    }

    /** The number of writes, with any outcome. */
    int writes() {
        return writes;
    }

    /** Creates with an unknown outcome. */
    List<Operation<VersionedInput, VersionedOutput>> creates() {
        return creates;
    }

    List<Operation<VersionedInput, VersionedOutput>> makers(long version) {
        return makers.getOrDefault(version, List.of());
    }

    /** Versions that have makers, ascending. */
    Iterable<Long> made() {
        return makers.keySet();
    }

    /** Returns the operation with a known result that made a version; null if there is none. */
    @Nullable
    Operation<VersionedInput, VersionedOutput> creator(long version) {
        return makers(version).stream()
                .filter(maker -> isClosed(maker) && maker.output() instanceof Written)
                .findFirst()
                .orElse(null);
    }

    /** Returns the first operation that shows that the key was present at a version; null if there is none. */
    @Nullable
    Operation<VersionedInput, VersionedOutput> witness(long version) {
        List<Operation<VersionedInput, VersionedOutput>> known = witnesses.getOrDefault(version, List.of());
        return known.isEmpty() ? null : known.get(0);
    }

    List<Operation<VersionedInput, VersionedOutput>> witnesses(long version) {
        return witnesses.getOrDefault(version, List.of());
    }

    /** Puts of this value that were not refused. */
    List<Operation<VersionedInput, VersionedOutput>> putsOf(Object value) {
        return byValue.getOrDefault(value, List.of());
    }

    /** Deletes that may have made a version from {@code least} to {@code most}. */
    List<Operation<VersionedInput, VersionedOutput>> deletes(long least, long most) {
        return least > most
                ? List.of()
                : makers.subMap(least, true, most, true).values().stream()
                        .flatMap(List::stream)
                        .filter(maker -> maker.input() instanceof Delete)
                        .toList();
    }

    /** Returns the version that the key has reached when the operation ends; the least long if it does not say. */
    static long reached(Operation<VersionedInput, VersionedOutput> operation) {
        if (operation.output() instanceof Written written) {
            return written.version();
        }
        if (operation.output() instanceof Maybe) {
            return named(operation.input()) + 1;
        }
        long seen = least(operation);
        return seen == Long.MAX_VALUE ? Long.MIN_VALUE : seen;
    }

    /** Returns the version that the key has not exceeded when the operation is called; the greatest long if it does not say. */
    static long least(Operation<VersionedInput, VersionedOutput> operation) {
        if (operation.output() instanceof Found found) {
            return found.version();
        }
        if (operation.output() instanceof Conflict conflict) {
            return conflict.current();
        }
        return operation.output() instanceof Written written ? written.version() - 1 : Long.MAX_VALUE;
    }

    /** Returns whether the operation shows that the key was absent at some time. */
    static boolean needsAbsence(Operation<VersionedInput, VersionedOutput> operation) {
        boolean isCreate = operation.input() instanceof Put put && put.version() == 0;
        return isCreate ? operation.output() instanceof Written : operation.output() instanceof NoKey;
    }
}
