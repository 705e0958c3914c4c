package dev.latchkey.check.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was answered, in the words of docs/format/history.md. Made of {@code Answer.of("OK").version(4)}.
 *
 * @param word the answer
 * @param value a {@link Payload}
 * @param version a version or fencing token; {@link Call#NO_VERSION} if none was given
 * @param elements of a set, each a {@link Payload}; null if none were given
 * @param cause why the answer leaves doubt
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
