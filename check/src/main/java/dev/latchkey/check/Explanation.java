package dev.latchkey.check;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Explains in text why an operation cannot be placed. */
record Explanation<S, I, O>(Model<S, I, O> model) {

    private static final int PLACES_MAX = 10;
    private static final int CORE_MAX = 20;

    /**
     * Returns the explanation, several lines of text.
     *
     * @param misfit the operation that cannot be placed
     * @param good an order of the operations that ended before the end of the misfit
     * @param start a sentence about the state the contradiction starts from; empty if that is the initial state
     * @param core the contradicting operations, including the misfit
     */
    String explain(Operation<I, O> misfit, Order<I, O> good, String start, List<Operation<I, O>> core) {
        StringJoiner lines = new StringJoiner("\n");
        List<S> states = states(good.operations());
        String count = good.operations().size() + " operations";
        String last = onOneLine(model.describe(states.get(states.size() - 1))) + ".";
        lines.add(
                good.complete()
                        ? "Everything that ended before " + misfit.end() + " can be put in order (" + count
                                + "); the last good state is: " + last
                        : "Of everything that ended before " + misfit.end() + ", " + count
                                + " were put in order before the search was abandoned, in state: " + last);
        lines.add("After that, this operation cannot be placed: " + describe(misfit) + ".");
        if (good.complete()) {
            explainPlaces(misfit, good.operations(), states, lines);
        }
        if (!start.isEmpty()) {
            lines.add(onOneLine(start));
        }
        lines.add("These operations contradict each other, regardless of when the others called until " + misfit.end()
                + " took effect:");
        int more = Math.max(0, core.size() - CORE_MAX);
        core.stream().skip(more).forEach(operation -> lines.add("  " + describe(operation)));
        if (more > 0) {
            lines.add("  and " + more + " earlier operations");
        }
        return lines.toString();
    }

    /** Explains why the misfit does not fit at any place that its time interval allows. */
    private void explainPlaces(Operation<I, O> misfit, List<Operation<I, O>> good, List<S> states, StringJoiner lines) {
        int first = good.size();
        while (first > 0 && good.get(first - 1).end() >= misfit.call()) {
            first--;
        }
        for (int place = Math.max(first, good.size() - PLACES_MAX); place <= good.size(); place++) {
            String where = place == 0 ? "Initially" : "After " + describe(good.get(place - 1));
            @Nullable S after = model.step(states.get(place), misfit.input(), misfit.output());
            lines.add("  " + where + " the state is " + onOneLine(model.describe(states.get(place)))
                    + (after == null ? ": the result would differ." : ": possible, but then not what follows."));
        }
    }

    private List<S> states(List<Operation<I, O>> order) {
        List<S> states = new ArrayList<>();
        S state = model.initial();
        states.add(state);
        for (Operation<I, O> operation : order) {
            @Nullable S after = model.step(state, operation.input(), operation.output());
            if (after == null) {
                throw new IllegalStateException("the order found is not valid, at " + describe(operation));
            }
            state = after;
            states.add(state);
        }
        return states;
    }

    private String describe(Operation<I, O> operation) {
        return "client " + operation.client() + " [" + operation.call() + ", "
                + (operation.end() == Operation.OPEN ? "no end" : operation.end()) + "] "
                + onOneLine(model.describe(operation.input(), operation.output()));
    }

    /** Escapes line breaks, so that a value cannot forge a line of the explanation. */
    private static String onOneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }
}
