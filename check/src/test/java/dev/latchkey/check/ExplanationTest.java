package dev.latchkey.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.model.Register;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Operation<Register.Input, Register.Output> MISFIT =
            new Operation<>(2, new Register.Input.Read(), new Register.Output.Held("b"), 100, 101);

    private static List<Operation<Register.Input, Register.Output>> writes(int count) {
        List<Operation<Register.Input, Register.Output>> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            writes.add(new Operation<>(1, new Register.Input.Write("a" + i), Register.Output.DONE, 2L * i, 2L * i + 1));
        }
        return writes;
    }

    @Test
    void onlyTheLastOfManyOperationsAreListed() {
        var core = writes(24);
        core.add(MISFIT);
        String story = new Explanation<>(new Register()).explain(MISFIT, new Order<>(writes(24), true), "", core);
        assertThat(story.substring(story.indexOf("These operations contradict")).lines())
                .hasSize(22)
                .contains("  client 1 [10, 11] write a5 -> done", "  client 2 [100, 101] read -> b")
                .doesNotContain("  client 1 [8, 9] write a4 -> done")
                .endsWith("  and 5 earlier operations");
    }

    @Test
    void theStateOfAnAbandonedOrderIsNotCalledGood() {
        String story =
                new Explanation<>(new Register()).explain(MISFIT, new Order<>(writes(3), false), "", List.of(MISFIT));
        assertThat(story).isEqualTo("""
                Of everything that ended before 101, 3 operations were put in order before the search was abandoned, in state: a2.
                After that, this operation cannot be placed: client 2 [100, 101] read -> b.
                These operations contradict each other, regardless of when the others called until 101 took effect:
                  client 2 [100, 101] read -> b""");
    }
}
