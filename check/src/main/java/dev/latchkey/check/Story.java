package dev.latchkey.check;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Tells in words why an operation cannot be placed. */
record Story<S, I, O>(Model<S, I, O> model) {

    private static final int PLACES_MAX = 10;
    private static final int CORE_MAX = 20;

    /**
     * Of {@code misfit}, at whose end it was found.
     *
     * @param good an order of what ended before
     * @param start where the contradiction begins, empty if at the start of the history
     * @param core the operations that contradict each other, with the misfit
     */
    String tell(Operation<I, O> misfit, Order<I, O> good, String start, List<Operation<I, O>> core) {
        StringJoiner lines = new StringJoiner("\n");
        List<S> states = states(good.operations());
        String count = good.operations().size() + " operations";
        String last = onOneLine(model.describe(states.get(states.size() - 1))) + ".";
        lines.add(
                good.complete()
                        ? "What ended before " + misfit.end() + " can be put in order (" + count
                                + "); the last good state is: " + last
                        : "Of what ended before " + misfit.end() + ", " + count
                                + " were put in order until the search was given up, at the state: " + last);
        lines.add("Then this one cannot be placed: " + describe(misfit) + ".");
        if (good.complete()) {
            tellPlaces(misfit, good.operations(), states, lines);
        }
        if (!start.isEmpty()) {
            lines.add(onOneLine(start));
        }
        lines.add("These contradict each other, whenever the others that were called until " + misfit.end()
                + " were done:");
        int more = Math.max(0, core.size() - CORE_MAX);
        core.stream().skip(more).forEach(operation -> lines.add("  " + describe(operation)));
        if (more > 0) {
            lines.add("  and " + more + " more that were called earlier");
        }
        return lines.toString();
    }

    /** Why it does not fit at the places that its time allows. */
    private void tellPlaces(Operation<I, O> misfit, List<Operation<I, O>> good, List<S> states, StringJoiner lines) {
        int first = good.size();
        while (first > 0 && good.get(first - 1).end() >= misfit.call()) {
            first--;
        }
        for (int place = Math.max(first, good.size() - PLACES_MAX); place <= good.size(); place++) {
            String where = place == 0 ? "At first" : "After " + describe(good.get(place - 1));
            @Nullable S after = model.step(states.get(place), misfit.input(), misfit.output());
            lines.add("  " + where + " the state is " + onOneLine(model.describe(states.get(place)))
                    + (after == null ? ": it would be answered otherwise." : ": possible, but not with what follows."));
        }
    }

    private List<S> states(List<Operation<I, O>> order) {
        List<S> states = new ArrayList<>();
        S state = model.initial();
        states.add(state);
        for (Operation<I, O> operation : order) {
            @Nullable S after = model.step(state, operation.input(), operation.output());
            if (after == null) {
                throw new IllegalStateException("the engine found an order that is none, at " + describe(operation));
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

    /** A value must not begin a line of its own, which would read as one of ours. */
    private static String onOneLine(String words) {
        return words.replace("\r", "\\r").replace("\n", "\\n");
    }
}
