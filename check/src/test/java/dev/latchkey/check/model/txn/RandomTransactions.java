package dev.latchkey.check.model.txn;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.txn.TransactionOutput.Done;
import dev.latchkey.check.model.txn.TransactionOutput.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Generates short histories of transactions over a few keys. A few clients use a store that behaves correctly, which is written without
 * the model; some outcomes are lost. More than half of the histories are then corrupted. Times often coincide.
 */
final class RandomTransactions {

    private static final int CLIENTS_MAX = 4;
    private static final List<Object> KEYS = List.of("a", "b", "c", "d");

    private final RandomGenerator random;
    private final List<Operation<RegisterTransaction, TransactionOutput>> operations = new ArrayList<>();
    private final @Nullable RegisterTransaction[] asked = new RegisterTransaction[CLIENTS_MAX];
    private final @Nullable TransactionOutput[] answers = new TransactionOutput[CLIENTS_MAX];
    private final long[] calls = new long[CLIENTS_MAX];
    private final int keys;
    private Map<Object, Long> versions = new HashMap<>();
    private Map<Object, Object> values = new HashMap<>();
    private long now = 1;
    private int drawn;

    private RandomTransactions(RandomGenerator random) {
        this.random = random;
        this.keys = 1 + random.nextInt(KEYS.size());
    }

    /** Returns a history of at most {@code operationsMax} operations that a correct store may have produced. */
    static List<Operation<RegisterTransaction, TransactionOutput>> correct(RandomGenerator random, int operationsMax) {
        RandomTransactions history = new RandomTransactions(random);
        history.play(2 + random.nextInt(operationsMax - 1), 1 + random.nextInt(CLIENTS_MAX));
        return history.operations;
    }

    /** Returns a history of at most {@code operationsMax} operations, some of which are wrong in more than half of them. */
    static List<Operation<RegisterTransaction, TransactionOutput>> of(RandomGenerator random, int operationsMax) {
        RandomTransactions history = new RandomTransactions(random);
        history.play(2 + random.nextInt(operationsMax - 1), 1 + random.nextInt(CLIENTS_MAX));
        if (random.nextInt(10) < 7) {
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
            RegisterTransaction open = asked[client];
            TransactionOutput answer = answers[client];
            if (open == null && begun < count) {
                begun++;
                asked[client] = transaction();
                calls[client] = now;
            } else if (open != null && answer == null) {
                answers[client] = random.nextInt(20) == 0 ? TransactionOutput.UNKNOWN : answer(open);
            } else if (open != null && answer != null) {
                end(client, open, answer);
                asked[client] = null;
                answers[client] = null;
            }
        }
    }

