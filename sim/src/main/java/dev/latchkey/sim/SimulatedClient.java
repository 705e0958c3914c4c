package dev.latchkey.sim;

import dev.latchkey.client.AsyncClerk;
import dev.latchkey.client.Latchkey;

/** A client process: the real client, on a loop that can be paused and killed. */
final class SimulatedClient {

    private final VirtualProcess process;
    private final Latchkey latchkey;
    private boolean spared;

    SimulatedClient(VirtualProcess process, Latchkey latchkey) {
        this.process = process;
        this.latchkey = latchkey;
    }

    /** From now on nothing happens to it. */
    void spare() {
        spared = true;
    }

    boolean isSpared() {
        return spared;
    }

    String name() {
        return process.name();
    }

    VirtualProcess process() {
        return process;
    }

    Latchkey latchkey() {
        return latchkey;
    }

    AsyncClerk clerk() {
        return latchkey.clerk().async();
    }

    boolean isDead() {
        return process.isDead();
    }
}
