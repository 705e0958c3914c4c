package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.Trace;
import dev.latchkey.sim.world.VirtualProcess;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Covers NET-10. A path that carries 10 KB/s in each direction with a round trip of 300 ms: callers get the throughput that the path
 * allows, and requests are resent for at most 10 % of the operations.
 */
final class NarrowNetworkTest {

    private static final int BYTES_PER_SECOND = 10_000;
    private static final int WAY_MILLIS = 150;
    private static final Duration LENGTH = Duration.ofMinutes(2);
    private static final Duration ROUND_TRIP = Duration.ofMillis(300);

    /** With its command, key and version, a request is about 40 bytes longer. */
    private static final int VALUE_BYTES = 960;

    private static final int REQUEST_BYTES_MAX = 1_010;

    private final World world = new World(7, NetworkFaults.NONE.withPath(BYTES_PER_SECOND, WAY_MILLIS), Trace.off());
    private final CountingTransport transport;
    private final AsyncClerk clerk;
    private long operations;
    private long maybes;

    NarrowNetworkTest() {
        VirtualProcess process = new VirtualProcess("c", world.loop, world.tally, FaultKind.CLIENT_PAUSE);
        transport = new CountingTransport(world.network.transport(process, world.server));
        clerk = Latchkey.over(process, transport, world.chance.of("c"), ClientConfig.of("virtual"))
                .clerk()
                .withoutSession()
                .async();
    }

    private CompletableFuture<Void> puts(Key key, Version version) {
        if (world.loop.elapsed().compareTo(LENGTH) > 0) {
            return CompletableFuture.completedFuture(null);
        }
        return clerk.put(key, Value.of("x".repeat(VALUE_BYTES)), version).thenCompose(outcome -> {
            operations++;
            maybes += outcome instanceof PutOutcome.ErrMaybe ? 1 : 0;
            return puts(key, version.next());
        });
    }

    /** With 40 callers, the requests in flight take 4 s to transmit, which is close to the answer timeout of 5 s. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 40})
    void throughputDegradesWithoutATimeoutStorm(int callers) {
        CompletableFuture<?>[] all = new CompletableFuture<?>[callers];
        for (int i = 0; i < callers; i++) {
            all[i] = puts(Key.of("key-" + i), Version.NONE);
        }
        CompletableFuture<Void> done = CompletableFuture.allOf(all);
        assertThat(world.loop.runUntil(done::isDone, LENGTH.multipliedBy(2))).isTrue();
        double perSecond = operations / (double) LENGTH.toSeconds();
        double batchSeconds = callers * REQUEST_BYTES_MAX / (double) BYTES_PER_SECOND;
        double possible = callers / (batchSeconds + ROUND_TRIP.toMillis() / 1_000.0);
        System.out.printf(
                "NET-10 %d callers: %d operations, %.1f/s of %.1f/s, %d bytes, %d connections%n",
                callers, operations, perSecond, possible, transport.bytes, transport.connections);
        assertThat(perSecond).as("operations per second").isBetween(possible * 0.8, possible * 1.1);
        assertThat(transport.bytes)
                .as("bytes sent for %d operations", operations)
                .isLessThanOrEqualTo(operations * REQUEST_BYTES_MAX * 11 / 10);
        assertThat(maybes).as("ErrMaybe").isLessThanOrEqualTo(operations / 10);
    }
}
