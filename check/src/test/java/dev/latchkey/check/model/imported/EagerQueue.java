package dev.latchkey.check.model.imported;

import dev.latchkey.check.NonDeterministicModel;
import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An unordered queue as its specification says, without any cleverness. The state is a sorted list of the elements; a drain without
 * a result stays in it as a mark, which lets any elements vanish before any later operation.
 */
final class EagerQueue implements NonDeterministicModel<List<String>, Input, Output> {

    private static final String DRAINING = "~";

    @Override
    public Set<List<String>> initial() {
        return Set.of(List.of());
    }

    @Override
    public Collection<List<String>> step(List<String> state, Input input, Output output) {
        Set<List<String>> after = new HashSet<>();
        for (List<String> before : drained(state)) {
            after.addAll(stepOnce(before, input, output));
        }
        return after;
    }

    private static Set<List<String>> drained(List<String> state) {
        Set<List<String>> all = new HashSet<>(Set.of(state));
        if (state.contains(DRAINING)) {
            for (String element : state) {
                if (!element.equals(DRAINING)) {
                    all.addAll(drained(without(state, element)));
                }
            }
        }
        return all;
    }

    private static Set<List<String>> stepOnce(List<String> state, Input input, Output output) {
        if (input instanceof Input.Drain) {
            return Set.of(state.contains(DRAINING) ? state : with(state, DRAINING));
        }
        if (input instanceof Input.Enqueue enqueue) {
            return Set.of(with(state, enqueue.element().toString()));
        }
        if (output instanceof Output.Taken taken) {
            String element = taken.element().toString();
            return state.contains(element) ? Set.of(without(state, element)) : Set.of();
        }
        if (output instanceof Output.Empty) {
            return state.isEmpty() || state.equals(List.of(DRAINING)) ? Set.of(state) : Set.of();
        }
        Set<List<String>> after = new HashSet<>(Set.of(state));
        state.stream().filter(element -> !element.equals(DRAINING)).forEach(each -> after.add(without(state, each)));
        return after;
    }

    private static List<String> with(List<String> state, String element) {
        List<String> longer = new ArrayList<>(state);
        longer.add(element);
        longer.sort(null);
        return List.copyOf(longer);
    }

    private static List<String> without(List<String> state, String element) {
        List<String> shorter = new ArrayList<>(state);
        shorter.remove(element);
        return List.copyOf(shorter);
    }
}
