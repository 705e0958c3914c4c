package dev.latchkey.sim.load;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.lock.Mutex;
import dev.latchkey.check.model.txn.RegisterTransaction;
import dev.latchkey.check.model.txn.TransactionOutput;
import dev.latchkey.core.StoreId;
import dev.latchkey.sim.world.SimulatedClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What clients do in a run. */
public interface Workload {

    /** Starts working with another client. */
    void add(SimulatedClient client);

    /** Whether all operations of the run have begun. From then on the workload begins no new ones. */
    boolean isWindingDown();

    /** Whether no living client has an operation in flight. */
    boolean isIdle();

    /** A client died. If it is replaced, {@link #add} is called for the new one. */
    void died(SimulatedClient client);

    /** Called after faults have stopped: begins operations that must complete soon. {@link #isIdle} reports their completion. */
    void probe(List<SimulatedClient> living);

    /** How much longer than a single call the operations in flight may take once faults have stopped. */
    default Duration livenessMore() {
        return Duration.ZERO;
    }

    /** The history of the lock, as the checker expects it. */
    default List<Operation<Mutex.Input, Mutex.Output>> lockHistory() {
        return List.of();
    }

    /** The history of the transactions on each store, as the checker expects it. */
    default Map<StoreId, List<Operation<RegisterTransaction, TransactionOutput>>> transactionHistories() {
        return Map.of();
    }

    /** Ends what the workload has opened itself. Called when the run is over. */
    default void close() {}

    /** Everything that is wrong with the run apart from the histories of keys, one sentence each. */
    List<String> violations();
}
