package dev.latchkey.sim.load;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.Mutex;
import dev.latchkey.sim.world.SimulatedClient;
import java.time.Duration;
import java.util.List;

/** What clients do in a run. */
public interface Workload {

    /** Begins to work with this client too. */
    void add(SimulatedClient client);

    /** Whether as much was begun as was ordered. From then on nothing new is begun. */
    boolean isWoundUp();

    /** Whether nothing of the living clients is under way. */
    boolean isIdle();

    /** A client died. Whoever replaces it comes by {@link #add}. */
    void died(SimulatedClient client);

    /** When faults have stopped: begins what must be answered soon then. {@link #isIdle} tells the end. */
    void probe(List<SimulatedClient> living);

    /** How much longer than a single call what is under way may take, when faults have stopped. */
    default Duration livenessMore() {
        return Duration.ZERO;
    }

    /** What was seen of a lock, as the checker takes it. */
    default List<Operation<Mutex.Input, Mutex.Output>> lockHistory() {
        return List.of();
    }

    /** What is wrong with what happened, apart from the histories of keys, in sentences. */
    List<String> violations();
}
