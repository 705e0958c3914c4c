package dev.latchkey.check.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Counterexample;
import dev.latchkey.check.Explanation;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.model.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SelectionTest {

    private static List<Operation<Register.Input, Register.Output>> writes(int client, int count) {
        List<Operation<Register.Input, Register.Output>> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            writes.add(
                    new Operation<>(client, new Register.Input.Write("a"), Register.Output.DONE, 2L * i, 2L * i + 1));
        }
        return writes;
    }

    private static Selection<Register.Input, Register.Output> selected(
            Map<String, List<Operation<Register.Input, Register.Output>>> parts, List<Operation<?, ?>> culprits) {
        var history = new History<>(
                NamedModel.CAS_REGISTER,
                new Register(),
                HistoryHeader.of("cas-register"),
                parts,
                true,
                List.of(),
                List.of());
        return Selection.of(
                history,
                new Verdict.Illegal(null, new Counterexample(culprits, List.of(), 0, new Explanation(List.of()))));
    }

    @Test
    void onlyTheLastThousandOperationsOfAHugeCounterexampleAreMarked() {
        var writes = writes(1, Selection.OPERATIONS_MAX + 50_000);
        var selection = selected(Map.of("key", writes), List.copyOf(writes));
        assertThat(selection.shown()).hasSize(Selection.OPERATIONS_MAX);
        assertThat(selection.bad()).hasSize(Selection.CULPRITS_MAX).endsWith(Selection.OPERATIONS_MAX - 1);
        assertThat(selection.shown().get(Selection.OPERATIONS_MAX - 1).operation())
                .isEqualTo(writes.get(writes.size() - 1));
    }

    @Test
    void equalOperationsOfOtherKeysDoNotExceedTheBound() {
        var writes = writes(1, Selection.OPERATIONS_MAX);
        var selection = selected(Map.of("one", writes, "other", writes), List.copyOf(writes));
        assertThat(selection.shown()).hasSize(Selection.OPERATIONS_MAX);
    }
}
