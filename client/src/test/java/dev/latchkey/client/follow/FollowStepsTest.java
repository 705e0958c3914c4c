package dev.latchkey.client.follow;

import static dev.latchkey.client.follow.ScriptedServer.delete;
import static dev.latchkey.client.follow.ScriptedServer.pushes;
import static dev.latchkey.client.follow.ScriptedServer.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.LaterExecutor;
import dev.latchkey.client.follow.FollowEndedException.Reason;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.client.link.Spoken;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.verbs.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A follow, step by step, with a scripted server. Covers FOLL-01 and FOLL-02. */
final class FollowStepsTest {

    private static final StoreId OTHER_STORE = new StoreId(7, 7);

    private final ScriptedServer server = new ScriptedServer();
    private final ManualLoop loop = server.loop;
    private final LaterExecutor executor = new LaterExecutor();
    private final Latchkey client = Latchkey.over(
            loop, server, new Random(1), ClientConfig.of("scripted").withExecutor(executor));

    /** Accepts the connection of the Clerk, which the client opens first. */
    FollowStepsTest() {
        loop.settle();
        server.accept();
    }

    private Follow open(FollowRequest request) {
        Follow follow = request.open();
        loop.settle();
        return follow;
    }

    /** A follow of the prefix a, established at revision 5. */
    private Follow followed() {
        Follow follow = open(client.follow("a"));
        server.accept().following("FOLLOW a", 5);
        return follow;
    }

    private static List<Long> revisions(Follow follow) {
        List<Long> revisions = new ArrayList<>();
        for (Optional<FollowUpdate> next = follow.poll(); next.isPresent(); next = follow.poll()) {
            next.get().events().forEach(event -> revisions.add(event.revision()));
            revisions.add(0L); // the end of a step
        }
        return revisions;
    }

    private static FollowEndedException end(Follow follow) {
        return catchThrowableOfType(FollowEndedException.class, follow::poll);
    }

    private static void assertEnded(Follow follow, Reason reason, String message) {
        assertThat(end(follow)).hasMessageContaining(message);
        assertThat(end(follow).reason()).isEqualTo(reason);
    }

    @Test
    void deliversTheEventsAfterTheCurrentRevision() {
        Follow follow = followed();
        CompletableFuture<FollowHandle.Start> started = follow.started();
        executor.runAll();
        assertThat(started.join()).isEqualTo(new FollowHandle.Start(Spoken.STORE, 5));
        KeyEvent first = put(6, 5, "a1", "x");
        server.last().push("a", first, put(9, 6, "a2", "y"));
        assertThat(follow.poll()).contains(new FollowUpdate.Step(List.of(first)));
        assertThat(follow.poll()).contains(new FollowUpdate.Step(List.of(put(9, 6, "a2", "y"))));
        assertThat(follow.poll()).isEmpty();
        assertThat(follow.figures()).isEqualTo(new FollowHandle.Figures(2, 2, 0, 0, 0));
    }

    @Test
    void startsAfterTheGivenRevision() {
        Follow follow = open(client.follow("a").from(3));
        server.accept().following("FOLLOW a FROM 3", 3);
        server.last().push("a", put(4, 3, "a1", "x"));
        assertThat(revisions(follow)).containsExactly(4L, 0L);
    }

    @Test
    void stepIsDeliveredWholeOrNotAtAll() {
        Follow follow = followed();
        server.last().push("a", delete(6, 5, "a1", false), delete(7, 6, "a2", false));
        assertThat(follow.poll()).isEmpty();
        server.last().push("a", delete(8, 7, "a3", true));
        assertThat(revisions(follow)).containsExactly(6L, 7L, 8L, 0L);
    }

