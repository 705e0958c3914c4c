package dev.latchkey.check.format;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The model that the functions of a history imply.
 *
 * @param model the name of the model; null if they do not imply one
 * @param reason why they do not imply a model, a clause; empty if they do
 */
record ModelGuess(@Nullable String model, String reason) {

    /** A model, its functions, and those of them of which a history has at least one. */
    private record Row(String model, Set<String> functions, Set<String> distinctive) {}

    private static final List<Row> ROWS = List.of(
            new Row("mutex", Set.of("acquire", "release"), Set.of("acquire", "release")),
            new Row("set", Set.of("add", "remove", "contains", "read"), Set.of("add", "remove", "contains")),
            new Row("register", Set.of("read", "write"), Set.of("write")),
            new Row("cas-register", Set.of("read", "write", "cas"), Set.of("cas")),
            new Row("string-map", Set.of("get", "put", "append"), Set.of("put", "append")));
    private static final Set<String> OF_QUEUES = Set.of("enqueue", "dequeue", "drain");
    private static final Set<String> READS = Set.of("read", "get");

    /**
     * @param functions the functions of the history
     * @param hasVersions whether Latchkey's own export added versions
     * @param shape what the values consist of
     */
    static ModelGuess of(Set<String> functions, boolean hasVersions, ValueShape shape) {
        if (shape.isVersioned()) {
            return new ModelGuess("blind-versioned-register", "");
        }
        if (hasVersions) {
            boolean isLock = Set.of("acquire", "release").containsAll(functions);
            return new ModelGuess(isLock ? "fenced-mutex" : "versioned-register", "");
        }
        for (Row row : ROWS) {
            if (row.functions().containsAll(functions) && functions.stream().anyMatch(row.distinctive()::contains)) {
                return new ModelGuess(row.model(), "");
            }
        }
        return new ModelGuess(null, reason(new TreeSet<>(functions)));
    }

    private static String reason(Set<String> functions) {
        String named = functions.stream().map(f -> ":" + f).collect(Collectors.joining(", "));
        if (functions.isEmpty()) {
            return "the history has no operations of clients";
        }
        if (OF_QUEUES.containsAll(functions)) {
            return "its operations (" + named
                    + ") are those of a queue, but they do not say in which order it returns its"
                    + " elements; use --model fifo-queue or --model unordered-queue";
        }
        if (READS.containsAll(functions)) {
            return "its operations only read (" + named + "), so they do not say what they read; use --model";
        }
        return "no model has all of its operations (" + named + "); use --model";
    }
}
