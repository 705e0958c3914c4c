package dev.latchkey.check.model;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Generates short histories of one key. A few clients use a key that behaves correctly, and some results are lost or become
 * MAYBE. More than half of the histories are then corrupted. Times often coincide.
 */
public final class RandomHistory {

    private static final int CLIENTS_MAX = 4;

    private final RandomGenerator random;
    private final List<Operation<VersionedInput, VersionedOutput>> operations = new ArrayList<>();
    private final VersionedInput[] asked = new VersionedInput[CLIENTS_MAX];
    private final VersionedOutput[] answers = new VersionedOutput[CLIENTS_MAX];
    private final long[] calls = new long[CLIENTS_MAX];
    private VersionedState state;
    private long now = 1;
    private int values;

    private RandomHistory(RandomGenerator random, VersionedState initial) {
        this.random = random;
        this.state = initial;
    }

    public static VersionedState initial(RandomGenerator random) {
        int kind = random.nextInt(8);
        return kind == 0 ? new VersionedState("old", 3) : kind == 1 ? new VersionedState(null, 2) : VersionedState.NEW;
    }

    /** Returns a history of at most {@code operationsMax} operations. */
    public static List<Operation<VersionedInput, VersionedOutput>> of(
            RandomGenerator random, VersionedState initial, int operationsMax) {
        RandomHistory history = new RandomHistory(random, initial);
        history.play(2 + random.nextInt(operationsMax - 1), 1 + random.nextInt(CLIENTS_MAX));
        if (random.nextInt(10) < 6) {
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                history.corrupt(random.nextInt(history.operations.size()));
            }
        }
        return history.operations;
    }

    private void play(int count, int clients) {
        int begun = 0;
        while (operations.size() < count) {
            int client = random.nextInt(clients);
            now += random.nextInt(3) == 0 ? 0 : 1;
            if (asked[client] == null && begun < count) {
                begun++;
                asked[client] = input();
                calls[client] = now;
            } else if (asked[client] != null && answers[client] == null) {
                answers[client] = answer(asked[client]);
            } else if (asked[client] != null) {
                end(client);
                asked[client] = null;
                answers[client] = null;
            }
        }
    }

    private VersionedInput input() {
        int kind = random.nextInt(10);
        if (kind < 4) {
            return new Get();
        }
        long near = Math.max(0, state.version() + new int[] {0, 0, 0, -1, 1, 0}[random.nextInt(6)]);
        if (kind < 7) {
            boolean create = state.value() == null ? random.nextInt(8) > 0 : random.nextInt(8) == 0;
            return new Put(value(), create ? 0 : near);
        }
        return kind == 7 ? new Put(value(), near) : new Delete(Math.max(1, near));
    }

    private Object value() {
        return random.nextInt(3) == 0 ? "v0" : "v" + ++values;
    }

    /** Returns the only result that the model accepts. */
    private VersionedOutput answer(VersionedInput input) {
        VersionedState before = state;
        long version = before.version();
        if (input instanceof Get) {
            return before.value() == null ? VersionedOutput.NO_KEY : new Found(before.value(), version);
        }
        long named = input instanceof Put put ? put.version() : ((Delete) input).version();
        boolean fits = before.value() == null ? named == 0 : named == version;
        if (fits) {
            state = new VersionedState(input instanceof Put put ? put.value() : null, version + 1);
            return new Written(version + 1);
        }
        return before.value() == null ? VersionedOutput.NO_KEY : new Conflict(version);
    }

    private void end(int client) {
        VersionedInput input = asked[client];
        VersionedOutput answer = answers[client];
        int fate = random.nextInt(20);
        boolean write = !(input instanceof Get);
        if (fate < 3 && write) {
            add(client, VersionedOutput.UNKNOWN, Operation.OPEN);
        } else if (fate < 6 && write && (answer instanceof Written || canBeMaybe(input, answer))) {
            add(client, VersionedOutput.MAYBE, now);
        } else if (fate == 6) {
            add(client, answer, Operation.OPEN);
        } else if (fate == 7 && random.nextInt(8) == 0) {
            add(client, VersionedOutput.UNKNOWN, now);
        } else {
            add(client, answer, now);
        }
    }

    private static boolean canBeMaybe(VersionedInput input, VersionedOutput answer) {
        return answer instanceof Conflict conflict && conflict.current() > VersionedRegister.named(input);
    }

    private void add(int client, VersionedOutput output, long end) {
        operations.add(new Operation<>(client, asked[client], output, calls[client], end));
    }

    private void corrupt(int which) {
        Operation<VersionedInput, VersionedOutput> operation = operations.get(which);
        VersionedInput input = operation.input();
        VersionedOutput output = operation.output();
        long end = operation.end();
        switch (random.nextInt(6)) {
            case 0 -> {
                output = new VersionedOutput[] {VersionedOutput.UNKNOWN, VersionedOutput.MAYBE, VersionedOutput.NO_KEY}
                        [random.nextInt(3)];
                end = output == VersionedOutput.UNKNOWN ? Operation.OPEN : end;
            }
            case 1 ->
                input = input instanceof Put put
                        ? new Put(put.value(), Math.max(0, put.version() + near()))
                        : input instanceof Delete delete ? new Delete(Math.max(1, delete.version() + near())) : input;
            case 2, 3 -> output = corrupted(input, output);
            case 4 -> end = end == Operation.OPEN ? operation.call() + random.nextInt(4) : end;
            default -> {
                long call = Math.max(0, operation.call() + random.nextInt(7) - 3);
                end = end == Operation.OPEN ? end : call + random.nextInt(3);
                operations.set(which, new Operation<>(operation.client(), input, output, call, end));
                return;
            }
        }
        operations.set(which, new Operation<>(operation.client(), input, output, operation.call(), end));
    }

    private VersionedOutput corrupted(VersionedInput input, VersionedOutput output) {
        if (output instanceof Found found) {
            return random.nextBoolean()
                    ? new Found("v" + random.nextInt(values + 1), found.version())
                    : new Found(found.value(), Math.max(0, found.version() + near()));
        }
        if (output instanceof Written written) {
            return random.nextBoolean()
                    ? new Conflict(written.version())
                    : new Written(Math.max(0, written.version() + near()));
        }
        if (output instanceof Conflict conflict) {
            return random.nextBoolean()
                    ? new Written(conflict.current())
                    : new Conflict(Math.max(0, conflict.current() + near()));
        }
        long version = 1L + random.nextInt(3);
        return input instanceof Get ? new Found("v" + random.nextInt(values + 1), version) : new Written(version);
    }

    private int near() {
        return random.nextBoolean() ? 1 : -1;
    }
}
