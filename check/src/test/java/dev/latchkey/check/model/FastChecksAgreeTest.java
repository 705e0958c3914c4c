package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Orders;
import dev.latchkey.check.model.lock.Mutex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Brute force, the search and the check without search agree on random histories of each model, the order found is valid, and
 * the operations that are named as the conflict contradict each other. {@code -Dcheck.histories=10000000 -Dcheck.seed=7} sets the
 * number of histories of each model, and the seed.
 */
class FastChecksAgreeTest {

    private static final long HISTORIES = Long.getLong("check.histories", 20_000);
    private static final long SEED = Long.getLong("check.seed", 1);
    private static final int OPERATIONS_MAX = 7;
    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    private static <S, I, O> void agree(PlayedHistory<S, I, O> source, int percentFast) {
        Model<S, I, O> model = source.model();
        Judge<I, O> engine = model.engine();
        long legal = 0;
        long decided = 0;
        for (long i = 0; i < HISTORIES; i++) {
            var history = source.of(new SplittableRandom(SEED * 1_000_000_007L + i), OPERATIONS_MAX);
            Answer oracle = Judge.bruteForce(model).judge(history, BUDGET);
            Answer quick = engine.needsSearch(history, BUDGET) ? Answer.UNKNOWN : engine.judge(history, BUDGET);
            if (Judge.search(model).judge(history, BUDGET) != oracle || (quick != oracle && quick != Answer.UNKNOWN)) {
                throw new AssertionError("history " + i + " of seed " + SEED + ": brute force " + oracle
                        + ", without search " + quick + "\n"
                        + String.join(
                                "\n", history.stream().map(Object::toString).toList()));
            }
            if (quick == Answer.LEGAL) {
                assertThat(Orders.fault(
                                model, history, engine.order(history, BUDGET).operations()))
                        .as("history %d of seed %d: %s", i, SEED, history)
                        .isNull();
            } else if (quick == Answer.ILLEGAL && !(model instanceof Mutex)) {
                assertThat(Judge.bruteForce(model).judge(freed(history, engine.conflict(history, BUDGET)), BUDGET))
                        .as(
                                "conflict %s in history %d of seed %d: %s",
                                engine.conflict(history, BUDGET), i, SEED, history)
                        .isEqualTo(Answer.ILLEGAL);
            }
            legal += oracle == Answer.LEGAL ? 1 : 0;
            decided += quick == Answer.UNKNOWN ? 0 : 1;
        }
        System.out.printf(
                "%s: %,d histories from seed %d, %,d legal, %,d decided without search%n",
                model.getClass().getSimpleName(), HISTORIES, SEED, legal, decided);
        assertThat(legal).as("legal").isBetween(HISTORIES / 5, HISTORIES * 4 / 5);
        assertThat(decided).as("decided without search").isGreaterThanOrEqualTo(HISTORIES * percentFast / 100);
    }

    /** Lets all other operations take effect at any time, or never. */
    private static <I, O> List<Operation<I, O>> freed(List<Operation<I, O>> history, List<Operation<I, O>> conflict) {
        Set<Operation<I, O>> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(conflict);
        List<Operation<I, O>> freed = new ArrayList<>();
        for (Operation<I, O> operation : history) {
            freed.add(
                    kept.contains(operation)
                            ? operation
                            : new Operation<>(
                                    operation.client(),
                                    operation.input(),
                                    operation.output(),
                                    Long.MIN_VALUE,
                                    Operation.OPEN));
        }
        return freed;
    }

    /** Draws a value: unique, or, once in a while, one that recurs. */
    private static String value(RandomGenerator random, int number) {
        return random.nextInt(10) == 0 ? "0" : String.valueOf((char) ('a' + number));
    }

    private static PlayedHistory<Register.Content, Register.Input, Register.Output> register(boolean compares) {
        return new PlayedHistory<>(
                new Register(new Register.Content("initial")),
                (random, number) -> {
                    if (compares && random.nextInt(4) == 0) {
                        return new Register.Input.CompareAndSet(
                                value(random, random.nextInt(6)), value(random, number));
                    }
                    return random.nextBoolean()
                            ? new Register.Input.Read()
                            : new Register.Input.Write(random.nextInt(40) == 0 ? "initial" : value(random, number));
                },
                (state, input) -> {
                    if (input instanceof Register.Input.CompareAndSet compare) {
                        return Objects.equals(compare.expected(), state.value())
                                ? Register.Output.DONE
                                : Register.Output.REFUSED;
                    }
                    return input instanceof Register.Input.Read
                            ? new Register.Output.Held(state.value())
                            : Register.Output.DONE;
                },
                (random, input) -> random.nextInt(8) == 0
                        ? Register.Output.REFUSED
                        : input instanceof Register.Input.Read
                                ? new Register.Output.Held(
                                        random.nextInt(4) == 0 ? "initial" : value(random, random.nextInt(7)))
                                : Register.Output.DONE,
                Register.Output.UNKNOWN,
                input -> input instanceof Register.Input.Read);
    }

    @Test
    void readsAndWritesOfARegister() {
        var source = register(false);
        agree(source, 85);
    }

    @Test
    void comparesOfARegister() {
        var source = register(true);
        agree(source, 30);
    }

