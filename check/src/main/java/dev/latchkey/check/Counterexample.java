package dev.latchkey.check;

import java.util.List;

/**
 * A minimal set of operations that shows why a history is not linearizable. These operations cannot be linearized even if every
 * other operation may take effect (with its recorded output) at any time at all, or never. If any one of them gets the same
 * freedom, the rest can be linearized. Operations called after these ended cannot matter and are ignored.
 *
 * <p>If the explanation names the possible states at some time, every operation that ended by then took effect before it, and
 * only the later operations are considered. An operation that ended after the one that cannot be placed has no end here.
 *
 * @param operations the contradicting operations, ordered by the time of their call
 * @param explanation several lines of text: the last valid state, the operation that cannot be placed, and why
 */
public record Counterexample(List<Operation<?, ?>> operations, String explanation) {

    public Counterexample {
        operations = List.copyOf(operations);
    }
}
