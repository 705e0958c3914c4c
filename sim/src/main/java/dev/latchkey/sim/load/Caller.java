package dev.latchkey.sim.load;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.sim.world.SimulatedClient;

/** Somebody in a client process who does one operation at a time; others may share the process, and its connection. */
public final class Caller {

    private final SimulatedClient client;
    private final AsyncClerk clerk;
    private final String name;
    private final OperationLog log;
    private int number;

    public Caller(SimulatedClient client, AsyncClerk clerk, String name, OperationLog log) {
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

    /** The number under which its operations are recorded. */
    int number() {
        return number;
    }

    /** After an operation that may still be under way it does the next as somebody else, who does one at a time. */
    void becomeAnother() {
        number = log.newNumber();
    }
}
