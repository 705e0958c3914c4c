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
 * @param cause why the outcome is ambiguous
 */
public record RecordedResult(
        String word,
        @Nullable String value,
        long version,
        @Nullable List<String> elements,
        @Nullable String cause) {

    public RecordedResult {
        elements = elements == null ? null : List.copyOf(elements);
    }

    /** Returns a result that has only a result code. */
    public static RecordedResult of(String word) {
        return new RecordedResult(word, null, RecordedCall.NO_VERSION, null, null);
    }

    /** Returns this result with a value; null removes it. */
    public RecordedResult value(@Nullable String newValue) {
        return new RecordedResult(word, newValue, version, elements, cause);
    }

    /** Returns this result with a version. */
    public RecordedResult version(long newVersion) {
        return new RecordedResult(word, value, newVersion, elements, cause);
    }

    /** Returns this result with the elements that were read; null removes them. */
    public RecordedResult elements(@Nullable List<String> newElements) {
        return new RecordedResult(word, value, version, newElements, cause);
    }

    /** Returns this result with the cause of an unknown outcome; null removes it. */
    public RecordedResult cause(@Nullable String newCause) {
        return new RecordedResult(word, value, version, elements, newCause);
    }
}
