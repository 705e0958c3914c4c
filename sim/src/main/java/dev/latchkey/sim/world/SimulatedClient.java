package dev.latchkey.sim.world;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;

/** A client process: the real client, on an event loop that can be paused and killed. */
public final class SimulatedClient {

    private final VirtualProcess process;
    private final Latchkey latchkey;
    private final boolean inSession;
    private boolean spared;

    /** @param inSession whether its Clerk writes in a session */
    public SimulatedClient(VirtualProcess process, Latchkey latchkey, boolean inSession) {
        this.process = process;
        this.latchkey = latchkey;
        this.inSession = inSession;
    }

    /** From now on no faults are injected into it. */
    public void spare() {
        spared = true;
    }

    public boolean isSpared() {
        return spared;
    }

    public String name() {
        return process.name();
    }

    public VirtualProcess process() {
        return process;
    }

    public Latchkey latchkey() {
        return latchkey;
    }

    public AsyncClerk clerk() {
        return (inSession ? latchkey.clerk() : latchkey.clerk().withoutSession()).async();
    }

    /** Whether its Clerk writes in a session. */
    public boolean writesInSession() {
        return inSession;
    }

    public boolean isDead() {
        return process.isDead();
    }
}
