package dev.latchkey.sim.load;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.sim.world.SimulatedClient;

/** A sequential caller in a client process: it has one operation in flight. Callers may share a process and its connections. */
public final class SequentialClient {

    private final SimulatedClient client;
    private final AsyncClerk clerk;
    private final String name;
    private final OperationLog log;
    private int number;

    public SequentialClient(SimulatedClient client, AsyncClerk clerk, String name, OperationLog log) {
        this.client = client;
        this.clerk = clerk;
        this.name = name;
        this.log = log;
        this.number = log.newNumber();
    }

    SimulatedClient client() {
        return client;
    }

    public AsyncClerk clerk() {
        return clerk;
    }

    public String name() {
        return name;
    }

    /** The client number under which its operations are recorded. */
    int number() {
        return number;
    }

    /**
     * Continues under a new number. Required after an operation with an unknown outcome: it may still be in flight, and in a
     * history a client number has one operation in flight.
     */
    void becomeAnother() {
        number = log.newNumber();
    }
}
