package dev.latchkey.check.format;

import dev.latchkey.check.Checker;
import dev.latchkey.check.Limits;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a file says to a model.
 *
 * @param parts the operations of each key, a {@link Payload}, in the order of their calls in the file
 * @param hasKeys whether any operation names a key; if not there is one part, or none
 * @param remarks what was left out, a sentence each
 */
public record History<S, I, O>(
        NamedModel named,
        Model<S, I, O> model,
        HistoryHeader header,
        Map<String, List<Operation<I, O>>> parts,
        boolean hasKeys,
        List<Fault> faults,
        List<String> remarks) {

    /** Judges it, key by key. */
    public Verdict check(Limits limits) {
        Checker<S, I, O> checker = new Checker<>(model, limits);
        return hasKeys ? checker.checkParts(parts) : checker.check(operations());
    }

    /** How many operations there are. */
    public int size() {
        return parts.values().stream().mapToInt(List::size).sum();
    }

    /** All of them, key after key. */
    public List<Operation<I, O>> operations() {
        List<Operation<I, O>> all = new ArrayList<>(size());
        parts.values().forEach(all::addAll);
        return all;
    }
}
