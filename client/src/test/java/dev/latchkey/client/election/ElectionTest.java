package dev.latchkey.client.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.client.lock.SharedStore;
import dev.latchkey.client.lock.holder.LockWaiter;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.client.lock.loss.LockLostException;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Leader election: one leader at a time, in the order of the campaigns, with growing tokens; and what its listeners are told. */
final class ElectionTest {

    private static final Key LEADER = Key.of("election/test");
    private static final String QUEUE = "election-queue/test/";
    private static final Duration TTL = Duration.ofSeconds(2);

    private final SharedStore store = new SharedStore(1);
    private final List<String> told = new ArrayList<>();

    private Election election(SharedStore.Client client, String text) {
        return client.latchkey.election("test").withTtl(TTL).withText(text);
    }

    private Election election(String text) {
        return election(store.client(), text);
    }

    private Leadership elected(Election election) {
        Leadership leadership = store.await(election.campaignAsync());
        store.runUntil(() -> store.keys(QUEUE).isEmpty());
        return leadership;
    }

    /** Begins to campaign, and returns when the ticket is in the queue. */
    private CompletableFuture<Leadership> campaigning(Election election) {
        int before = store.keys(QUEUE).size();
        CompletableFuture<Leadership> campaign = election.campaignAsync();
        store.runUntil(() -> store.keys(QUEUE).size() > before);
        return campaign;
    }

    private LeaderListener telling(String who) {
        return new LeaderListener() {
            @Override
            public void elected(Leadership leadership) {
                told.add(who + " leads with " + leadership.token());
            }

            @Override
            public void ended(Version token, Optional<LockLoss> cause) {
                told.add(who + " ceases to lead with " + token + " "
                        + cause.map(LockLoss::name).orElse("resigned"));
            }
        };
    }

    private void advance(Duration time) {
        store.loop.advance(time);
    }

    @Test
    void candidatesLeadInTheOrderOfTheirCampaigns() {
        Leadership first = elected(election("a"));
        CompletableFuture<Leadership> second = campaigning(election("b"));
        CompletableFuture<Leadership> third = campaigning(election("c"));
        assertThat(first.isLeader()).isTrue();
        assertThat(store.await(first.resignAsync())).isEqualTo(ReleaseOutcome.RELEASED);
        Leadership led = store.await(second);
        advance(Duration.ofSeconds(1));
        assertThat(third).isNotDone();
        assertThat(led.token()).isGreaterThan(first.token());
        store.await(led.resignAsync());
        assertThat(store.await(third).token()).isGreaterThan(led.token());
    }

    @Test
    void leaderThatDiesIsReplacedWithinItsTimeToLive() {
        SharedStore.Client dead = store.client();
        Leadership first = elected(election(dead, "a"));
        CompletableFuture<Leadership> second = campaigning(election("b"));
        store.loop.execute(dead::cut);
        Duration before = store.loop.elapsed();
        Leadership next = store.await(second);
        assertThat(store.loop.elapsed().minus(before)).isLessThan(TTL.plusMillis(500));
        assertThat(first.isLeader()).isFalse();
        assertThatThrownBy(first::check).isInstanceOf(LockLostException.class);
        assertThat(next.token()).isGreaterThan(first.token());
    }

    @Test
    void writeWithTheGuardOfAnEarlierLeadershipIsRefused() {
        SharedStore.Client client = store.client();
        Leadership first = elected(election(client, "a"));
        store.await(first.resignAsync());
        Leadership second = elected(election(client, "a"));
        assertThat(second.guard()).isNotEqualTo(first.guard());
        var clerk = client.latchkey.clerk().async();
        assertThat(store.await(clerk.put(Key.of("data"), Value.of("x"), Version.NONE, first.guard())))
                .isInstanceOf(GuardedOutcome.ErrGuard.class);
        assertThat(store.await(clerk.put(Key.of("data"), Value.of("x"), Version.NONE, second.guard()))
                        .orThrow())
                .isEqualTo(Version.of(1));
    }

    @Test
    void resignedLeadershipLeavesNoKey() {
        Leadership first = elected(election("a"));
        store.await(first.resignAsync());
        assertThat(store.keys("election")).isEmpty();
        assertThat(first.isLeader()).isFalse();
        assertThat(store.await(election("b").campaignAsync()).token()).isGreaterThan(first.token());
    }

