package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.store.SessionLedger;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SimulatedClient;
import dev.latchkey.sim.world.Trace;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a session ends: not while its client lives and is connected, and within its time to live when the client has died. Covers SESS-06. */
final class SessionKeepingTest {

    private static final int SEEDS = 10;
    private static final Duration TTL = Duration.ofSeconds(5);
    private static final Duration RETRY_MAX = Duration.ofMillis(300);
    private static final Duration IDLE = Duration.ofMinutes(10);

    private static ClientConfig config() {
        return ClientConfig.of("virtual")
                .withBackoff(new Backoff(Duration.ofMillis(5), RETRY_MAX))
                .withAnswerTimeout(Duration.ofMillis(800))
                .withSessionTtl(TTL);
    }

    private static void write(World world, SimulatedClient client, String key) {
        PutOutcome outcome =
                world.loop.await(client.clerk().withoutDeadline().put(Key.of(key), Value.of("v"), Version.NONE));
        assertThat(outcome).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    private static SessionLedger ledger(World world) {
        return world.server.ledgers().get(0);
    }

    /** Some requests and replies are lost with their connections; a KEEP is sent again well within the time to live. */
    @Test
    void idleClientKeepsItsSessionOverLostConnections() {
        Seeds.each(SEEDS, "SessionKeepingTest#idleClientKeepsItsSessionOverLostConnections", seed -> {
            World world = new World(seed, NetworkFaults.NONE.withDelays(5).withCuts(60, 20, 60), Trace.off());
            SimulatedClient client = world.newClient("c", config(), true);
            write(world, client, "k");
            world.loop.advance(IDLE);
            write(world, client, "j");
            world.close();
            assertThat(world.tally.of(FaultKind.CUT_BEFORE)).isPositive();
            assertThat(world.tally.of(FaultKind.CUT_AFTER)).isPositive();
            assertThat(ledger(world).opened() - ledger(world).expired())
                    .as("sessions that did not expire: one; an OPEN whose reply was lost leaves one that does")
                    .isEqualTo(1);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sessionOfADeadClientEndsWithItsTimeToLiveAndNotBefore(boolean durable) {
        Seeds.each(SEEDS, "SessionKeepingTest#sessionOfADeadClientEndsWithItsTimeToLiveAndNotBefore", seed -> {
            World world = new World(seed, NetworkFaults.NONE, durable, Trace.off());
            SimulatedClient client = world.newClient("c", config(), true);
            write(world, client, "k");
            world.kill(client, true);
            world.loop.advance(TTL.multipliedBy(6).dividedBy(10));
            assertThat(ledger(world).expired()).as("before its deadline").isZero();
            world.loop.advance(TTL.multipliedBy(5).dividedBy(10));
            assertThat(ledger(world).expired()).isOne();
            world.close();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pauseOfTheServerEndsNoSession(boolean durable) {
        Seeds.each(SEEDS, "SessionKeepingTest#pauseOfTheServerEndsNoSession", seed -> {
            World world = new World(seed, NetworkFaults.NONE, durable, Trace.off());
            SimulatedClient client = world.newClient("c", config(), true);
            write(world, client, "k");
            for (int times : new int[] {1, 3, 10}) {
                world.server.process().pause();
                world.loop.advance(TTL.multipliedBy(times));
                world.server.process().resume();
                world.loop.advance(TTL);
            }
            assertThat(ledger(world).expired()).isZero();
            write(world, client, "j");
            assertThat(ledger(world).opened()).isOne();
            world.close();
        });
    }

    @Test
    void restartOfTheServerGivesASessionItsFullTimeToLive() {
        Seeds.each(SEEDS, "SessionKeepingTest#restartOfTheServerGivesASessionItsFullTimeToLive", seed -> {
            World world = new World(seed, NetworkFaults.NONE, true, Trace.off());
            SimulatedClient client = world.newClient("c", config(), true);
            write(world, client, "k");
            world.kill(client, true);
            world.loop.advance(TTL.multipliedBy(6).dividedBy(10));
            world.server.durable().orElseThrow().kill();
            world.server.startAgain();
            world.loop.advance(TTL.multipliedBy(9).dividedBy(10));
            assertThat(ledger(world).expired()).isZero();
            world.loop.advance(TTL.multipliedBy(2).dividedBy(10));
            assertThat(ledger(world).expired()).isOne();
            world.close();
        });
    }
}
