package dev.latchkey.check.model.imported;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import dev.latchkey.check.model.SmallHistories;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The models of histories that other systems record: their checks agree with brute force. */
final class ImportedModelsTest {

    private static final int HISTORIES = 20_000;
    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    @Test
    void blindVersionedRegister() {
        SmallHistories.enginesAgree(
                new BlindVersionedRegister(),
                List.of(
                        new BlindVersionedRegister.Input.Read(),
                        new BlindVersionedRegister.Input.Write("a"),
                        new BlindVersionedRegister.Input.Write("b"),
                        new BlindVersionedRegister.Input.CompareAndSet("a", "b")),
                List.of(
                        new BlindVersionedRegister.Output.Held("a", 1),
                        new BlindVersionedRegister.Output.Held("b", 2),
                        new BlindVersionedRegister.Output.Held("b", BlindVersionedRegister.NO_VERSION),
                        new BlindVersionedRegister.Output.Held(null, BlindVersionedRegister.NO_VERSION),
                        new BlindVersionedRegister.Output.Written(1),
                        new BlindVersionedRegister.Output.Written(2),
                        new BlindVersionedRegister.Output.Written(BlindVersionedRegister.NO_VERSION),
                        BlindVersionedRegister.Output.REFUSED,
                        BlindVersionedRegister.Output.UNKNOWN),
                HISTORIES);
    }

    @Test
    void revisionedRegister() {
        SmallHistories.enginesAgree(
                new RevisionedRegister(),
                List.of(
                        new RevisionedRegister.Input.Get(),
                        new RevisionedRegister.Input.Write("a", RevisionedRegister.ANY),
                        new RevisionedRegister.Input.Write("b", 0),
                        new RevisionedRegister.Input.Write("b", 2),
                        new RevisionedRegister.Input.Write(null, RevisionedRegister.ANY),
                        new RevisionedRegister.Input.Write(null, 3)),
                List.of(
                        new RevisionedRegister.Output.Found("a", 2),
                        new RevisionedRegister.Output.Found("b", 3),
                        RevisionedRegister.Output.NO_KEY,
                        new RevisionedRegister.Output.Written(2),
                        new RevisionedRegister.Output.Written(3),
                        new RevisionedRegister.Output.Written(5),
                        new RevisionedRegister.Output.Conflict(2),
                        new RevisionedRegister.Output.Conflict(RevisionedRegister.ANY),
                        RevisionedRegister.Output.UNKNOWN),
                HISTORIES);
    }

    /** A model in which what a dequeue or drain without a result removes is decided at once: the specification, tried by brute force. */
    @Test
    void lazyRemovalsOfTheUnorderedQueueAreThoseOfAnEagerOne() {
        int legal = 0;
        int illegal = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<Operation<Input, Output>> history = queueHistory(new SplittableRandom(seed), true);
            Answer eager = Judge.bruteForce(new EagerQueue().powerSet()).judge(history, BUDGET);
            assertThat(Judge.search(new UnorderedQueue()).judge(history, BUDGET))
                    .as("seed %d: %s", seed, history)
                    .isEqualTo(eager);
            legal += eager == Answer.LEGAL ? 1 : 0;
            illegal += eager == Answer.ILLEGAL ? 1 : 0;
        }
        assertThat(legal).isGreaterThan(HISTORIES / 20);
        assertThat(illegal).isGreaterThan(HISTORIES / 20);
    }

    @Test
    void fatesOfUniqueElementsAgreeWithTheSearch() {
        int decided = 0;
        int illegal = 0;
        for (int seed = 0; seed < 5 * HISTORIES; seed++) {
            List<Operation<Input, Output>> history = queueHistory(new SplittableRandom(seed), false);
            QueueFates fates = new QueueFates(history);
            Answer search = Judge.search(new UnorderedQueue()).judge(history, BUDGET);
            if (fates.answer() != Answer.UNKNOWN) {
                decided++;
                assertThat(fates.answer()).as("seed %d: %s", seed, history).isEqualTo(search);
                illegal += search == Answer.ILLEGAL ? 1 : 0;
            }
            if (fates.answer() == Answer.LEGAL) {
                assertThat(dev.latchkey.check.Orders.fault(new UnorderedQueue(), history, fates.order()))
                        .as("seed %d: %s", seed, history)
                        .isNull();
            }
        }
        assertThat(decided).isGreaterThan(2 * HISTORIES);
        assertThat(illegal).isBetween(decided / 20, decided * 19 / 20);
    }

    private static List<Operation<Input, Output>> queueHistory(SplittableRandom random, boolean mayRepeat) {
        List<Operation<Input, Output>> history = new ArrayList<>();
        int elements = mayRepeat ? 2 : 4;
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            long call = random.nextInt(8);
            long end = random.nextInt(8) == 0 ? Operation.OPEN : call + random.nextInt(5);
            String element = "e" + random.nextInt(elements);
            history.add(
                    switch (random.nextInt(9)) {
                        case 0, 1, 2, 3 ->
                            new Operation<>(
                                    i,
                                    new Input.Enqueue(element),
                                    end == Operation.OPEN ? Output.UNKNOWN : Output.DONE,
                                    call,
                                    end);
                        case 4, 5 -> new Operation<>(i, new Input.Dequeue(), new Output.Taken(element), call, end);
                        case 6 -> new Operation<>(i, new Input.Dequeue(), Output.UNKNOWN, call, Operation.OPEN);
                        case 7 -> new Operation<>(i, new Input.Dequeue(), Output.EMPTY, call, end);
                        default ->
                            random.nextBoolean()
                                    ? new Operation<>(i, new Input.Drain(), Output.UNKNOWN, call, Operation.OPEN)
                                    : new Operation<>(i, new Input.Dequeue(), Output.EMPTY, call, call + 5);
                    });
        }
        return history;
    }
}