    @Test
    void connectionLostDuringAStepIsResumedBeforeIt() {
        Follow follow = followed();
        server.last().push("a", put(6, 5, "a1", "x"), delete(7, 6, "a1", false));
        server.last().reconnect().following("FOLLOW a FROM 6", 6);
        server.last().push("a", delete(7, 6, "a1", false), delete(8, 7, "a2", true), put(9, 8, "a1", "z"));
        assertThat(revisions(follow)).containsExactly(6L, 0L, 7L, 8L, 0L, 9L, 0L);
        assertThat(follow.figures().resumed()).isOne();
    }

    @Test
    void connectionLostBeforeTheFollowHasStartedIsRequestedAgainFromTheCurrentRevision() {
        Follow follow = open(client.follow("a"));
        server.accept().reconnect().following("FOLLOW a", 8);
        server.last().push("a", put(9, 8, "a1", "x"));
        assertThat(revisions(follow)).containsExactly(9L, 0L);
    }

    @Test
    void missingEventEndsTheFollow() {
        Follow follow = followed();
        server.last().push("a", put(6, 5, "a1", "x"), put(8, 7, "a1", "y"));
        assertThat(follow.poll().orElseThrow().events()).containsExactly(put(6, 5, "a1", "x"));
        assertEnded(follow, Reason.CHAIN_BROKEN, "revision 8 comes after revision 7, but the last one received was 6");
        assertThat(server.last().closedByClient).isTrue();
    }

    @Test
    void repeatedEventEndsTheFollow() {
        Follow follow = followed();
        server.last().push("a", put(6, 5, "a1", "x"), put(6, 5, "a1", "x"));
        assertThat(revisionsBeforeTheEnd(follow)).containsExactly(6L);
        assertEnded(follow, Reason.CHAIN_BROKEN, "revision 6 comes after revision 5, but the last one received was 6");
    }

    private static List<Long> revisionsBeforeTheEnd(Follow follow) {
        return List.of(follow.poll().orElseThrow().events().get(0).revision());
    }

    @Test
    void keyWithoutThePrefixEndsTheFollow() {
        Follow follow = followed();
        server.last().push("a", put(6, 5, "b", "x"));
        assertEnded(follow, Reason.CHAIN_BROKEN, "of a key without the prefix");
    }

    @Test
    void followThatStartsAtAnotherRevisionThanRequestedEnds() {
        Follow follow = open(client.follow("a").from(3));
        server.accept().following("FOLLOW a FROM 3", 4);
        assertEnded(follow, Reason.CHAIN_BROKEN, "requested after revision 3 and starts after 4");
    }

    @Test
    void evictedEventsEndTheFollow() {
        Follow follow = followed();
        server.last().push("a", put(6, 5, "a1", "x"));
        server.last().reconnect().answer("FOLLOW a FROM 6", Verb.FOLLOW, new Reply.Compacted(70));
        assertThat(revisionsBeforeTheEnd(follow)).containsExactly(6L);
        assertEnded(follow, Reason.COMPACTED, "events after revision 6 are no longer in the history");
        assertThat(end(follow))
                .isInstanceOfSatisfying(CompactedException.class, compacted -> assertThat(compacted.oldest())
                        .isEqualTo(70));
    }

    @Test
    void anotherStoreEndsTheFollow() {
        Follow follow = followed();
        server.store = OTHER_STORE;
        server.last().reconnect();
        assertEnded(follow, Reason.STORE_CHANGED, "the server has store " + OTHER_STORE);
        assertThat(server.last().closedByClient).isTrue();
    }

    @Test
    void revisionOfAnotherStoreIsNotFollowed() {
        Follow follow = open(client.follow("a").from(OTHER_STORE, 3));
        server.accept();
        assertEnded(follow, Reason.STORE_CHANGED, "the follow is of store " + OTHER_STORE);
        assertThat(server.last().requests).isEmpty();
    }

