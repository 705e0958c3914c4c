package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No model ignores a field: each field of each call and each result is either used or an error. */
final class ModelFieldsTest {

    private static final List<String> OF_CALLS = List.of("v", "old", "ver");
    private static final List<String> OF_RESULTS = List.of("v", "ver", "vs", "cause");

    /** A function and a result of some models, each followed by the fields that it has. */
    record Row(List<NamedModel> models, String call, String result) {}

    private static final List<NamedModel> VERSIONED = List.of(
            NamedModel.VERSIONED_REGISTER, NamedModel.FLOATING_VERSIONED_REGISTER, NamedModel.VERSIONED_TRANSACTIONS);
    private static final List<NamedModel> LOCKS = List.of(NamedModel.MUTEX, NamedModel.OWNERLESS_MUTEX);
    private static final List<NamedModel> QUEUES = List.of(NamedModel.FIFO_QUEUE, NamedModel.UNORDERED_QUEUE);
    private static final List<NamedModel> REGISTERS = List.of(NamedModel.REGISTER, NamedModel.CAS_REGISTER);

    private static final List<Row> ROWS = List.of(
            new Row(VERSIONED, "get", "OK v ver"),
            new Row(VERSIONED, "get", "ERRNOKEY"),
            new Row(VERSIONED, "put v ver", "OK ver"),
            new Row(VERSIONED, "put v ver", "ERRVERSION ver"),
            new Row(VERSIONED, "put v ver", "ERRNOKEY"),
            new Row(VERSIONED, "put v ver", "MAYBE ver cause"),
            new Row(VERSIONED, "delete ver", "OK ver"),
            new Row(REGISTERS, "read", "OK v"),
            new Row(REGISTERS, "write v", "OK"),
            new Row(List.of(NamedModel.CAS_REGISTER), "cas v old", "OK"),
            new Row(List.of(NamedModel.CAS_REGISTER), "cas v old", "FAIL"),
            new Row(List.of(NamedModel.BLIND_VERSIONED_REGISTER), "read", "OK v ver"),
            new Row(List.of(NamedModel.BLIND_VERSIONED_REGISTER), "write v", "OK ver"),
            new Row(List.of(NamedModel.BLIND_VERSIONED_REGISTER), "cas v old", "OK ver"),
            new Row(List.of(NamedModel.BLIND_VERSIONED_REGISTER), "cas v old", "FAIL"),
            new Row(List.of(NamedModel.REVISIONED_REGISTER), "get", "OK v ver"),
            new Row(List.of(NamedModel.REVISIONED_REGISTER), "get", "ERRNOKEY"),
            new Row(List.of(NamedModel.REVISIONED_REGISTER), "put v ver", "OK ver"),
            new Row(List.of(NamedModel.REVISIONED_REGISTER), "put v ver", "ERRVERSION ver"),
            new Row(List.of(NamedModel.REVISIONED_REGISTER), "delete ver", "ERRNOKEY"),
            new Row(List.of(NamedModel.STRING_MAP), "get", "OK v"),
            new Row(List.of(NamedModel.STRING_MAP), "put v", "OK"),
            new Row(List.of(NamedModel.STRING_MAP), "append v", "OK"),
            new Row(LOCKS, "acquire v", "OK"),
            new Row(LOCKS, "acquire v", "FAIL"),
            new Row(LOCKS, "release v", "OK"),
            new Row(List.of(NamedModel.FENCED_MUTEX), "acquire v", "OK ver"),
            new Row(List.of(NamedModel.FENCED_MUTEX), "acquire v", "FAIL"),
            new Row(List.of(NamedModel.FENCED_MUTEX), "release v", "OK"),
            new Row(List.of(NamedModel.SET), "add v", "OK"),
            new Row(List.of(NamedModel.SET), "remove v", "TRUE"),
            new Row(List.of(NamedModel.SET), "contains v", "FALSE"),
            new Row(List.of(NamedModel.SET), "read", "OK vs"),
            new Row(QUEUES, "enqueue v", "OK"),
            new Row(QUEUES, "dequeue", "OK v"),
            new Row(QUEUES, "dequeue", "EMPTY"),
            new Row(QUEUES, "drain", "OK vs"));

    static Stream<Row> rows() {
        List<Row> all = new ArrayList<>(ROWS);
        // An unknown result may say why, and nothing else.
        ROWS.forEach(row -> all.add(new Row(row.models(), row.call(), "UNKNOWN cause")));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachFieldIsUsedOrAnError(Row row) throws BadHistoryException {
        for (NamedModel model : row.models()) {
            model.history(recording(call(row.call()), result(row.result())));
            for (String field : OF_CALLS) {
                if (!fields(row.call()).contains(field)) {
                    assertRefused(model, call(row.call() + " " + field), result(row.result()));
                }
            }
            for (String field : OF_RESULTS) {
                if (!fields(row.result()).contains(field)) {
                    assertRefused(model, call(row.call()), result(row.result() + " " + field));
                }
            }
        }
    }

    @Test
    void everyModelIsCovered() {
        Set<NamedModel> covered = new HashSet<>();
        ROWS.forEach(row -> covered.addAll(row.models()));
        assertThat(covered).containsExactlyInAnyOrder(NamedModel.values());
    }

    private static void assertRefused(NamedModel model, RecordedCall call, RecordedResult result) {
        assertThatExceptionOfType(BadHistoryException.class)
                .as("%s: %s -> %s", model, call, result)
                .isThrownBy(() -> model.history(recording(call, result)))
                .withMessageMatching("line 1: .*(which this model does not use|must have \"vs\" and nothing else)");
    }

    private static Recording recording(RecordedCall call, RecordedResult result) {
        return new Recording(
                HistoryHeader.of(null), List.of(new RecordedOperation(1, 0, 1, call, 2, result)), List.of(), List.of());
    }

    private static List<String> fields(String text) {
        List<String> words = text.lines()
                .flatMap(line -> java.util.regex.Pattern.compile(" ").splitAsStream(line))
                .toList();
        return words.subList(1, words.size());
    }

    private static RecordedCall call(String text) {
        RecordedCall call = RecordedCall.of(text.replaceFirst(" .*", ""));
        for (String field : fields(text)) {
            call = switch (field) {
                case "v" -> call.value("x");
                case "old" -> call.old("y");
                default -> call.version(1);
            };
        }
        return call;
    }

    private static RecordedResult result(String text) {
        RecordedResult result = RecordedResult.of(text.replaceFirst(" .*", ""));
        for (String field : fields(text)) {
            result = switch (field) {
                case "v" -> result.value("x");
                case "ver" -> result.version(2);
                case "vs" -> result.elements(List.of("x"));
                default -> result.cause("refused");
            };
        }
        return result;
    }
}