    private static PlayedHistory<Strings, StringMap.Input, StringMap.Output> map(boolean appends) {
        return new PlayedHistory<>(
                new StringMap(),
                (random, number) -> {
                    String key = random.nextInt(20) == 0 ? "other" : "key";
                    String value = value(random, number) + (random.nextInt(60) == 0 ? "" : ".");
                    return switch (random.nextInt(8)) {
                        case 0, 1, 2, 3 -> new StringMap.Input.Get(key);
                        case 4 -> new StringMap.Input.Put(key, value);
                        default ->
                            appends ? new StringMap.Input.Append(key, value) : new StringMap.Input.Put(key, value);
                    };
                },
                (state, input) -> input instanceof StringMap.Input.Get get
                        ? new StringMap.Output.Value(state.get(get.key()))
                        : StringMap.Output.DONE,
                (random, input) -> random.nextInt(8) == 0
                        ? new StringMap.Output.Value("")
                        : input instanceof StringMap.Input.Get
                                ? new StringMap.Output.Value(text(random))
                                : StringMap.Output.DONE,
                StringMap.Output.UNKNOWN,
                input -> input instanceof StringMap.Input.Get);
    }

    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(value(random, random.nextInt(7))).append(random.nextInt(30) == 0 ? "" : ".");
        }
        return text.toString();
    }

    @Test
    void appendsToAString() {
        var source = map(true);
        agree(source, 80);
    }

    @Test
    void putsOfAMap() {
        var source = map(false);
        agree(source, 80);
    }

    private static PlayedHistory<SetContent, ElementSet.Input, ElementSet.Output> set(boolean grows) {
        return new PlayedHistory<>(
                new ElementSet(),
                (random, number) -> {
                    Object element = value(random, grows ? number : random.nextInt(4));
                    return switch (grows ? random.nextInt(4) : random.nextInt(6)) {
                        case 0, 1 -> new ElementSet.Input.Read();
                        case 2, 3 -> new ElementSet.Input.Add(element);
                        case 4 -> new ElementSet.Input.Remove(element);
                        default -> new ElementSet.Input.Contains(element);
                    };
                },
                (state, input) -> {
                    if (input instanceof ElementSet.Input.Add add) {
                        return add.element().hashCode() % 3 == 0
                                ? ElementSet.Output.DONE
                                : new ElementSet.Output.Told(!state.contains(add.element()));
                    }
                    if (input instanceof ElementSet.Input.Remove remove) {
                        return new ElementSet.Output.Told(state.contains(remove.element()));
                    }
                    return input instanceof ElementSet.Input.Contains contains
                            ? new ElementSet.Output.Told(state.contains(contains.element()))
                            : new ElementSet.Output.Elements(elements(state));
                },
                (random, input) -> {
                    if (!(input instanceof ElementSet.Input.Read) || random.nextInt(12) == 0) {
                        return random.nextBoolean()
                                ? ElementSet.Output.DONE
                                : new ElementSet.Output.Told(random.nextInt(4) > 0);
                    }
                    Set<Object> elements = new HashSet<>();
                    for (int i = random.nextInt(4); i > 0; i--) {
                        elements.add(value(random, random.nextInt(7)));
                    }
                    return new ElementSet.Output.Elements(elements);
                },
                ElementSet.Output.UNKNOWN,
                input -> input instanceof ElementSet.Input.Read || input instanceof ElementSet.Input.Contains);
    }

    /** The elements that values can be. */
    private static Set<Object> elements(SetContent state) {
        Set<Object> elements = new HashSet<>();
        for (String element : List.of("0", "a", "b", "c", "d", "e", "f", "g")) {
            if (state.contains(element)) {
                elements.add(element);
            }
        }
        return elements;
    }

    @Test
    void addsToASet() {
        var source = set(true);
        agree(source, 80);
    }

    private static PlayedHistory<FifoQueue.Content, FifoQueue.Input, FifoQueue.Output> queue() {
        return new PlayedHistory<>(
                new FifoQueue(),
                (random, number) -> random.nextBoolean()
                        ? new FifoQueue.Input.Dequeue()
                        : new FifoQueue.Input.Enqueue(value(random, number)),
                (state, input) -> input instanceof FifoQueue.Input.Enqueue
                        ? FifoQueue.Output.DONE
                        : state.elements().isEmpty()
                                ? FifoQueue.Output.EMPTY
                                : new FifoQueue.Output.Taken(state.elements().first()),
                (random, input) -> input instanceof FifoQueue.Input.Enqueue || random.nextInt(12) == 0
                        ? FifoQueue.Output.DONE
                        : random.nextInt(3) == 0
                                ? FifoQueue.Output.EMPTY
                                : new FifoQueue.Output.Taken(value(random, random.nextInt(7))),
                FifoQueue.Output.UNKNOWN,
                input -> false);
    }

    @Test
    void elementsOfAQueue() {
        agree(queue(), 0);
    }

    /** Three owners, of which each usually does one thing at a time. */
    private static PlayedHistory<Mutex.State, Mutex.Input, Mutex.Output> fencedLock() {
        return new PlayedHistory<>(
                new Mutex(true),
                (random, number) -> {
                    String owner = String.valueOf("abc".charAt(random.nextInt(3)));
                    return random.nextBoolean() ? new Mutex.Input.Acquire(owner) : new Mutex.Input.Release(owner);
                },
                (state, input) -> {
                    boolean isHolder = input instanceof Mutex.Input.Release release
                            && release.owner().equals(state.holder());
                    if (input instanceof Mutex.Input.Acquire && state.holder() == null) {
                        return new Mutex.Output.Granted(state.lastToken() + 1);
                    }
                    return isHolder ? Mutex.Output.DONE : Mutex.Output.REFUSED;
                },
                (random, input) -> random.nextInt(3) == 0
                        ? Mutex.Output.REFUSED
                        : input instanceof Mutex.Input.Acquire && random.nextInt(8) > 0
                                ? new Mutex.Output.Granted(1 + random.nextInt(5))
                                : Mutex.Output.DONE,
                Mutex.Output.UNKNOWN,
                input -> false);
    }

    @Test
    void grantsOfAFencedLock() {
        agree(fencedLock(), 50);
    }

    @Test
    void removesFromASet() {
        var source = set(false);
        agree(source, 5);
    }
}
