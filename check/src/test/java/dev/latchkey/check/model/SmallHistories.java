package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Checks random histories of any model, over a few inputs and outputs, with the model's algorithm and with brute force. */
public final class SmallHistories {

    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);
    private static final int OPERATIONS_MAX = 6;

    private SmallHistories() {}

    /** Asserts that both agree, and that at least one history in twenty is legal and one in twenty is not. */
    public static <S, I, O> void enginesAgree(Model<S, I, O> model, List<I> inputs, List<O> outputs, int histories) {
        int legal = 0;
        for (int seed = 0; seed < histories; seed++) {
            List<Operation<I, O>> history = random(new SplittableRandom(seed), model, inputs, outputs);
            Answer oracle = Judge.bruteForce(model).judge(history, BUDGET);
            assertThat(model.engine().judge(history, BUDGET))
                    .as("seed %d: %s", seed, history)
                    .isEqualTo(oracle);
            if (oracle == Answer.LEGAL) {
                legal++;
                assertThat(Orders.fault(
                                model,
                                history,
                                model.engine().order(history, BUDGET).operations()))
                        .as("seed %d: %s", seed, history)
                        .isNull();
            }
        }
        assertThat(legal).isBetween(histories / 20, histories * 19 / 20);
    }

    /**
     * Draws outputs until one is possible in the current state; each draw is accepted regardless with a probability of one in
     * ten.
     */
    private static <S, I, O> List<Operation<I, O>> random(
            SplittableRandom random, Model<S, I, O> model, List<I> inputs, List<O> outputs) {
        List<Operation<I, O>> history = new ArrayList<>();
        S state = model.initial();
        for (int i = 1 + random.nextInt(OPERATIONS_MAX); i > 0; i--) {
            I input = inputs.get(random.nextInt(inputs.size()));
            O output = outputs.get(random.nextInt(outputs.size()));
            for (int tries = 0;
                    tries < 50 && random.nextInt(10) > 0 && model.step(state, input, output) == null;
                    tries++) {
                output = outputs.get(random.nextInt(outputs.size()));
            }
            S after = model.step(state, input, output);
            state = after == null ? state : after;
            long point = 3L * history.size();
            long call = Math.max(0, point - random.nextInt(6));
            boolean open = random.nextInt(10) == 0;
            history.add(new Operation<>(i, input, output, call, open ? Operation.OPEN : point + random.nextInt(6)));
        }
        return history;
    }
}
