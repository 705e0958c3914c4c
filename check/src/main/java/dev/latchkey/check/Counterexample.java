package dev.latchkey.check;

import java.util.List;

/**
 * A minimal set of operations that shows why a history is not linearizable. These operations cannot be linearized even if every
 * other operation may take effect (with its recorded output) at any time at all, or never. If any one of them gets the same
 * freedom, the rest can be linearized. Operations called after {@code until} cannot matter and are ignored.
 *
 * <p>If the explanation names the possible states before these operations, or they are about a lock, everything that returned
 * earlier took effect before them, and only later operations are considered.
 *
 * @param operations the contradicting operations as recorded, ordered by the time of their call
 * @param related other operations that the explanation mentions, such as the write of the value that was read
 * @param until the end of the operation that makes the contradiction certain
 */
public record Counterexample(
        List<Operation<?, ?>> operations, List<Operation<?, ?>> related, long until, Explanation explanation) {

    public Counterexample {
        operations = List.copyOf(operations);
        related = List.copyOf(related);
    }
}
