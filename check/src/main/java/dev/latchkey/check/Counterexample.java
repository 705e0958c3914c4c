package dev.latchkey.check;

import java.util.List;

/**
 * Why a history is not linearizable.
 *
 * @param operations of the history, as few as cannot be put in order: without any one of them the others can
 * @param explanation in words: the last good state, the operation that cannot be placed, why
 */
public record Counterexample(List<Operation<?, ?>> operations, String explanation) {

    public Counterexample {
        operations = List.copyOf(operations);
    }
}
