package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.world.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Covers LOAD-07: a server that executes a bounded number of commands per second is offered five times as much for a minute. Counts
 * operations that succeed, in virtual time.
 */
final class OverloadTest {

    private static final int CAPACITY_PER_SECOND = 200;
    private static final int CLIENTS = 10;
    private static final int SATURATING_CALLERS = 40;
    private static final int OVERLOAD = 5;

    /** So many calls of all clients together take 2.5 s, half of the answer timeout. */
    private static final int CALLS_MAX = 50;

    private static final Duration PHASE = Duration.ofSeconds(60);

    private final World world = new World(5, NetworkFaults.NONE.withDelays(5), Trace.off());
    private final List<AsyncClerk> clerks = new ArrayList<>();
    private long begun;
    private long succeeded;

    OverloadTest() {
        world.server.serveAtMost(CAPACITY_PER_SECOND);
        for (int i = 0; i < CLIENTS; i++) {
            clerks.add(world.newClient("c" + i, ClientConfig.of("virtual").withCallsMax(CALLS_MAX))
                    .clerk()
                    .withoutSession());
        }
    }

    /** A caller that begins a put when the previous one has completed, until the given time. */
    private void call(int caller, Duration until) {
        if (world.loop.elapsed().compareTo(until) < 0) {
            put(clerks.get(caller % CLIENTS)).whenComplete((outcome, failure) -> call(caller, until));
        }
    }

    private CompletableFuture<PutOutcome> put(AsyncClerk clerk) {
        return clerk.put(Key.of("key-" + ++begun), Value.of("v"), Version.NONE).whenComplete((outcome, failure) -> {
            if (outcome instanceof PutOutcome.Ok) {
                succeeded++;
            }
        });
    }

    /** Operations that succeed in a phase with so many callers. */
    private long closedLoop(int callers) {
        long before = succeeded;
        Duration end = world.loop.elapsed().plus(PHASE);
        for (int i = 0; i < callers; i++) {
            call(i, end);
        }
        world.loop.advance(PHASE);
        return succeeded - before;
    }

    /** Operations that succeed in a phase in which operations begin at the given rate, whatever becomes of them. */
    private long openLoop(int perSecond) {
        long before = succeeded;
        long operations = perSecond * PHASE.toSeconds();
        for (long i = 0; i < operations; i++) {
            AsyncClerk clerk = clerks.get((int) (i % CLIENTS));
            world.loop.schedule(PHASE.toNanos() / operations * i, () -> put(clerk));
        }
        world.loop.advance(PHASE);
        return succeeded - before;
    }

    @Test
    void fiveTimesAsManyCallersGetTheSameThroughput() {
        long peak = closedLoop(SATURATING_CALLERS);
        long during = closedLoop(OVERLOAD * SATURATING_CALLERS);
        long after = closedLoop(SATURATING_CALLERS);
        System.out.printf("LOAD-07 closed loop: %d at the peak, %d during, %d after%n", peak, during, after);
        assertThat(peak).as("peak").isGreaterThan(CAPACITY_PER_SECOND * PHASE.toSeconds() * 9 / 10);
        assertThat(during).as("during the overload").isGreaterThanOrEqualTo(peak * 8 / 10);
        assertThat(after).as("after the overload").isGreaterThanOrEqualTo(peak * 8 / 10);
    }

    /**
     * Callers that do not wait for one another can offer more than any server executes. What exceeds {@code callsMax} fails without
     * being sent; the rest is answered within the answer timeout, so nothing is resent.
     */
    @Test
    void clientsThatLimitTheirCallsKeepTheThroughputOfTheServer() {
        long before = openLoop(CAPACITY_PER_SECOND * 8 / 10);
        long during = openLoop(CAPACITY_PER_SECOND * OVERLOAD);
        long after = openLoop(CAPACITY_PER_SECOND * 8 / 10);
        System.out.printf("LOAD-07 open loop: %d before, %d during, %d after%n", before, during, after);
        assertThat(before).isGreaterThan(CAPACITY_PER_SECOND * PHASE.toSeconds() * 7 / 10);
        assertThat(during).as("during the overload").isGreaterThanOrEqualTo(before);
        assertThat(after).as("after the overload").isGreaterThanOrEqualTo(before * 8 / 10);
    }
}
