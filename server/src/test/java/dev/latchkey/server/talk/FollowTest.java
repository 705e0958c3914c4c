package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.stats.CommandStats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Follows over the wire: every event exactly once, in order, and none before or after the follow. */
final class FollowTest {

    private static final int EVENTS_KEPT = 40;
    private static final String HELLO_3 = Resp.request("HELLO", "3");

    private final ManualTime time = new ManualTime();
    private final MemoryEngine engine = new MemoryEngine(
            Talk.STORE_ID,
            StateLimits.STANDARD.withHistory(new HistoryLimits(EVENTS_KEPT, 1 << 24)),
            1 << 24,
            Talk.HASH,
            time);
    private final Talk writer = Talk.withEngine(engine);
    private final Talk follower = Talk.withEngine(engine);
    private final Pushes pushes = new Pushes();
    private int writes;

    FollowTest() {
        follower.say(HELLO_3);
    }

    /** Creates keys. */
    private void put(String... keys) {
        for (String key : keys) {
            assertThat(writer.ask("PUT", key, "value " + ++writes, "0")).isEqualTo(":1\r\n");
        }
    }

    private static String started(long revision) {
        return "*2\r\n" + Resp.bulk(Talk.STORE_ID.toString()) + ":" + revision + "\r\n";
    }

    private void follow(String prefix) {
        String reply = follower.ask("FOLLOW", prefix);
        long revision =
                Long.parseLong(reply.substring(reply.lastIndexOf(':') + 1).strip());
        pushes.started(prefix, revision);
    }

    private void receive() {
        pushes.received(follower.heard());
    }

    @Test
    void eventsAreExactFrames() {
        assertThat(follower.ask("FOLLOW", "a")).isEqualTo(started(0));
        assertThat(writer.say(Resp.request("CLIENT", "SETNAME", "bob"))).isEqualTo("+OK\r\n");
        put("a1", "b", "a2");
        writer.ask("DEL", "a1", "1");

        String wall = ":" + time.wallMillis() + "\r\n";
        String start = ">11\r\n" + Resp.bulk("latchkey") + Resp.bulk("a");
        assertThat(follower.heard())
                .isEqualTo(start + ":1\r\n:0\r\n" + Resp.bulk("put") + Resp.bulk("a1") + ":1\r\n"
                        + Resp.bulk("value 1") + Resp.bulk("bob") + wall + ":1\r\n" + start + ":3\r\n:1\r\n"
                        + Resp.bulk("put") + Resp.bulk("a2") + ":1\r\n" + Resp.bulk("value 3") + Resp.bulk("bob")
                        + wall + ":1\r\n" + start + ":4\r\n:3\r\n" + Resp.bulk("delete") + Resp.bulk("a1")
                        + ":2\r\n_\r\n" + Resp.bulk("bob") + wall + ":1\r\n");
    }

    @Test
    void replyPrecedesTheFirstPush() {
        put("a", "b");
        String heard = follower.ask("FOLLOW", "", "FROM", "1");
        assertThat(heard).startsWith(started(1) + ">11\r\n");
        pushes.started("", 1);
        pushes.received(heard);
        assertThat(pushes.revisions("")).containsExactly(2L);
    }

    @Test
    void followStartsAfterTheWritesThatTheSameConnectionSentBefore() {
        assertThat(follower.say(Resp.request("PUT", "a", "x", "0") + Resp.request("FOLLOW", "")))
                .isEqualTo(":1\r\n" + started(1));
    }

    @Test
    void overlappingPrefixesAreFollowsOfTheirOwn() {
        follow("");
        follow("a");
        follow("ab");
        put("ab", "b", "a");
        receive();
        assertThat(pushes.revisions("")).containsExactly(1L, 2L, 3L);
        assertThat(pushes.revisions("a")).containsExactly(1L, 3L);
        assertThat(pushes.revisions("ab")).containsExactly(1L);
    }

    @Test
    void theEndOfASessionIsOneStep() {
        String opened = writer.ask("SESSION", "OPEN", "1000");
        String session = opened.split("\r\n", -1)[2];
        for (String key : List.of("c", "a1", "b", "a2")) {
            writer.ask("PUT", key, "", "0", "OWNER", session);
        }
        follow("");
        follow("a");
        time.pass(Duration.ofMillis(1_001));
        engine.checkExpiry();
        receive();

        assertThat(pushes.of("")).map(KeyEvent::kind).containsOnly(EventKind.EXPIRE);
        assertThat(pushes.of("")).map(event -> Resp.text(event.key().toBytes())).containsExactly("a1", "a2", "b", "c");
        assertThat(pushes.of("")).map(KeyEvent::last).containsExactly(false, false, false, true);
        assertThat(pushes.of("a")).map(KeyEvent::last).containsExactly(false, true);
    }

    @Test
    void needsResp3() {
        assertThat(writer.ask("FOLLOW", ""))
                .isEqualTo("-ERR FOLLOW needs RESP3, which has pushes: send HELLO 3 first, or read events with"
                        + " CHANGES\r\n");
    }

    @Test
    void aPrefixIsFollowedOnceAndAConnectionHasSixtyFourFollows() {
        for (int i = 0; i < 64; i++) {
            assertThat(follower.ask("FOLLOW", "p" + i)).isEqualTo(started(0));
        }
        assertThat(follower.ask("FOLLOW", "p0")).startsWith("-ERR this connection follows the prefix already");
        assertThat(follower.ask("FOLLOW", "q")).startsWith("-ERR this connection has 64 follows");
        assertThat(follower.say(Resp.request("UNFOLLOW", "p0") + Resp.request("FOLLOW", "q")))
                .isEqualTo(":1\r\n" + started(0));
        assertThat(follower.ask("UNFOLLOW")).isEqualTo(":64\r\n");
        assertThat(follower.ask("UNFOLLOW", "q")).isEqualTo(":0\r\n");
    }

