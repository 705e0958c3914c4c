package dev.latchkey.check.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of an operation, in the terms of docs/format/history.md. For example {@code Answer.of("OK").version(4)}.
 *
 * @param word the result code
 * @param value a {@link Payload}
 * @param version a version or fencing token; {@link Call#NO_VERSION} if there is none
 * @param elements the elements of a set, each a {@link Payload}; null if there are none
 * @param cause why the outcome is ambiguous
 */
public record Answer(
        String word,
        @Nullable String value,
        long version,
        @Nullable List<String> elements,
        @Nullable String cause) {

    public Answer {
        elements = elements == null ? null : List.copyOf(elements);
    }

    public static Answer of(String word) {
        return new Answer(word, null, Call.NO_VERSION, null, null);
    }

    public Answer value(@Nullable String newValue) {
        return new Answer(word, newValue, version, elements, cause);
    }

    public Answer version(long newVersion) {
        return new Answer(word, value, newVersion, elements, cause);
    }

    public Answer elements(@Nullable List<String> newElements) {
        return new Answer(word, value, version, newElements, cause);
    }

    public Answer cause(@Nullable String newCause) {
        return new Answer(word, value, version, elements, newCause);
    }
}
