package dev.latchkey.check;

import dev.latchkey.check.Explanation.Mention;
import dev.latchkey.check.Explanation.Paragraph;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains why an operation cannot be placed. */
record Explainer<S, I, O>(Model<S, I, O> model) {

    private static final int PLACES_MAX = 10;
    private static final int CORE_MAX = 20;

    /** Returns the explanation of a contradiction that the model has found. */
    Explanation explain(Contradiction<I, O> contradiction) {
        List<Paragraph> paragraphs = new ArrayList<>(List.of(misfit(contradiction.misfit())));
        contradiction.reasons().forEach(reason -> paragraphs.add(paragraph(reason.text(), reason.operations())));
        return new Explanation(paragraphs);
    }

    /**
     * Returns the explanation of a contradiction that was found by searching.
     *
     * @param misfit the operation that cannot be placed
     * @param good an order of the operations that ended before the end of the misfit
     * @param start a sentence about the state the contradiction starts from; empty if that is the initial state
     * @param core the contradicting operations, including the misfit
     */
    Explanation explain(Operation<I, O> misfit, Order<I, O> good, String start, List<Operation<I, O>> core) {
        List<Paragraph> paragraphs = new ArrayList<>(List.of(misfit(misfit)));
        if (core.size() > 1) {
            contradiction(start, core, paragraphs);
        } else {
            paragraphs.add(paragraph("No order of the other operations explains it.", List.of()));
        }
        explainPlaces(misfit, good, paragraphs);
        return new Explanation(paragraphs);
    }

    private Paragraph misfit(Operation<I, O> misfit) {
        return paragraph("This operation cannot have its result:", List.of(misfit));
    }

    private void contradiction(String start, List<Operation<I, O>> core, List<Paragraph> paragraphs) {
        if (!start.isEmpty()) {
            paragraphs.add(paragraph(start, List.of()));
        }
        int more = Math.max(0, core.size() - CORE_MAX);
        paragraphs.add(paragraph(
                "These " + core.size() + " operations contradict each other, whatever the others did"
                        + (more > 0 ? "; the last " + CORE_MAX + " are:" : ":"),
                core.subList(more, core.size())));
    }

    /** Explains why the misfit does not fit at any place that its time interval allows. */
    private void explainPlaces(Operation<I, O> misfit, Order<I, O> order, List<Paragraph> paragraphs) {
        List<Operation<I, O>> good = order.operations();
        List<S> states = states(good);
        String last = model.describe(states.get(states.size() - 1));
        if (!order.complete()) {
            paragraphs.add(paragraph(
                    counted(good.size()) + " put in order before the search was abandoned. The state was then: " + last
                            + ".",
                    List.of()));
            return;
        }
        paragraphs.add(paragraph(
                "Everything that returned before that operation did can be put in order ("
                        + (good.size() == 1 ? "1 operation" : good.size() + " operations")
                        + "). The state is then: " + last + ".",
                List.of()));
        int first = good.size();
        while (first > 0 && good.get(first - 1).end() >= misfit.call()) {
            first--;
        }
        for (int place = Math.max(first, good.size() - PLACES_MAX); place <= good.size(); place++) {
            @Nullable S after = model.step(states.get(place), misfit.input(), misfit.output());
            String state = " the state is " + model.describe(states.get(place))
                    + (after == null ? ", which gives another result" : ", but then the others contradict each other");
            paragraphs.add(
                    place == 0
                            ? paragraph("Before all operations" + state + ".", List.of())
                            : paragraph("After this operation" + state + ":", List.of(good.get(place - 1))));
        }
    }

    private static String counted(int operations) {
        return operations == 1 ? "1 operation was" : operations + " operations were";
    }

    private List<S> states(List<Operation<I, O>> order) {
        List<S> states = new ArrayList<>();
        S state = model.initial();
        states.add(state);
        for (Operation<I, O> operation : order) {
            @Nullable S after = model.step(state, operation.input(), operation.output());
            if (after == null) {
                throw new IllegalStateException(
                        "the order found is not valid, at " + model.describe(operation.input(), operation.output()));
            }
            state = after;
            states.add(state);
        }
        return states;
    }

    private Paragraph paragraph(String text, List<Operation<I, O>> operations) {
        return new Paragraph(
                text,
                operations.stream()
                        .map(each -> new Mention(each, model.describe(each.input(), each.output())))
                        .toList());
    }
}