    @Test
    void refusalsEndTheFollow() {
        Follow follow = open(client.follow("a"));
        server.accept().answerLine("FOLLOW a", "-NOPERM this user cannot follow");
        assertEnded(follow, Reason.REFUSED, "NOPERM this user cannot follow");

        Follow next = open(client.follow("a").from(9));
        server.accept().answer("FOLLOW a FROM 9", Verb.FOLLOW, new Reply.NotReached(9));
        assertEnded(next, Reason.REFUSED, "the store has not reached revision 9");

        Follow last = open(client.follow("a"));
        ScriptedServer.Peer peer = server.last();
        openedWithoutGreeting(peer);
        peer.answerLine("HELLO 3", "-NOAUTH Authentication required.");
        assertEnded(last, Reason.REFUSED, "NOAUTH");
        assertThat(peer.closedByClient).isTrue();
    }

    private void openedWithoutGreeting(ScriptedServer.Peer peer) {
        peer.open();
        loop.settle();
    }

    @Test
    void passingRefusalIsRetried() {
        Follow follow = open(client.follow("a"));
        server.accept().answerLine("FOLLOW a", "-LOADING the store");
        loop.advance(Duration.ofSeconds(1));
        server.last().following("FOLLOW a", 2);
        server.last().push("a", put(3, 2, "a", "x"));
        assertThat(revisions(follow)).containsExactly(3L, 0L);
    }

    @Test
    void slowConsumerIsPausedAndMissesNothing() {
        Follow slow = open(client.follow("a").withQueueBytes(1));
        server.accept().following("FOLLOW a", 5);
        Follow other = open(client.follow("b"));
        server.last().following("FOLLOW b", 5);
        server.last().push("a", put(6, 5, "a1", "x"), put(7, 6, "a1", "y"), put(8, 7, "a1", "z"));
        server.last().push("b", put(9, 5, "b", "x"));
        server.last().answerLine("UNFOLLOW a", ":1");
        assertThat(revisions(other)).containsExactly(9L, 0L);
        assertThat(server.last().requests).isEmpty();

        assertThat(revisions(slow)).containsExactly(6L, 0L);
        loop.settle();
        server.last().following("FOLLOW a FROM 6", 6);
        server.last().push("a", put(7, 6, "a1", "y"));
        assertThat(revisions(slow)).containsExactly(7L, 0L);
        assertThat(slow.figures().paused()).isOne();
    }

    @Test
    void pausedFollowIsNotRequestedOnTheNextConnectionBeforeThereIsRoom() {
        Follow slow = open(client.follow("a").withQueueBytes(1));
        server.accept().following("FOLLOW a", 5);
        server.last().push("a", put(6, 5, "a1", "x"), put(7, 6, "a1", "y"));
        server.last().reconnect();
        assertThat(server.last().requests).isEmpty();
        slow.poll();
        loop.settle();
        server.last().following("FOLLOW a FROM 6", 6);
        server.last().push("a", put(7, 6, "a1", "y"));
        assertThat(revisions(slow)).containsExactly(7L, 0L);
    }

    @Test
    void pushesOfAnEarlierFollowOfThePrefixAreDropped() {
        Follow first = followed();
        first.close();
        Follow kept = open(client.follow("b"));
        loop.settle();
        Follow second = open(client.follow("a"));
        ScriptedServer.Peer peer = server.accept();
        peer.push("a", put(6, 5, "a1", "x"));
        peer.following("FOLLOW b", 5);
        peer.following("FOLLOW a", 6);
        peer.push("a", put(7, 6, "a1", "y"));
        assertThat(revisions(second)).containsExactly(7L, 0L);
        assertThat(revisions(kept)).isEmpty();
    }

