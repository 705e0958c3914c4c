package dev.latchkey.client.follow;

import static dev.latchkey.client.follow.ScriptedServer.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Waiting for a change of a key, step by step, with a scripted server. */
final class KeyWakeupsTest {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration FOLLOWED = Duration.ofSeconds(3);

    private final ScriptedServer server = new ScriptedServer();
    private final ManualLoop loop = server.loop;
    private final ClientFollows follows =
            new ClientFollows(loop, server, new Random(1), ClientConfig.of("scripted"), Runnable::run);
    private final KeyWakeups wakeups = follows.wakeups();
    private final KeyWakeups.Waiter waiter = wakeups.waiter(Key.of("k"));
    private final List<String> looks = new ArrayList<>();

    private Loop.Alarm next(KeyWakeups.Waiter waits, String name) {
        Loop.Alarm alarm = waits.next(POLL.toNanos(), FOLLOWED.toNanos(), 0, () -> looks.add(name));
        loop.settle();
        return alarm;
    }

    /** Waits, is established at revision 5, and has looked once for that reason. */
    private void established() {
        next(waiter, "first");
        server.accept().following("FOLLOW k", 5);
        assertThat(looks).containsExactly("first");
        looks.clear();
    }

    @Test
    void lookFollowsAsSoonAsTheKeyIsFollowedAndAtEachChange() {
        established();
        next(waiter, "second");
        loop.advance(FOLLOWED.minusMillis(1));
        assertThat(looks).isEmpty();
        server.last().push("k", put(6, 5, "k", "x"));
        assertThat(looks).containsExactly("second");
    }

    @Test
    void changeDuringTheLookIsNotLost() {
        established();
        server.last().push("k", put(6, 5, "k", "x"));
        assertThat(looks).isEmpty();
        next(waiter, "second");
        assertThat(looks).containsExactly("second");
        next(waiter, "third");
        assertThat(looks).containsExactly("second");
    }

    @Test
    void changeOfAKeyThatBeginsLikeThisOneIsIgnored() {
        established();
        next(waiter, "second");
        server.last().push("k", put(6, 5, "k2", "x"));
        assertThat(looks).isEmpty();
        loop.advance(FOLLOWED);
        assertThat(looks).containsExactly("second");
    }

    @Test
    void lookIsSpreadAndNotPostponedByFurtherChanges() {
        established();
        waiter.next(POLL.toNanos(), FOLLOWED.toNanos(), 1_000, () -> looks.add("spread"));
        server.last().push("k", put(6, 5, "k", "x"));
        loop.advance(Duration.ofNanos(999));
        server.last().push("k", put(7, 6, "k", "y"));
        assertThat(looks).isEmpty();
        loop.advance(Duration.ofNanos(1));
        assertThat(looks).containsExactly("spread");
    }

    @Test
    void everyoneWhoWaitsLooks() {
        established();
        KeyWakeups.Waiter other = wakeups.waiter(Key.of("k"));
        next(other, "other");
        assertThat(looks).as("the key may have changed before it was followed").containsExactly("other");
        next(waiter, "second");
        next(other, "other");
        server.last().push("k", put(6, 5, "k", "x"));
        assertThat(looks).containsExactly("other", "second", "other");
        assertThat(server.peers).hasSize(1);
    }

    @Test
    void pollsWhileTheKeyIsNotFollowed() {
        next(waiter, "first");
        loop.advance(POLL);
        assertThat(looks).containsExactly("first");
        next(waiter, "second");
        server.accept().following("FOLLOW k", 5);
        next(waiter, "third");
        looks.clear();
        server.last().drop();
        loop.advance(POLL);
        assertThat(looks).containsExactly("third");
    }

    @Test
    void looksAgainWhenTheKeyIsFollowedOnANewConnectionOrInAnotherStore() {
        established();
        next(waiter, "second");
        server.store = new dev.latchkey.core.StoreId(7, 7);
        server.last().reconnect().following("FOLLOW k", 1);
        assertThat(looks).containsExactly("second");
    }

    @Test
    void cancelledLookDoesNotHappen() {
        established();
        next(waiter, "second").cancel();
        server.last().push("k", put(6, 5, "k", "x"));
        loop.advance(FOLLOWED.multipliedBy(2));
        assertThat(looks).isEmpty();
    }

    @Test
    void keyIsFollowedForAFewSecondsAfterItsLastUse() {
        established();
        loop.advance(Duration.ofMillis(4_900));
        assertThat(server.last().closedByClient).isFalse();
        next(waiter, "second").cancel();
        loop.advance(Duration.ofMillis(4_900));
        assertThat(server.last().closedByClient).isFalse();
        loop.advance(Duration.ofMillis(100));
        assertThat(server.last().closedByClient).isTrue();
        next(waiter, "third");
        assertThat(server.peers).hasSize(2);
    }

    @Test
    void refusedFollowIsTriedAgainLater() {
        next(waiter, "first");
        server.accept().answerLine("FOLLOW k", "-NOPERM this user cannot follow");
        loop.advance(POLL);
        next(waiter, "second");
        loop.advance(POLL);
        assertThat(looks).containsExactly("first", "second");
        assertThat(server.peers).hasSize(1);
        loop.advance(Duration.ofSeconds(5));
        next(waiter, "third");
        assertThat(server.peers).hasSize(2);
    }

    @Test
    void boundedNumberOfKeysIsFollowedAndTheOthersPoll() {
        for (int i = 0; i < KeyWakeups.KEYS_MAX; i++) {
            next(wakeups.waiter(Key.of("x" + i)), "x" + i);
        }
        int connections = server.peers.size();
        assertThat(connections).isEqualTo(4);
        next(waiter, "mine");
        assertThat(server.peers).hasSize(connections);
        loop.advance(POLL);
        assertThat(looks).hasSize(KeyWakeups.KEYS_MAX + 1).contains("mine");
        next(waiter, "mine again");
        loop.settle();
        assertThat(server.peers).as("in place of a key for which no one waits").hasSize(connections);
        server.last().open();
        loop.settle();
        assertThat(server.last().requests).hasSize(1);
    }

    @Test
    void closedClientPolls() {
        established();
        next(waiter, "second");
        follows.close();
        loop.advance(POLL);
        assertThat(looks).containsExactly("second");
        next(waiter, "third");
        loop.advance(POLL);
        assertThat(looks).containsExactly("second", "third");
    }
}
