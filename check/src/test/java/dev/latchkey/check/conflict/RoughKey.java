package dev.latchkey.check.conflict;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Written;
import dev.latchkey.check.model.VersionedState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Generates histories of one key like those of {@code latchkey verify --faults rough}: linearizable, but replies are lost, retried
 * writes are refused because of their own first attempt, and creates are delivered again later. One result can then be changed to
 * what a faulty store might return.
 */
public final class RoughKey {

    private static final int CLIENTS = 8;

    private final SplittableRandom random;
    private final List<Operation<VersionedInput, VersionedOutput>> operations = new ArrayList<>();
    private final List<Put> late = new ArrayList<>();
    private VersionedState state = VersionedState.NEW;
    private int lives = CLIENTS;

    private RoughKey(SplittableRandom random) {
        this.random = random;
    }

    /** What a faulty store does. */
    public enum Mistake {
        RETURNS_A_VALUE_THAT_WAS_NOT_WRITTEN,
        RETURNS_THE_VALUE_OF_ANOTHER_VERSION,
        RETURNS_AN_OLD_VERSION,
        LOSES_THE_KEY,
        ACCEPTS_A_WRITE_OF_AN_OLD_VERSION,
        SWAPS_TWO_READS;

        /** Changes a history. The result may be linearizable by chance. */
        public List<Operation<VersionedInput, VersionedOutput>> in(
                List<Operation<VersionedInput, VersionedOutput>> history, SplittableRandom random) {
            List<Operation<VersionedInput, VersionedOutput>> changed = new ArrayList<>(history);
            int one = some(
                    changed,
                    random,
                    this == ACCEPTS_A_WRITE_OF_AN_OLD_VERSION
                            ? operation ->
                                    operation.output() instanceof Conflict && VersionIndex.named(operation.input()) > 0
                            : RoughKey::isRead);
            int other = some(changed, random, RoughKey::isRead);
            VersionedOutput output = changed.get(one).output();
            VersionedOutput of = changed.get(other).output();
            switch (this) {
                case RETURNS_A_VALUE_THAT_WAS_NOT_WRITTEN ->
                    set(changed, one, new Found("not written", ((Found) output).version()));
                case RETURNS_THE_VALUE_OF_ANOTHER_VERSION ->
                    set(changed, one, new Found(((Found) of).value(), ((Found) output).version()));
                case RETURNS_AN_OLD_VERSION ->
                    set(
                            changed,
                            Math.max(one, other),
                            changed.get(Math.min(one, other)).output());
                case LOSES_THE_KEY -> set(changed, one, VersionedOutput.NO_KEY);
                case ACCEPTS_A_WRITE_OF_AN_OLD_VERSION ->
                    set(
                            changed,
                            one,
                            new Written(VersionIndex.named(changed.get(one).input()) + 1));
                case SWAPS_TWO_READS -> {
                    set(changed, one, of);
                    set(changed, other, output);
                }
            }
            return changed;
        }
    }

    private static boolean isRead(Operation<VersionedInput, VersionedOutput> operation) {
        return operation.output() instanceof Found;
    }

    private static int some(
            List<Operation<VersionedInput, VersionedOutput>> history,
            SplittableRandom random,
            Predicate<Operation<VersionedInput, VersionedOutput>> wanted) {
        int[] fitting = IntStream.range(0, history.size())
                .filter(i -> wanted.test(history.get(i)))
                .toArray();
        return fitting[random.nextInt(fitting.length)];
    }

    private static void set(List<Operation<VersionedInput, VersionedOutput>> history, int at, VersionedOutput output) {
        var old = history.get(at);
        history.set(at, new Operation<>(old.client(), old.input(), output, old.call(), old.end()));
    }

    /** Returns a linearizable history, in the order in which the operations took effect or were answered. */
    public static List<Operation<VersionedInput, VersionedOutput>> of(SplittableRandom random, int operations) {
        RoughKey key = new RoughKey(random);
        key.play(operations);
        return key.operations;
    }

    private void play(int count) {
        long[] free = new long[CLIENTS];
        int[] names = IntStream.range(0, CLIENTS).toArray();
        VersionedState[] seen = new VersionedState[CLIENTS];
        long now = 0;
        while (operations.size() < count) {
            now += 1_000;
            int client = random.nextInt(CLIENTS);
            long call = Math.max(free[client], now - random.nextInt(CLIENTS * 1_000));
            if (call > now) {
                continue;
            }
            if (!late.isEmpty() && random.nextInt(6) == 0) {
                answer(late.remove(random.nextInt(late.size())));
            }
            long end = now + random.nextInt(CLIENTS * 500);
            free[client] = end + 1;
            VersionedInput input = input(seen[client] == null ? VersionedState.NEW : seen[client]);
            boolean takesEffect = input instanceof Get || random.nextInt(12) > 0;
            VersionedOutput output = takesEffect ? answer(input) : VersionedOutput.UNKNOWN;
            seen[client] = state;
            var operation = fate(new Operation<>(names[client], input, output, call, end));
            operations.add(operation);
            if (operation.end() == Operation.OPEN) {
                names[client] = lives++;
            }
        }
        operations.sort(Comparator.comparingLong(Operation::call));
    }

    /** Some writes get no reply, some MAYBE, and some creates are delivered once more. */
    private Operation<VersionedInput, VersionedOutput> fate(Operation<VersionedInput, VersionedOutput> operation) {
        int fate = random.nextInt(10);
        boolean isCreate = operation.input() instanceof Put put && put.version() == 0;
        if (isCreate && fate < 4) {
            late.add((Put) operation.input());
            operations.add(new Operation<>(
                    lives++, operation.input(), VersionedOutput.UNKNOWN, operation.call(), Operation.OPEN));
        }
        boolean isRefusedLater = operation.output() instanceof Conflict conflict
                && conflict.current() > VersionIndex.named(operation.input());
        boolean canBeMaybe = operation.output() instanceof Written || isRefusedLater;
        if (operation.output() == VersionedOutput.UNKNOWN || (!(operation.input() instanceof Get) && fate == 9)) {
            return new Operation<>(
                    operation.client(), operation.input(), VersionedOutput.UNKNOWN, operation.call(), Operation.OPEN);
        }
        return canBeMaybe && !isCreate && fate > 6
                ? new Operation<>(
                        operation.client(), operation.input(), VersionedOutput.MAYBE, operation.call(), operation.end())
                : operation;
    }

    private VersionedInput input(VersionedState last) {
        int kind = random.nextInt(20);
        if (kind < 8) {
            return new Get();
        }
        if (last.value() == null) {
            return new Put("v" + random.nextInt(1_000_000_000), 0);
        }
        return kind > 17 ? new Delete(last.version()) : new Put("v" + random.nextInt(1_000_000_000), last.version());
    }

    private VersionedOutput answer(VersionedInput input) {
        Object value = state.value();
        if (input instanceof Get) {
            return value == null ? VersionedOutput.NO_KEY : new Found(value, state.version());
        }
        long named = VersionIndex.named(input);
        if (value == null ? named == 0 : named == state.version()) {
            state = new VersionedState(input instanceof Put put ? put.value() : null, state.version() + 1);
            return new Written(state.version());
        }
        return value == null ? VersionedOutput.NO_KEY : new Conflict(state.version());
    }
}
