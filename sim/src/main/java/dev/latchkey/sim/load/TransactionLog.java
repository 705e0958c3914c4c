package dev.latchkey.sim.load;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.txn.RegisterStep;
import dev.latchkey.check.model.txn.RegisterTransaction;
import dev.latchkey.check.model.txn.StepResult;
import dev.latchkey.check.model.txn.TransactionOutput;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrNoKey;
import dev.latchkey.client.clerk.PutOutcome.ErrVersion;
import dev.latchkey.client.clerk.Transaction.Done;
import dev.latchkey.client.clerk.Transaction.Maybe;
import dev.latchkey.client.clerk.Transaction.Outcome;
import dev.latchkey.client.clerk.Transaction.Refused;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The transactions of a run, and the reads of single keys: what clients called, what was returned, and when, for each store. */
final class TransactionLog {

    private final World world;
    private final List<Recorded> all = new ArrayList<>();
    private int dropped;

    TransactionLog(World world) {
        this.world = world;
    }

    /** The number of operations begun, without those that the history does not contain because they certainly had no effect. */
    int size() {
        return all.size() - dropped;
    }

    /**
     * Commits a transaction as {@code caller}, and passes the outcome to {@code next}; null if it was not sent or not answered, or was
     * refused because of a fault. Then it definitely did not take effect.
     */
    void commit(SequentialClient caller, List<RegisterStep> steps, Consumer<@Nullable Outcome> next) {
        RegisterTransaction transaction = new RegisterTransaction(steps);
        if (caller.client().writesInSession() && !transaction.onlyReads()) {
            world.sessions.addWrite();
        }
        Recorded recorded = begin(caller, transaction);
        var composed = caller.clerk().transaction();
        steps.forEach(step -> addTo(composed, step));
        composed.commit().whenComplete((outcome, failure) -> {
            if (outcome == null) {
                drop(recorded);
                world.operations.failed(
                        caller,
                        transaction.toString(),
                        failure == null ? new IllegalStateException("neither") : failure);
            } else {
                ended(caller, recorded, outcome);
            }
            next.accept(outcome);
        });
    }

    private static void addTo(
            dev.latchkey.client.clerk.Transaction<CompletableFuture<Outcome>> composed, RegisterStep step) {
        Key key = (Key) step.key();
        if (step instanceof RegisterStep.Check check) {
            composed.check(key, Version.of(check.version()));
        } else if (step instanceof RegisterStep.Put put) {
            composed.put(key, (Value) put.value(), Version.of(put.version()));
        } else if (step instanceof RegisterStep.Delete delete) {
            composed.delete(key, Version.of(delete.version()));
        } else {
            composed.get(key);
        }
    }

    /** Reads one key without a transaction, and passes the result to {@code next}; runs {@code unanswered} if there was none. */
    void get(SequentialClient caller, Key key, Consumer<Optional<Versioned>> next, Runnable unanswered) {
        Recorded recorded = begin(caller, RegisterTransaction.of(new RegisterStep.Get(key, true)));
        caller.clerk().get(key).whenComplete((found, failure) -> {
            if (failure == null) {
                recorded.end(
                        TransactionOutput.Done.of(read(found.orElse(null))), storeOf(caller), world.operations.tick());
                next.accept(found);
            } else {
                drop(recorded);
                world.operations.failed(caller, "get " + key, failure);
                unanswered.run();
            }
        });
    }

    private void drop(Recorded recorded) {
        recorded.dropped = true;
        dropped++;
    }

    private Recorded begin(SequentialClient caller, RegisterTransaction transaction) {
        Recorded recorded = new Recorded(caller, caller.number(), transaction, world.operations.tick());
        all.add(recorded);
        return recorded;
    }

    private void ended(SequentialClient caller, Recorded recorded, Outcome outcome) {
        if (world.trace.isOn()) {
            world.say(caller.name(), recorded.transaction + " -> " + outcome);
        }
        if (outcome instanceof Maybe maybe) {
            StoreId store = maybe.cause() instanceof Cause.StoreChanged changed ? changed.before() : storeOf(caller);
            recorded.end(TransactionOutput.UNKNOWN, store, Operation.OPEN);
            world.operations.countUnknown(caller, recorded.call, maybe.cause());
            caller.becomeAnother();
        } else {
            recorded.end(output(outcome), storeOf(caller), world.operations.tick());
        }
    }

    private static TransactionOutput output(Outcome outcome) {
        if (outcome instanceof Done done) {
            return new TransactionOutput.Done(done.results().stream()
                    .map(result -> result.matchResult(RESULTS))
                    .toList());
        }
        Refused refused = (Refused) outcome;
        return new TransactionOutput.Refused(refused.operation(), current(refused.reason()));
    }

    private static long current(GuardedOutcome reason) {
        if (reason instanceof ErrVersion refused) {
            return refused.current().number();
        }
        if (reason instanceof ErrNoKey) {
            return TransactionOutput.Refused.NO_KEY;
        }
        throw new IllegalStateException("no operation can be refused with " + reason);
    }

    private static StepResult read(@Nullable Versioned found) {
        return found == null
                ? StepResult.NO_KEY
                : new StepResult.Found(found.value(), found.version().number());
    }

    private static @Nullable StoreId storeOf(SequentialClient caller) {
        return caller.clerk().storeId().orElse(null);
    }

    /** The history of each store, as the checker expects it. */
    Map<StoreId, List<Operation<RegisterTransaction, TransactionOutput>>> histories() {
        Map<StoreId, List<Operation<RegisterTransaction, TransactionOutput>>> histories = new LinkedHashMap<>();
        for (Recorded recorded : all) {
            StoreId store = recorded.output == null ? storeOf(recorded.caller) : recorded.store;
            boolean saysNothing = recorded.output == null && recorded.transaction.onlyReads();
            if (store != null && !recorded.dropped && !saysNothing) {
                histories.computeIfAbsent(store, ignored -> new ArrayList<>()).add(recorded.operation());
            }
        }
        return histories;
    }

    private static final Reply.ResultCases<StepResult> RESULTS = new Reply.ResultCases<>() {
        @Override
        public StepResult checked(Reply.Result.Checked result) {
            return StepResult.CHECKED;
        }

        @Override
        public StepResult written(Reply.Result.Written result) {
            return new StepResult.Written(result.version().number());
        }

        @Override
        public StepResult observed(Reply.Result.Observed result) {
            throw new IllegalStateException("no client of this workload observes a key");
        }

        @Override
        public StepResult read(Reply.Result.Read result) {
            return TransactionLog.read(result.found());
        }
    };

    /** One operation. It has no output until it is answered. */
    private static final class Recorded {

        private final SequentialClient caller;
        private final int number;
        private final RegisterTransaction transaction;
        private final long call;
        private long end = Operation.OPEN;
        private @Nullable TransactionOutput output;
        private @Nullable StoreId store;
        private boolean dropped;

        Recorded(SequentialClient caller, int number, RegisterTransaction transaction, long call) {
            this.caller = caller;
            this.number = number;
            this.transaction = transaction;
            this.call = call;
        }

        void end(TransactionOutput told, @Nullable StoreId in, long at) {
            output = told;
            store = in;
            end = at;
        }

        Operation<RegisterTransaction, TransactionOutput> operation() {
            return new Operation<>(number, transaction, output == null ? TransactionOutput.UNKNOWN : output, call, end);
        }
    }
}
