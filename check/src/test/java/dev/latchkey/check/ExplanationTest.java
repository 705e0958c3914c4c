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
        Explanation story = new Explainer<>(new Register()).explain(MISFIT, new Order<>(writes(24), true), "", core);
        Explanation.Paragraph listed = story.paragraphs().get(1);
        assertThat(listed.text())
                .isEqualTo("These 25 operations contradict each other, whatever the others did; the last 20 are:");
        assertThat(listed.operations()).hasSize(20);
        assertThat(listed.operations().get(0).what()).isEqualTo("write a5 -> done");
    }

    @Test
    void theStateOfAnAbandonedOrderIsNotCalledGood() {
        Explanation story =
                new Explainer<>(new Register()).explain(MISFIT, new Order<>(writes(3), false), "", List.of(MISFIT));
        assertThat(story.text(Wording.PLAIN)).isEqualTo("""
                This operation cannot have its result:
                  client 2, 100 to 101: read -> b
                No order of the other operations explains it.
                3 operations were put in order before the search was abandoned. The state was then: a2.""");
    }
}
