package dev.latchkey.check.format;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Checker;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A recording interpreted as operations of a model.
 *
 * @param parts the operations of each key, which is a {@link Payload}, in the order of their calls in the file
 * @param hasKeys whether any operation has a key; if not, there is at most one part
 * @param remarks notes about what the reader skipped
 */
public record History<S, I, O>(
        NamedModel named,
        Model<S, I, O> model,
        HistoryHeader header,
        Map<String, List<Operation<I, O>>> parts,
        boolean hasKeys,
        List<RecordedFault> faults,
        List<String> remarks) {

    /** Checks the history, each key separately. A history without operations is not checked: the verdict is UNKNOWN. */
    public Verdict check(CheckLimits limits) {
        if (parts.isEmpty()) {
            return new Verdict.Unknown("not checked: the history has no operation that could be checked");
        }
        Checker<S, I, O> checker = new Checker<>(model, limits);
        return hasKeys ? checker.checkParts(parts) : checker.check(operations());
    }

    /** Returns how the times and clients of this history are worded. */
    public Wording wording() {
        return HistoryWording.of(header, parts);
    }

    /**
     * Checks the operations of one key.
     *
     * @param key a key of {@link #parts}
     */
    public Verdict check(Object key, CheckLimits limits) {
        return new Checker<>(model, limits).check(part(key));
    }

    /** Returns advice for a history that is not linearizable; empty if there is none. */
    public List<String> hints(Verdict.Illegal illegal) {
        return Hints.of(this, illegal);
    }

    List<Operation<I, O>> part(Object key) {
        List<Operation<I, O>> part = parts.get(String.valueOf(key));
        if (part == null) {
            throw new IllegalArgumentException("the history has no key " + key);
        }
        return part;
    }

    /** The number of operations. */
    public int size() {
        return parts.values().stream().mapToInt(List::size).sum();
    }

    /** All operations, grouped by key. */
    public List<Operation<I, O>> operations() {
        List<Operation<I, O>> all = new ArrayList<>(size());
        parts.values().forEach(all::addAll);
        return all;
    }
}
