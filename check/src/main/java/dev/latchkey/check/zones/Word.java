package dev.latchkey.check.zones;

import dev.latchkey.check.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What an operation means for a register, a string or a set.
 *
 * @param value what was read, written, appended or added; a string for an append, and a {@link java.util.Set} for a read of a set
 */
public record Word(Kind kind, @Nullable Object value) {

    /** The meanings. */
    public enum Kind {
        READ,
        WRITE,
        /** It appends to a string. */
        APPEND,
        /** It adds an element, which is not in the set if a result says so. */
        ADD,
        /** It found the element that it should add in the set. */
        FOUND,
        /** It has no effect that any other operation observes. */
        NOTHING,
        /** No order gives this result. */
        IMPOSSIBLE,
        /** It needs the search. */
        OTHER
    }

    public static final Word NOTHING = new Word(Kind.NOTHING, null);
    public static final Word OTHER = new Word(Kind.OTHER, null);
    private static final Word IMPOSSIBLE = new Word(Kind.IMPOSSIBLE, null);

    public static Word read(@Nullable Object value) {
        return new Word(Kind.READ, value);
    }

    public static Word write(@Nullable Object value) {
        return new Word(Kind.WRITE, value);
    }

    /** Returns the meaning of an operation with an impossible result: if it is open, it did not take effect. */
    public static Word impossible(Operation<?, ?> operation) {
        return operation.end() == Operation.OPEN ? NOTHING : IMPOSSIBLE;
    }

    /** Translates the operations of a model. */
    @FunctionalInterface
    public interface Translation<I, O> {

        /** Returns what an operation means. */
        Word word(Operation<I, O> operation);
    }
}