    @Test
    void closingEndsTheFollowInEveryState() {
        Follow unconnected = open(client.follow("a"));
        unconnected.close();
        assertClosed(unconnected);

        Follow requested = open(client.follow("a"));
        server.accept();
        requested.close();
        assertClosed(requested);

        Follow duringAStep = followed();
        server.last().push("a", delete(6, 5, "a1", false));
        duringAStep.close();
        assertClosed(duringAStep);

        Follow paused = open(client.follow("a").withQueueBytes(1));
        server.accept().following("FOLLOW a", 5);
        server.last().push("a", put(6, 5, "a1", "x"), put(7, 6, "a1", "y"));
        paused.close();
        assertClosed(paused);

        Follow interrupted = followed();
        server.last().drop();
        interrupted.close();
        assertClosed(interrupted);
        int connections = server.peers.size();
        loop.advance(Duration.ofMinutes(1));
        assertThat(server.peers).as("connections after the last follow").hasSize(connections);
        interrupted.close();
    }

    private void assertClosed(Follow follow) {
        loop.settle();
        assertEnded(follow, Reason.CLOSED, "the follow is closed");
        executor.runAll();
    }

    @Test
    void lastFollowClosesTheConnectionAndEarlierOnesUnfollow() {
        Follow a = followed();
        Follow b = open(client.follow("b"));
        server.last().following("FOLLOW b", 5);
        a.close();
        loop.settle();
        server.last().answerLine("UNFOLLOW a", ":1");
        server.last().push("a", put(6, 5, "a1", "x"));
        assertThat(server.last().closedByClient).isFalse();
        b.close();
        loop.settle();
        assertThat(server.last().closedByClient).isTrue();
    }

    @Test
    void closingTheClientEndsItsFollows() {
        Follow follow = followed();
        server.last().push("a", put(6, 5, "a1", "x"));
        loop.execute(client::closeNow);
        loop.settle();
        assertThat(revisionsBeforeTheEnd(follow)).containsExactly(6L);
        assertEnded(follow, Reason.CLOSED, "the client is closed");
        assertEnded(open(client.follow("a")), Reason.CLOSED, "the client is closed");
    }

    @Test
    void connectionTakes64PrefixesAndEachOfThemOnce() {
        for (int i = 0; i < HistoryRead.Follow.FOLLOWS_MAX; i++) {
            open(client.follow("p" + i));
        }
        int first = server.peers.size();
        open(client.follow("p"));
        assertThat(server.peers).hasSize(first + 1);
        open(client.follow("p"));
        assertThat(server.peers).hasSize(first + 2);
        for (int i = 3; i < ClientFollows.CONNECTIONS_MAX; i++) {
            open(client.follow("p"));
        }
        assertThat(server.peers).hasSize(first + ClientFollows.CONNECTIONS_MAX - 1);
        assertEnded(open(client.follow("p")), Reason.TOO_MANY, "16 connections for follows, the maximum");
    }

    @Test
    void silentConnectionIsReplaced() {
        followed();
        ScriptedServer.Peer silent = server.last();
        loop.advance(Duration.ofSeconds(5));
        assertThat(silent.requests).containsExactly("CHANGES a FROM 5 LIMIT 1");
        loop.advance(Duration.ofSeconds(5));
        assertThat(silent.closedByClient).isTrue();
    }

    /** Otherwise a quiet prefix could not be resumed once the history has moved on. */
    @Test
    void followOfAQuietPrefixIsResumedFromWhereTheStoreIsKnownToBe() {
        Follow follow = followed();
        loop.advance(Duration.ofSeconds(5));
        server.last().answer("CHANGES a FROM 5 LIMIT 1", Verb.CHANGES, new Reply.Changed(900, 5, false, List.of()));
        server.last().push("a", put(901, 5, "a1", "x"));
        loop.advance(Duration.ofSeconds(5));
        server.last().answer("CHANGES a FROM 901 LIMIT 1", Verb.CHANGES, new Reply.Changed(950, 901, false, List.of()));
        server.last().reconnect().following("FOLLOW a FROM 950", 950);
        server.last().push("a", put(951, 950, "a1", "y"));
        assertThat(revisions(follow)).containsExactly(901L, 0L, 951L, 0L);
    }

