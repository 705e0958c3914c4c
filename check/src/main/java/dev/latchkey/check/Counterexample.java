package dev.latchkey.check;

import java.util.List;

/**
 * Why a history is not linearizable. Even if nobody knew what was answered to the other operations (each of them done at some
 * time, or never), these could not be put in order. If one of these is forgotten likewise, they can.
 *
 * @param operations of the history, as few as cannot be put in order, by the time of their call
 * @param explanation in words, of several lines: the last good state, the operation that cannot be placed, why
 */
public record Counterexample(List<Operation<?, ?>> operations, String explanation) {

    public Counterexample {
        operations = List.copyOf(operations);
    }
}
