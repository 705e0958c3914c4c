package dev.latchkey.check.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of an operation, in the terms of docs/format/history.md. For example {@code RecordedResult.of("OK").version(4)}.
 *
 * @param word the result code
 * @param value a {@link Payload}
 * @param version a version or fencing token; {@link RecordedCall#NO_VERSION} if there is none
 * @param elements the elements of a set, each a {@link Payload}; null if there are none
 * @param cause why the outcome is ambiguous, or why an operation of a transaction was refused
 * @param results the results of the operations of a transaction that took effect; null if there are none
 * @param at the number of the operation, from 1, at which a transaction was refused; {@link #NO_OPERATION} if there is none
 */
public record RecordedResult(
        String word,
        @Nullable String value,
        long version,
        @Nullable List<String> elements,
        @Nullable String cause,
        @Nullable List<RecordedResult> results,
        int at) {

    /** The result names no operation. */
    public static final int NO_OPERATION = 0;

    public RecordedResult {
        elements = elements == null ? null : List.copyOf(elements);
        results = results == null ? null : List.copyOf(results);
    }

    /** Creates the result of an operation that is no transaction. */
    public RecordedResult(
            String word,
            @Nullable String value,
            long version,
            @Nullable List<String> elements,
            @Nullable String cause) {
        this(word, value, version, elements, cause, null, NO_OPERATION);
    }

    /** Returns a result that has only a result code. */
    public static RecordedResult of(String word) {
        return new RecordedResult(word, null, RecordedCall.NO_VERSION, null, null);
    }

    /** Returns this result with a value; null removes it. */
    public RecordedResult value(@Nullable String newValue) {
        return new RecordedResult(word, newValue, version, elements, cause, results, at);
    }

    /** Returns this result with a version. */
    public RecordedResult version(long newVersion) {
        return new RecordedResult(word, value, newVersion, elements, cause, results, at);
    }

    /** Returns this result with the elements that were read; null removes them. */
    public RecordedResult elements(@Nullable List<String> newElements) {
        return new RecordedResult(word, value, version, newElements, cause, results, at);
    }

    /** Returns this result with the cause of an unknown outcome; null removes it. */
    public RecordedResult cause(@Nullable String newCause) {
        return new RecordedResult(word, value, version, elements, newCause, results, at);
    }

    /** Returns this result with the results of the operations of a transaction; null removes them. */
    public RecordedResult results(@Nullable List<RecordedResult> newResults) {
        return new RecordedResult(word, value, version, elements, cause, newResults, at);
    }

    /** Returns this result with the number of the operation at which a transaction was refused. */
    public RecordedResult at(int newAt) {
        return new RecordedResult(word, value, version, elements, cause, results, newAt);
    }
}