    private RegisterTransaction transaction() {
        int size = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(3);
        List<RegisterStep> steps = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            steps.add(step(KEYS.get(random.nextInt(keys))));
        }
        return new RegisterTransaction(steps);
    }

    private RegisterStep step(Object key) {
        int kind = random.nextInt(10);
        if (kind < 3) {
            return new RegisterStep.Get(key, random.nextBoolean());
        }
        long present = values.containsKey(key) ? versions.get(key) : 0;
        long near = Math.max(0, present + (random.nextInt(5) == 0 ? near() : 0));
        if (kind < 5) {
            return new RegisterStep.Check(key, near);
        }
        return kind < 9
                ? new RegisterStep.Put(key, "v" + ++drawn, near)
                : new RegisterStep.Delete(key, Math.max(1, near));
    }

    /** Executes a transaction: all of it, or nothing. */
    private TransactionOutput answer(RegisterTransaction transaction) {
        Map<Object, Long> newVersions = new HashMap<>(versions);
        Map<Object, Object> newValues = new HashMap<>(values);
        List<StepResult> results = new ArrayList<>();
        for (RegisterStep step : transaction.steps()) {
            long last = newVersions.getOrDefault(step.key(), 0L);
            Object value = newValues.get(step.key());
            if (step instanceof RegisterStep.Get get) {
                results.add(
                        value == null
                                ? StepResult.NO_KEY
                                : get.withVersion() ? new StepResult.Found(value, last) : new StepResult.Value(value));
                continue;
            }
            long named = step instanceof RegisterStep.Check check
                    ? check.version()
                    : step instanceof RegisterStep.Put put ? put.version() : ((RegisterStep.Delete) step).version();
            if (value == null ? named != 0 : named != last) {
                return new Refused(results.size() + 1, value == null ? Refused.NO_KEY : last);
            }
            if (step instanceof RegisterStep.Check) {
                results.add(StepResult.CHECKED);
                continue;
            }
            newVersions.put(step.key(), last + 1);
            if (step instanceof RegisterStep.Put put) {
                newValues.put(step.key(), put.value());
            } else {
                newValues.remove(step.key());
            }
            results.add(new StepResult.Written(last + 1));
        }
        versions = newVersions;
        values = newValues;
        return new Done(results);
    }

    private void end(int client, RegisterTransaction transaction, TransactionOutput answer) {
        boolean isLost = answer == TransactionOutput.UNKNOWN || random.nextInt(7) == 0;
        boolean isSingle = transaction.steps().size() == 1 && transaction.isSingleWrite();
        if (isLost) {
            operations.add(
                    new Operation<>(client, transaction, TransactionOutput.UNKNOWN, calls[client], Operation.OPEN));
        } else if (isSingle && answer instanceof Done && random.nextInt(6) == 0) {
            operations.add(new Operation<>(client, transaction, TransactionOutput.MAYBE, calls[client], now));
        } else {
            long end = random.nextInt(15) == 0 ? Operation.OPEN : now;
            operations.add(new Operation<>(client, transaction, answer, calls[client], end));
        }
    }

    private void corrupt(int which) {
        Operation<RegisterTransaction, TransactionOutput> operation = operations.get(which);
        TransactionOutput output = operation.output();
        long call = operation.call();
        long end = operation.end();
        switch (random.nextInt(4)) {
            case 0 -> {
                call = Math.max(0, call + random.nextInt(9) - 4);
                end = end == Operation.OPEN ? end : call + random.nextInt(3);
            }
            case 1 -> end = end == Operation.OPEN ? call + random.nextInt(4) : end;
            default -> output = corrupted(operation.input(), output);
        }
        operations.set(which, new Operation<>(operation.client(), operation.input(), output, call, end));
    }

    private TransactionOutput corrupted(RegisterTransaction transaction, TransactionOutput output) {
        int size = transaction.steps().size();
        int kind = random.nextInt(8);
        if (kind == 0) {
            return new Refused(
                    1 + random.nextInt(size), random.nextInt(3) == 0 ? Refused.NO_KEY : 1 + random.nextInt(3));
        }
        if (kind == 1) {
            return TransactionOutput.MAYBE;
        }
        if (output instanceof Refused refused) {
            return random.nextBoolean()
                    ? new Refused(refused.step(), Math.max(0, refused.current() + near()))
                    : new Refused(1 + refused.step() % size, refused.current());
        }
        if (!(output instanceof Done done)) {
            return new Refused(size, 1 + random.nextInt(3));
        }
        List<StepResult> results = new ArrayList<>(done.results());
        int at = random.nextInt(size);
        results.set(at, corrupted(transaction.steps().get(at), results.get(at)));
        return new Done(results);
    }

    private StepResult corrupted(RegisterStep step, StepResult result) {
        if (result instanceof StepResult.Written written) {
            return new StepResult.Written(Math.max(0, written.version() + near()));
        }
        String value = "v" + random.nextInt(drawn + 1);
        if (result instanceof StepResult.Found found) {
            return random.nextBoolean()
                    ? new StepResult.Found(value, found.version())
                    : new StepResult.Found(found.value(), Math.max(0, found.version() + near()));
        }
        if (result instanceof StepResult.Value && random.nextBoolean()) {
            return StepResult.NO_KEY;
        }
        return step instanceof RegisterStep.Get get && get.withVersion()
                ? new StepResult.Found(value, 1 + random.nextInt(3))
                : new StepResult.Value(value);
    }

    private int near() {
        return random.nextBoolean() ? 1 : -1;
    }
}
