package dev.latchkey.check;

import java.util.List;

/** Finds the fewest operations of a history that still cannot be put in order. */
final class Minimizer<S, I, O> {

    private final Checker<S, I, O> checker;
    private final Budget budget;

    Minimizer(Checker<S, I, O> checker, Budget budget) {
        this.checker = checker;
        this.budget = budget;
    }

    Counterexample counterexample(List<Operation<I, O>> history) {
        Order<I, O> order = checker.model().engine().order(history, budget);
        return new Counterexample(
                List.copyOf(history),
                order.operations().size() + " of " + history.size() + " operations can be put in order");
    }
}
