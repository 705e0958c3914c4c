package dev.latchkey.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A few operations that contradict each other, whenever all other operations took effect, if they did at all.
 *
 * @param misfit the operation whose result is impossible
 * @param reasons why it is impossible, the most important first
 * @param since operations that ended before this time cannot matter, because they took effect before all of these
 */
public record Contradiction<I, O>(Operation<I, O> misfit, List<Reason<I, O>> reasons, long since) {

    public Contradiction {
        reasons = List.copyOf(reasons);
    }

    /** Creates a contradiction to which all earlier operations may matter. */
    public Contradiction(Operation<I, O> misfit, List<Reason<I, O>> reasons) {
        this(misfit, reasons, Long.MIN_VALUE);
    }

    /** Returns the operations that the contradiction needs, without duplicates. */
    public List<Operation<I, O>> needed() {
        Set<Operation<I, O>> needed = new LinkedHashSet<>(List.of(misfit));
        reasons.stream().filter(Reason::needed).forEach(reason -> needed.addAll(reason.operations()));
        return new ArrayList<>(needed);
    }

    /** Returns the time from which on the contradiction is certain: the last end of the operations that it needs. */
    public long until() {
        return needed().stream()
                .mapToLong(Operation::end)
                .filter(end -> end != Operation.OPEN)
                .max()
                .orElse(Operation.OPEN);
    }
}
