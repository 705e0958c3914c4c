package dev.latchkey.sim;

import dev.latchkey.client.AsyncClerk;

/** Somebody in a client process who does one operation at a time; others may share the process, and its connection. */
final class Caller {

    private final SimulatedClient client;
    private final AsyncClerk clerk;
    private final String name;
    private final OperationLog log;
    private int number;

    Caller(SimulatedClient client, AsyncClerk clerk, String name, OperationLog log) {
        this.client = client;
        this.clerk = clerk;
        this.name = name;
        this.log = log;
        this.number = log.newNumber();
    }

    SimulatedClient client() {
        return client;
    }

    AsyncClerk clerk() {
        return clerk;
    }

    String name() {
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