    @Test
    void invalidPushEndsTheConnectionAndNotTheFollow() {
        Follow follow = followed();
        server.last().deliver(">2\r\n$8\r\nlatchkey\r\n$1\r\na\r\n");
        assertThat(server.last().closedByClient).isTrue();
        server.last().reconnect().following("FOLLOW a FROM 5", 5);
        server.last().deliver(">1\r\n$5\r\nother\r\n");
        server.last().push("a", put(6, 5, "a1", "x"));
        assertThat(revisions(follow)).containsExactly(6L, 0L);
    }

    @Test
    void pushesMayArriveInPieces() {
        Follow follow = followed();
        for (byte piece : pushes("a", put(6, 5, "a1", "x"), put(7, 6, "a1", "y"))) {
            server.last().deliver(new byte[] {piece});
        }
        assertThat(revisions(follow)).containsExactly(6L, 0L, 7L, 0L);
    }

    @Test
    void listenerIsCalledOnTheExecutorOnceForEachStep() {
        List<String> calls = new ArrayList<>();
        FollowHandle handle = client.follow("a").listen(new FollowListener() {
            @Override
            public void onStep(List<KeyEvent> step) {
                calls.add("step " + step.get(0).revision());
            }

            @Override
            public void onEnd(FollowEndedException why) {
                calls.add("end " + why.reason());
            }
        });
        loop.settle();
        server.accept().following("FOLLOW a", 5);
        server.last().push("a", put(6, 5, "a1", "x"), put(7, 6, "a1", "y"));
        assertThat(calls).isEmpty();
        executor.runAll();
        assertThat(calls).containsExactly("step 6", "step 7");
        handle.close();
        loop.settle();
        executor.runAll();
        assertThat(calls).containsExactly("step 6", "step 7", "end CLOSED");
    }

    @Test
    void listenerThatThrowsEndsTheFollow() {
        List<FollowEndedException> ends = new ArrayList<>();
        client.follow("a").listen(new FollowListener() {
            @Override
            public void onStep(List<KeyEvent> step) {
                throw new IllegalStateException("bad step");
            }

            @Override
            public void onEnd(FollowEndedException why) {
                ends.add(why);
            }
        });
        loop.settle();
        server.accept().following("FOLLOW a", 5);
        server.last().push("a", put(6, 5, "a1", "x"), put(7, 6, "a1", "y"));
        executor.runAll();
        loop.settle();
        executor.runAll();
        assertThat(ends).hasSize(1);
        assertThat(ends.get(0).reason()).isEqualTo(Reason.LISTENER_FAILED);
        assertThat(ends.get(0)).hasRootCauseMessage("bad step");
        assertThat(server.last().closedByClient).isTrue();
    }

    @Test
    void waitingForAnUpdateOnTheLoopIsRefused() {
        Follow follow = followed();
        List<Throwable> thrown = new ArrayList<>();
        loop.execute(() -> {
            thrown.add(org.assertj.core.api.Assertions.catchThrowable(follow::next));
            thrown.add(org.assertj.core.api.Assertions.catchThrowable(() -> follow.next(Duration.ZERO)));
        });
        loop.settle();
        assertThat(thrown).hasSize(2).allMatch(IllegalStateException.class::isInstance);
    }

    @Test
    void clientWithoutATransportCannotFollow() {
        Latchkey over = Latchkey.over(
                loop, new dev.latchkey.client.clerk.ScriptedLink(loop), new Random(1), ClientConfig.of("scripted"));
        assertEnded(open(over.follow("a")), Reason.REFUSED, "without a transport");
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> client.follow("a").from(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.followWithState("a").from(1)).isInstanceOf(IllegalArgumentException.class);
        for (long bytes : Arrays.asList(0L, -1L)) {
            assertThatThrownBy(() -> client.follow("a").withQueueBytes(bytes))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> client.follow("a").withStateBytes(bytes))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
