package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.lock.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A client that stops waiting for a lock never leaves it held, however late its requests are executed. Covers LOCK-04. */
final class GivingUpTest {

    /** Slow and lossy enough that clients often give up between a write and its reply. */
    private static final LinkFaults BAD = new LinkFaults(300, 300, 26, 700, 60_000);

    @Test
    void whoGivesUpNeverLeavesTheLockHeld() {
        GivingUpCounts counts = new GivingUpCounts();
        Seeds.each(
                2_000, "GivingUpTest#whoGivesUpNeverLeavesTheLockHeld", seed -> run(new LinkWorld(seed, BAD), counts));
        System.out.println("giving up: " + counts);
        assertThat(counts.granted).as("attempts that were granted").isPositive();
        assertThat(counts.givenUp).as("attempts that were given up").isPositive();
        assertThat(counts.lateWrites).as("late executions that wrote").isPositive();
    }

    private static final class GivingUpCounts {
        private long granted;
        private long givenUp;
        private long lateWrites;

        @Override
        public String toString() {
            return granted + " granted, " + givenUp + " given up, " + lateWrites + " late executions wrote";
        }
    }

    private static void run(LinkWorld world, GivingUpCounts counts) {
        List<Held> granted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Latchkey client = world.client();
            Duration after = Duration.ofMillis(world.chance.nextInt(1, 100));
            CompletableFuture<Held> held =
                    client.lock(LockState.NAME).withoutSession().async().acquire();
            held.thenAccept(granted::add);
            if (world.chance.nextBoolean()) {
                held.thenAccept(grant -> releaseLater(world, grant));
            }
            world.loop.schedule(after.toNanos(), () -> counts.givenUp += held.cancel(false) ? 1 : 0);
            world.loop.advance(Duration.ofMillis(world.chance.nextInt(100)));
        }
        world.loop.runAll();

        counts.granted += granted.size();
        counts.lateWrites += world.counts.lateWrites;
        assertThat(LockState.of(world))
                .as("the lock holder in the store, of %s", granted)
                .isEqualTo(
                        granted.stream().filter(Held::isHeld).map(Held::token).findFirst());
        assertThat(granted).filteredOn(Held::isHeld).as("held at the same time").hasSizeLessThanOrEqualTo(1);
        assertThat(granted.stream().map(Held::token)).as("tokens").isSorted().doesNotHaveDuplicates();
    }

    private static void releaseLater(LinkWorld world, Held held) {
        long delay = Duration.ofMillis(world.chance.nextInt(100)).toNanos();
        world.loop.schedule(delay, held::releaseAsync);
    }
}
