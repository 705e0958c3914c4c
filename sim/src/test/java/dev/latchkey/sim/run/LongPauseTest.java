package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.sim.load.CheckFindings;
import dev.latchkey.sim.load.KeysWorkload;
import dev.latchkey.sim.load.LockWorkload;
import dev.latchkey.sim.load.Workload;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SimulatedClient;
import dev.latchkey.sim.world.Trace;
import dev.latchkey.sim.world.VirtualProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Covers PROC-08: processes that are paused for 10 s, twice the answer timeout, as by garbage collection. No write is lost or
 * applied twice, a holder that was paused does not disturb its successor, and everything goes on afterwards.
 */
final class LongPauseTest {

    private static final int CLIENTS = 4;
    private static final int OPERATIONS = 600;
    private static final int OPERATIONS_BEFORE = 200;
    private static final int SEEDS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LENGTH_MAX = Duration.ofMinutes(10);

    private final List<SimulatedClient> clients = new ArrayList<>();

    private World run(long seed, boolean durable, Function<World, Workload> work, boolean pauseServer) {
        World world = new World(seed, NetworkFaults.NONE.withDelays(5), durable, Trace.off());
        Workload workload = work.apply(world);
        clients.clear();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(world.newClient("c" + i, ClientConfig.of("virtual")));
        }
        clients.forEach(workload::add);
        Runnable pause = () -> pause(
                world, pauseServer ? world.server.process() : clients.get(0).process());
        world.loop.runUntil(() -> world.operations.size() >= OPERATIONS_BEFORE);
        pause.run();
        assertThat(world.loop.runUntil(workload::isWindingDown, LENGTH_MAX))
                .as("operations begin after the pause")
                .isTrue();
        world.loop.runUntil(workload::isIdle, LENGTH_MAX);
        workload.probe(world.living());
        assertThat(world.loop.runUntil(workload::isIdle, LENGTH_MAX.multipliedBy(2)))
                .as("every operation completes")
                .isTrue();
        world.close();
        assertThat(world.operations.bug()).isNull();
        assertThat(workload.violations()).isEmpty();
        assertThat(CheckFindings.of(world.operations, workload).violations()).isEmpty();
        return world;
    }

    private static void pause(World world, VirtualProcess process) {
        process.pause();
        world.loop.schedule(PAUSE.toNanos(), process::resume);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void serverPausesForTenSeconds(boolean durable) {
        Seeds.each(SEEDS, "LongPauseTest#serverPausesForTenSeconds", seed -> {
            World world = run(seed, durable, w -> new KeysWorkload(w, 3, 2, OPERATIONS), true);
            assertThat(world.tally.of(FaultKind.SERVER_PAUSE)).isPositive();
            assertThat(world.loop.elapsed()).isGreaterThan(PAUSE);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientPausesForTenSeconds(boolean lock) {
        Seeds.each(SEEDS, "LongPauseTest#clientPausesForTenSeconds", seed -> {
            Function<World, Workload> work = lock
                    ? w -> new LockWorkload(w, OPERATIONS, true) // the operator breaks the lock of a paused holder
                    : w -> new KeysWorkload(w, 3, 2, OPERATIONS);
            World world = run(seed, false, work, false);
            assertThat(world.tally.of(FaultKind.CLIENT_PAUSE)).isPositive();
        });
    }
}
