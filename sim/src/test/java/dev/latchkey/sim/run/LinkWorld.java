package dev.latchkey.sim.run;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.sim.world.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** One run: an event loop, a store, and clients over lossy links, all derived from one seed. */
public final class LinkWorld {

    public final VirtualLoop loop = new VirtualLoop();
    public final VirtualStore store = new VirtualStore(loop);
    public final LinkFaultCounts counts = new LinkFaultCounts();
    public final RandomGenerator chance;
    public final List<LossyLink> links = new ArrayList<>();
    private final LinkFaults faults;

    public LinkWorld(long seed, LinkFaults faults) {
        this.chance = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.faults = faults;
    }

    /** A new client with its own link. */
    public Latchkey client() {
        LossyLink link = new LossyLink(loop, store, faults, counts, chance);
        links.add(link);
        return Latchkey.over(loop, link, chance, ClientConfig.of("virtual"));
    }

    /** A new Clerk that retries without a deadline, like that of the lab. */
    public AsyncClerk clerk() {
        return client().clerk().withoutSession().async().withoutDeadline();
    }

    /** Runs until everything sent has completed, including late executions. */
    public void settleForEver() {
        loop.runAll();
        counts.requireFired(faults);
    }
}
