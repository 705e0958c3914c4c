package dev.latchkey.check;

import java.util.List;

/**
 * One step of the explanation of a contradiction: a sentence, and the operations it is about.
 *
 * @param text one or more sentences without line breaks that name no client and no time; ends with a colon if operations follow
 * @param operations the operations that the sentence introduces
 * @param needed whether the contradiction needs these operations; if not, they only show how it came about
 */
public record Reason<I, O>(String text, List<Operation<I, O>> operations, boolean needed) {

    public Reason {
        operations = List.copyOf(operations);
    }

    /** Returns a reason with operations that the contradiction needs. */
    public static <I, O> Reason<I, O> because(String text, List<Operation<I, O>> operations) {
        return new Reason<>(text, operations, true);
    }

    /** Returns a reason that names no operation. */
    public static <I, O> Reason<I, O> note(String text) {
        return note(text, List.of());
    }

    /** Returns a reason with operations that only show how the contradiction came about. */
    public static <I, O> Reason<I, O> note(String text, List<Operation<I, O>> operations) {
        return new Reason<>(text, operations, false);
    }
}
