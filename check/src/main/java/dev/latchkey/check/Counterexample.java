package dev.latchkey.check;

import java.util.List;

/**
 * Why a history is not linearizable: even if each of the other operations that were called before these ended was done, as
 * answered, at any time at all, or never, these cannot be put in order. With the same freedom given to any one of these they can.
 * What was not called before they ended cannot matter. Where the explanation names the states at some moment, what ended until then
 * was done as answered, and these and the others only follow on it. One of these that ended later than the last has no end here.
 *
 * @param operations of the history, as few as cannot be put in order, by the time of their call
 * @param explanation in words, of several lines: the last good state, the operation that cannot be placed, why
 */
public record Counterexample(List<Operation<?, ?>> operations, String explanation) {

    public Counterexample {
        operations = List.copyOf(operations);
    }
}