    @Test
    void noPushFollowsTheReplyToUnfollow() {
        follow("");
        put("a");
        follower.send(Resp.request("UNFOLLOW", "") + Resp.request("PING"));
        put("b");
        String heard = follower.heard();
        assertThat(heard.substring(heard.lastIndexOf(":1\r\n"))).isEqualTo(":1\r\n+PONG\r\n");
        put("c");
        assertThat(follower.heard()).isEmpty();
    }

    @Test
    void noPushFollowsTheReplyToHello2OrReset() {
        for (String end : List.of(Resp.request("HELLO", "2"), Resp.request("RESET"))) {
            Talk one = Talk.withEngine(engine);
            one.say(HELLO_3);
            one.ask("FOLLOW", "");
            assertThat(counted(one)).isEqualTo(1);
            one.say(end);
            assertThat(counted(one)).isZero();
            put("k" + writes);
            assertThat(one.heard()).isEmpty();
        }
    }

    @Test
    void aFailedHelloEndsNothing() {
        follow("");
        assertThat(follower.ask("HELLO", "4")).startsWith("-NOPROTO");
        put("a");
        receive();
        assertThat(pushes.revisions("")).containsExactly(1L);
    }

    private static long counted(Talk talk) {
        CommandStats.Totals totals = new CommandStats.Totals();
        talk.stats.addTo(totals);
        return totals.follows();
    }

    @Test
    void everyPositionFromTheOldestToTheCurrentRevisionCanBeFollowed() {
        for (int i = 0; i < 50; i++) {
            put("k" + i);
        }
        for (int from = 0; from <= 52; from++) {
            Talk one = Talk.withEngine(engine);
            one.say(HELLO_3);
            String heard = one.ask("FOLLOW", "k", "FROM", Integer.toString(from));
            if (from < 10) {
                assertThat(heard)
                        .isEqualTo("-ERRCOMPACTED 10 is the oldest revision after which every event is kept\r\n");
            } else if (from > 50) {
                assertThat(heard).isEqualTo("-ERR revision " + from + " not reached\r\n");
            } else {
                Pushes own = new Pushes();
                own.started("k", from);
                own.received(heard);
                assertThat(own.of("k")).hasSize(50 - from);
            }
        }
    }

    @Test
    void clientThatReadsAgainGetsEverythingItMissed() {
        follow("");
        long before = follower.conversation.queuedBytes();
        follower.hasRoom = false;
        for (int i = 0; i < EVENTS_KEPT; i++) {
            put("k" + i);
        }
        assertThat(follower.heard()).isEmpty();
        assertThat(follower.conversation.queuedBytes()).isEqualTo(before);
        follower.hasRoom = true;
        follower.conversation.proceed();
        receive();
        assertThat(pushes.of("")).hasSize(EVENTS_KEPT);
    }

    @Test
    void clientThatDoesNotReadIsClosedWhenItsEventsAreEvictedAndHoldsUpNoWriter() {
        follow("");
        follower.hasRoom = false;
        for (int i = 0; i < EVENTS_KEPT; i++) {
            put("k" + i);
        }
        follower.conversation.tidy(time.nanos());
        assertThat(follower.dropped).isNull();
        put("one more");
        follower.conversation.tidy(time.nanos());
        assertThat(follower.dropped).startsWith("does not read its pushes: events after revision 0 have been evicted");
        assertThat(counted(follower)).isZero();
        put("another");
    }

    @Test
    void clientThatReadsTooSlowlyIsClosedInsteadOfMissingEvents() {
        follow("");
        follower.hasRoom = false;
        for (int i = 0; i <= EVENTS_KEPT; i++) {
            put("k" + i);
        }
        follower.hasRoom = true;
        follower.conversation.proceed();
        assertThat(follower.heard()).isEmpty();
        assertThat(follower.dropped).startsWith("reads its pushes too slowly: events after revision 0");
    }

    @Test
    void followerOfAPrefixThatNobodyWritesDoesNotFallBehind() {
        follow("never");
        for (int i = 0; i < 3 * EVENTS_KEPT; i++) {
            put("k" + i);
            assertThat(follower.heard()).isEmpty();
        }
        put("never ever");
        receive();
        assertThat(pushes.revisions("never")).containsExactly(3L * EVENTS_KEPT + 1);
    }

    @Test
    void nothingIsPushedFromAnotherStore() {
        ReplacedEngine replaced = new ReplacedEngine(engine);
        Talk one = Talk.withEngine(replaced);
        one.say(HELLO_3);
        one.ask("FOLLOW", "");
        replaced.current = new StoreId(9, 9);
        put("a");
        assertThat(one.heard()).isEmpty();
        assertThat(one.hungUp).isTrue();
    }

    private static final class ReplacedEngine extends EngineAround {

        private StoreId current = Talk.STORE_ID;

        ReplacedEngine(Engine store) {
            super(store);
        }

        @Override
        public Optional<StoreId> storeId() {
            return Optional.of(current);
        }
    }

    @Test
    void longValuesArePushedInSlicesAndRepliesWaitForThem() {
        follow("");
        String value = "v".repeat(300_000);
        writer.ask("PUT", "a", value, "0");
        follower.turns.remove().run();
        assertThat(follower.written()).startsWith(">11\r\n").hasSizeLessThan(100_000);
        follower.send(Resp.request("PING"));
        assertThat(follower.heard()).endsWith(":1\r\n+PONG\r\n");
    }
}
