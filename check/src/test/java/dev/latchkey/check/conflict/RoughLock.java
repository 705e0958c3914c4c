package dev.latchkey.check.conflict;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.lock.Mutex.Input;
import dev.latchkey.check.model.lock.Mutex.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Generates linearizable histories of a fenced lock in which replies are lost, and lets the lock have two holders. */
final class RoughLock {

    private static final int CLIENTS = 6;

    private RoughLock() {}

    /** Returns a linearizable history. */
    static List<Operation<Input, Output>> of(SplittableRandom random, int count) {
        List<Operation<Input, Output>> history = new ArrayList<>();
        long[] free = new long[CLIENTS];
        int[] names = IntStream.range(0, CLIENTS).toArray();
        @Nullable Object holder = null;
        int lives = CLIENTS;
        long token = 0;
        for (long now = 1_000; history.size() < count; now += 1_000) {
            int at = random.nextInt(CLIENTS);
            long call = Math.max(free[at], now - random.nextInt(CLIENTS * 1_000));
            if (call > now) {
                continue;
            }
            String name = "c" + names[at];
            boolean holds = name.equals(holder);
            Input input = holds ? new Input.Release(name) : new Input.Acquire(name);
            Output output = holds ? Output.DONE : holder == null ? new Output.Granted(++token) : Output.REFUSED;
            boolean isLost = random.nextInt(12) == 0;
            if (!isLost || random.nextBoolean()) {
                holder = holds ? null : holder == null ? name : holder;
            }
            long end = now + random.nextInt(CLIENTS * 500);
            free[at] = end + 1;
            history.add(new Operation<>(
                    names[at], input, isLost ? Output.UNKNOWN : output, call, isLost ? Operation.OPEN : end));
            if (isLost) {
                names[at] = lives++;
                if (holder != null && !isHeldBy(holder, names)) {
                    // Someone else releases the lock of a client that is gone, as an operator would.
                    history.add(
                            new Operation<>(lives++, new Input.Release(holder), Output.UNKNOWN, now, Operation.OPEN));
                    holder = null;
                }
            }
        }
        history.sort(Comparator.comparingLong(Operation::call));
        return history;
    }

    private static boolean isHeldBy(Object holder, int[] names) {
        return IntStream.of(names).anyMatch(name -> holder.equals("c" + name));
    }

    /** Returns the history with one refused acquire granted, with the next token. */
    static List<Operation<Input, Output>> withTwoHolders(
            List<Operation<Input, Output>> history, SplittableRandom random) {
        int[] refused = IntStream.range(0, history.size())
                .filter(i -> history.get(i).output() instanceof Output.Refused
                        && history.get(i).input() instanceof Input.Acquire)
                .toArray();
        List<Operation<Input, Output>> changed = new ArrayList<>(history);
        int at = refused[random.nextInt(refused.length)];
        Operation<Input, Output> old = history.get(at);
        long token = history.stream()
                .filter(other -> other.call() <= old.end() && other.output() instanceof Output.Granted)
                .mapToLong(other -> ((Output.Granted) other.output()).token())
                .max()
                .orElse(0);
        changed.set(
                at, new Operation<>(old.client(), old.input(), new Output.Granted(token + 1), old.call(), old.end()));
        return changed;
    }
}