    @Test
    void statusNamesTheLeaderAndTheCandidates() {
        Election election = election("host-1:80");
        Leadership first = elected(election);
        campaigning(election("host-2:80"));
        campaigning(election("host-3:80"));
        var lock = store.client().latchkey.election("test");
        List<Optional<Leader>> leaders = new ArrayList<>();
        Election.Observation observation = lock.observe(leaders::add);
        store.runUntil(() -> !leaders.isEmpty());
        observation.close();
        assertThat(leaders.get(0)).hasValueSatisfying(leader -> {
            assertThat(leader.token()).isEqualTo(first.token());
            assertThat(leader.text()).isEqualTo("host-1:80");
        });
        assertThat(store.keys(QUEUE)).hasSize(2);
    }

    @Test
    void observerIsToldOfEachLeaderOnce() {
        List<String> leaders = new ArrayList<>();
        Election.Observation observation = election("observer")
                .observe(leader -> leaders.add(leader.map(Leader::text).orElse("nobody")));
        advance(Duration.ofSeconds(1));
        Leadership first = elected(election("a"));
        advance(Duration.ofSeconds(1));
        store.await(first.resignAsync());
        advance(Duration.ofSeconds(1));
        elected(election("b"));
        advance(Duration.ofSeconds(3));
        assertThat(leaders).containsExactly("nobody", "a", "nobody", "b");
        observation.close();
        advance(Duration.ofSeconds(1));
        assertThat(leaders).hasSize(4);
    }

    @Test
    void candidacyCampaignsAgainAfterALoss() {
        SharedStore.Client client = store.client();
        Candidacy candidacy = election(client, "a").run(telling("a"), true);
        store.runUntil(() -> told.size() == 1);
        store.loop.execute(client::cut);
        store.runUntil(() -> told.size() == 2);
        assertThat(candidacy.leadership()).isEmpty();
        store.loop.execute(client::reconnect);
        store.runUntil(() -> told.size() == 3);
        assertThat(told).containsExactly("a leads with 1", "a ceases to lead with 1 UNREACHABLE", "a leads with 3");
        candidacy.close();
        store.runUntil(() -> store.keys("election").isEmpty());
        assertThat(told).last().isEqualTo("a ceases to lead with 3 resigned");
        advance(Duration.ofSeconds(30));
        assertThat(told).hasSize(4);
    }

    @Test
    void candidacyThatDoesNotCampaignAgainEnds() {
        SharedStore.Client client = store.client();
        election(client, "a").run(telling("a"), false);
        store.runUntil(() -> told.size() == 1);
        store.execute(new Command.Delete(LEADER, Version.of(1)));
        store.runUntil(() -> told.size() == 2);
        advance(Duration.ofSeconds(30));
        assertThat(told).containsExactly("a leads with 1", "a ceases to lead with 1 BROKEN");
        assertThat(store.keys("election")).isEmpty();
    }

    @Test
    void candidacyThatResignsWaitsBehindTheOthers() {
        Candidacy candidacy = election("a").run(telling("a"), true);
        store.runUntil(() -> told.size() == 1 && store.keys(QUEUE).isEmpty());
        election("b").run(telling("b"), true);
        store.runUntil(() -> store.keys(QUEUE).size() == 1);
        assertThat(store.await(candidacy.resign())).isEqualTo(ReleaseOutcome.RELEASED);
        store.runUntil(() -> told.size() == 3);
        advance(Duration.ofSeconds(5));
        assertThat(told).containsExactly("a leads with 1", "a ceases to lead with 1 resigned", "b leads with 3");
    }

    @Test
    void closedCandidacyLeavesTheQueue() {
        elected(election("a"));
        Candidacy candidacy = election("b").run(telling("b"), true);
        store.runUntil(() -> store.keys(QUEUE).size() == 1);
        candidacy.close();
        store.runUntil(() -> store.keys(QUEUE).isEmpty());
        assertThat(told).isEmpty();
    }

    @Test
    void candidatesAreListedInOrder() {
        elected(election("a"));
        campaigning(election("b"));
        campaigning(election("c"));
        var waiters = store.client().latchkey.lock("unused").async();
        assertThat(store.await(waiters.waiters())).isEmpty();
        assertThat(store.keys(QUEUE)).hasSize(2);
        assertThat(LockWaiter.of(Value.of("id 2026-01-01T00:00:00Z b")).owner()).isEqualTo("b");
    }

    @Test
    void abandonedCampaignIsUndone() {
        elected(election("a"));
        CompletableFuture<Leadership> second = campaigning(election("b"));
        second.cancel(false);
        store.runUntil(() -> store.keys(QUEUE).isEmpty());
        assertThat(second.isCancelled()).isTrue();
    }
}
