package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.Link;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The lossy link keeps the contract of a link, and its faults happen at the configured rates. */
final class LossyLinkTest {

    private static final int ATTEMPTS = 10_000;

    /** The completions of each attempt, in order. */
    private final List<List<String>> ends = new ArrayList<>();

    private LinkWorld send(LinkFaults faults, long seed) {
        LinkWorld world = new LinkWorld(seed, faults);
        LossyLink link = new LossyLink(world.loop, world.store, faults, world.counts, world.chance);
        link.open(new Deaf());
        world.loop.settle();
        for (int i = 0; i < ATTEMPTS; i++) {
            List<String> told = new ArrayList<>();
            ends.add(told);
            link.send(new Command.Put(Key.of("key-" + i), Value.of("v"), Version.NONE), new Link.Attempt() {
                @Override
                public void answered(Answer answer) {
                    told.add("answered");
                }

                @Override
                public void failed(String why) {
                    told.add(why);
                }
            });
            assertThat(told).as("completions reported inside send").isEmpty();
        }
        world.loop.runAll();
        return world;
    }

    private long ended(String how) {
        return ends.stream().filter(told -> told.contains(how)).count();
    }

    private static final class Deaf implements Link.Listener {
        @Override
        public void ready(StoreId store) {}

        @Override
        public void down(String why) {}

        @Override
        public void refused(String why) {}
    }

    @Test
    void eachAttemptEndsOnceAndIsExecutedAtMostOnce() {
        LinkWorld world = send(LinkFaults.LAB_AND_LATE, 1);
        assertThat(ends).allSatisfy(told -> assertThat(told).hasSize(1));
        Set<Key> executed = new HashSet<>();
        assertThat(world.store.journal())
                .allSatisfy(write -> assertThat(executed.add(write.key())).isTrue());
    }

    @Test
    void withoutFaultsEveryAttemptIsExecutedAndAnswered() {
        LinkWorld world = send(LinkFaults.NONE, 1);
        assertThat(ended("answered")).isEqualTo(ATTEMPTS);
        assertThat(world.store.journal()).hasSize(ATTEMPTS);
        assertThat(world.counts.requestsLost + world.counts.repliesLost + world.counts.lateExecutions)
                .isZero();
    }

    @Test
    void faultsHappenAsOftenAsTheyWereOrdered() {
        LinkWorld world = send(LinkFaults.LAB_AND_LATE, 2);
        LinkFaultCounts counts = world.counts;
        assertThat(counts.sends).isEqualTo(ATTEMPTS);
        assertThat(counts.requestsLost).isBetween(850L, 1_150L).isEqualTo(ended("the request was lost"));
        assertThat(counts.repliesLost).isBetween(750L, 1_050L).isEqualTo(ended("the reply was lost"));
        assertThat(counts.lateExecutions).isBetween(counts.requestsLost / 4, counts.requestsLost / 2);
        assertThat(counts.lateWrites).isEqualTo(counts.lateExecutions);
        assertThat(counts.overtakings).isPositive();
        assertThat(world.store.journal()).hasSize((int) (ATTEMPTS - counts.requestsLost + counts.lateExecutions));
    }

    @Test
    void lateExecutionsAreSpreadFromAtOnceToTheBound() {
        LinkWorld world = send(new LinkFaults(1_000, 0, 0, 1_000, 60_000), 3);
        assertThat(world.counts.lateExecutions).isEqualTo(ATTEMPTS);
        assertThat(world.loop.elapsed().toMillis()).isBetween(50_000L, 60_001L);
    }

    @Test
    void sameSeedMakesTheSameRun() {
        LinkWorld first = send(LinkFaults.LAB_AND_LATE, 4);
        LinkWorld second = send(LinkFaults.LAB_AND_LATE, 4);
        assertThat(second.store.journal()).isEqualTo(first.store.journal());
        assertThat(second.loop.elapsed()).isEqualTo(first.loop.elapsed());
    }

    @Test
    void cutFailsWhatIsOnItsWayAndNothingReachesAnotherStore() {
        LinkFaults faults = new LinkFaults(0, 0, 26, 1_000, 1_000);
        LinkWorld world = new LinkWorld(5, faults);
        Latchkey client = world.client();
        world.loop.settle();
        client.clerk().withoutSession().async().put(Key.of("k"), Value.of("v"), Version.NONE);
        world.loop.settle();
        world.links.get(0).cut("gone");
        world.store.restart();
        world.loop.runAll();
        assertThat(world.counts.lateExecutions).isZero();
        assertThat(world.store.journal()).isEmpty();
    }
}
