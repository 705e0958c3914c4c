package dev.latchkey.test.history;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.BadHistoryException;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.check.format.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The operations of all clients up to now, as they went in and out of the server: reads with a version (GETV, by which the Clerk reads),
 * PUT and DEL, alone or in a session. A retry in a session is the same operation as the first send, and a reply that was lost counts.
 * Keys that ever had an owner, such as those of locks, are left out: the server deletes them when a session ends. Immutable.
 */
public final class TestHistory {

    private final List<List<RecordedOperation>> stores;
    private final List<String> obstacles;

    private TestHistory(List<List<RecordedOperation>> stores, List<String> obstacles) {
        this.stores = stores;
        this.obstacles = obstacles;
    }

    static TestHistory of(List<RecordedStore> recorded) {
        return new TestHistory(
                recorded.stream().map(RecordedStore::operations).toList(),
                new ArrayList<>(recorded.stream()
                        .map(RecordedStore::obstacle)
                        .filter(Objects::nonNull)
                        .toList()));
    }

    /** The number of operations that can be checked. */
    public int size() {
        return stores.stream().mapToInt(List::size).sum();
    }

    /** The operations that can be checked, in the order of their calls, of one store after another. */
    public Stream<RecordedOperation> operations() {
        return stores.stream().flatMap(List::stream);
    }

    /**
     * Checks that the history is linearizable: that each operation can have taken effect at one moment between its call and its return,
     * and at most once. Takes at most a minute.
     *
     * @throws AssertionError if it is not, with a minimal contradiction; if the check did not finish; or if there is nothing to check
     */
    public void assertLinearizable() {
        if (!obstacles.isEmpty()) {
            throw new AssertionError("the history cannot be checked: " + String.join("; ", obstacles));
        }
        if (size() == 0) {
            throw new AssertionError("the history cannot be checked: no operation of it was recorded");
        }
        stores.stream().filter(store -> !store.isEmpty()).forEach(TestHistory::requireLinearizable);
    }

    private static void requireLinearizable(List<RecordedOperation> store) {
        History<?, ?, ?> history = history(store);
        Verdict verdict = history.check(CheckLimits.DEFAULT);
        if (verdict instanceof Verdict.Illegal illegal) {
            throw new AssertionError("the history is not linearizable, key "
                    + Payload.shown(String.valueOf(illegal.part())) + ":\n"
                    + illegal.counterexample().explanation().text(history.wording()));
        }
        if (verdict instanceof Verdict.Unknown unknown) {
            throw new AssertionError("the check of the history did not finish: " + unknown.reason());
        }
    }

    private static History<?, ?, ?> history(List<RecordedOperation> store) {
        NamedModel model = NamedModel.VERSIONED_REGISTER;
        try {
            return model.history(
                    new Recording(HistoryHeader.of(model.written()).meta("unit", "ns"), store, List.of(), List.of()));
        } catch (BadHistoryException e) {
            throw new IllegalStateException("the recorded history is not valid", e);
        }
    }
}
