package dev.latchkey.check.model;

import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Generates short histories of any model: the system behaves correctly, some operations stay open, and most histories are
 * then corrupted. Times often coincide.
 *
 * @param inputs draws an input; its second argument numbers the operations of the history, for unique values
 * @param answer the result of an input in a state
 * @param wrong draws a result for an input, right or wrong
 * @param unknown the result of an operation without an answer
 */
record PlayedHistory<S, I, O>(
        Model<S, I, O> model,
        BiFunction<RandomGenerator, Integer, I> inputs,
        BiFunction<S, I, O> answer,
        BiFunction<RandomGenerator, I, O> wrong,
        O unknown,
        Function<I, Boolean> isRead) {

    List<Operation<I, O>> of(RandomGenerator random, int operationsMax) {
        List<Operation<I, O>> history = new ArrayList<>();
        S state = model.initial();
        int width = 2 + random.nextInt(9);
        for (int i = 0, count = 1 + random.nextInt(operationsMax); i < count; i++) {
            I input = inputs.apply(random, i);
            O output = answer.apply(state, input);
            // One operation in twelve takes no effect at all and has no answer.
            boolean isLost = random.nextInt(12) == 0;
            boolean isOpen = isLost || random.nextInt(10) == 0;
            if (!isLost) {
                state = after(state, input, output);
            }
            long point = 3L * i;
            long call = Math.max(0, point - random.nextInt(width));
            long end = isOpen ? Operation.OPEN : point + random.nextInt(width);
            boolean isUnknown = isLost || (isOpen && random.nextInt(4) > 0);
            if (!(isUnknown && isRead.apply(input))) {
                history.add(new Operation<>(i, input, isUnknown ? unknown : output, call, end));
            }
        }
        for (int i = random.nextInt(5); i > 0 && !history.isEmpty(); i--) {
            corrupt(random, history, random.nextInt(history.size()));
        }
        return history;
    }

    private S after(S state, I input, O output) {
        @Nullable S after = model.step(state, input, output);
        if (after == null) {
            throw new IllegalStateException(input + " cannot have the result " + output + " in " + state);
        }
        return after;
    }

    private void corrupt(RandomGenerator random, List<Operation<I, O>> history, int which) {
        Operation<I, O> operation = history.get(which);
        O output = operation.output();
        long call = operation.call();
        long end = operation.end();
        switch (random.nextInt(4)) {
            case 0 -> {
                call = Math.max(0, call + random.nextInt(13) - 6);
                end = end == Operation.OPEN ? end : call + random.nextInt(5);
            }
            case 1 -> end = end == Operation.OPEN ? call + random.nextInt(5) : end;
            default -> output = wrong.apply(random, operation.input());
        }
        history.set(which, new Operation<>(operation.client(), operation.input(), output, call, end));
    }
}
