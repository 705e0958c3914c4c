package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.follow.FollowRouters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A write concerns only the follows whose prefix its key starts with, and none of those misses it. */
final class FollowRoutingTest {

    private static final int EVENTS_KEPT = 5_000;
    private static final String HELLO_3 = Resp.request("HELLO", "3");

    /** Records the prefixes that are read, and delivers the notifications of the engine when the test wants it. */
    private static final class WatchedEngine extends EngineAround {

        private final List<Prefix> reads = new ArrayList<>();
        private final List<Runnable> notifications = new ArrayList<>();
        private boolean holdsNotifications;

        WatchedEngine(Engine store) {
            super(store);
        }

        @Override
        public @Nullable Reply nextEvents(HistoryRead.Changes page) {
            reads.add(page.prefix());
            return super.nextEvents(page);
        }

        @Override
        public void follow(Follower follower) {
            super.follow(new Follower() {
                @Override
                public Executor home() {
                    return task -> {
                        if (holdsNotifications) {
                            notifications.add(task);
                        } else {
                            task.run();
                        }
                    };
                }

                @Override
                public void advanced() {
                    follower.advanced();
                }
            });
        }

        void deliver() {
            holdsNotifications = false;
            notifications.forEach(Runnable::run);
        }
    }

    private final WatchedEngine engine = new WatchedEngine(new MemoryEngine(
            Talk.STORE_ID,
            StateLimits.STANDARD.withHistory(new HistoryLimits(EVENTS_KEPT, 1 << 26)),
            1 << 26,
            Talk.HASH,
            new ManualTime()));
    private final FollowRouters routers = new FollowRouters(engine, 1 << 20);
    private final Talk writer = Talk.withEngine(engine.store);
    private int writes;

    private Talk follower(String... prefixes) {
        Talk talk = Talk.withRouters(engine, routers);
        talk.say(HELLO_3);
        for (String prefix : prefixes) {
            assertThat(talk.ask("FOLLOW", prefix)).startsWith("*2\r\n");
        }
        return talk;
    }

    private void put(String key) {
        assertThat(writer.ask("PUT", key, "value " + ++writes, "0")).isEqualTo(":1\r\n");
    }

    private static List<Long> revisions(String heard) {
        List<Long> revisions = new ArrayList<>();
        String[] lines = heard.split("\r\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith(">")) {
                revisions.add(Long.parseLong(lines[i + 5].substring(1)));
            }
        }
        return revisions;
    }

    @Test
    void aWriteIsReadOnceForAThreadAndOnceByEachFollowOfItsKey() {
        List<Talk> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(follower("lock/" + i));
        }
        Talk all = follower("lock/");
        engine.reads.clear();
        put("other");
        assertThat(engine.reads).containsExactly(Prefix.EMPTY);
        engine.reads.clear();
        put("lock/7");
        assertThat(revisions(waiting.get(7).heard())).containsExactly(2L);
        assertThat(revisions(all.heard())).containsExactly(2L);
        assertThat(engine.reads).containsExactly(Prefix.EMPTY, Prefix.of("lock/7"), Prefix.of("lock/"));
        assertThat(waiting.get(8).turns).isEmpty();
    }

    @Test
    void aFollowWithoutEventsIsNotOutrunByThoseOfOtherKeys() {
        Talk quiet = follower("quiet/");
        quiet.hasRoom = false;
        for (int i = 0; i < EVENTS_KEPT + 10; i++) {
            put("busy/" + i);
        }
        quiet.conversation.tidy(0);
        assertThat(quiet.dropped).isNull();
        quiet.hasRoom = true;
        put("quiet/a");
        String heard = quiet.heard();
        assertThat(revisions(heard)).containsExactly((long) writes);
        assertThat(heard).as("previous").contains(":" + writes + "\r\n:0\r\n");
        assertThat(quiet.dropped).isNull();
    }

    /** More events than one task routes are routed by several. */
    @Test
    void aLateNotificationStandsForAllWritesBeforeIt() {
        Talk first = follower("first/");
        Talk last = follower("last/");
        engine.holdsNotifications = true;
        put("first/a");
        for (int i = 0; i < 2_500; i++) {
            put("busy/" + i);
        }
        put("last/a");
        assertThat(first.heard()).isEmpty();
        engine.deliver();
        assertThat(revisions(first.heard())).containsExactly(1L);
        assertThat(revisions(last.heard())).containsExactly(2_502L);
    }

    @Test
    void aFollowWhoseEventsWereEvictedBeforeItsThreadCouldRouteThemIsClosed() {
        Talk follower = follower("k/");
        engine.holdsNotifications = true;
        put("k/a");
        for (int i = 0; i < EVENTS_KEPT + 10; i++) {
            put("busy/" + i);
        }
        engine.deliver();
        follower.heard();
        assertThat(follower.dropped).contains("events after revision 0 have been evicted");
    }

    @Test
    void aFollowThatEndsWhileItsEventIsRoutedReceivesNothing() {
        Talk follower = follower("k/", "other/");
        put("k/a");
        assertThat(follower.ask("UNFOLLOW", "k/")).contains(":1\r\n");
        put("k/b");
        assertThat(follower.heard()).isEmpty();
        put("other/a");
        assertThat(revisions(follower.heard())).containsExactly(3L);
    }

    @Test
    void aFollowThatStartsInThePastReadsItsEventsAndIsRoutedFromThenOn() {
        Talk busy = follower("busy");
        put("k/a");
        put("k/b");
        Talk late = Talk.withRouters(engine, routers);
        late.say(HELLO_3);
        assertThat(revisions(late.ask("FOLLOW", "k/", "FROM", "1"))).containsExactly(2L);
        put("k/c");
        assertThat(revisions(late.heard())).containsExactly(3L);
        assertThat(busy.heard()).isEmpty();
    }

    @Test
    void followsBeyondTheMemoryThatTheyMayTakeAreRefusedUntilOthersEnd() {
        FollowRouters small = new FollowRouters(engine, 1_300);
        Talk one = Talk.withRouters(engine, small);
        Talk other = Talk.withRouters(engine, small);
        one.say(HELLO_3);
        other.say(HELLO_3);
        assertThat(one.ask("FOLLOW", "a")).startsWith("*2\r\n");
        assertThat(one.ask("FOLLOW", "b")).startsWith("*2\r\n");
        assertThat(one.conversation.queuedBytes()).isEqualTo(2 * 602);
        assertThat(other.ask("FOLLOW", "c"))
                .isEqualTo("-ERR the follows of all connections use too much memory: use fewer, or give the server a"
                        + " larger heap\r\n");
        assertThat(one.ask("UNFOLLOW", "a")).isEqualTo(":1\r\n");
        assertThat(other.ask("FOLLOW", "c")).startsWith("*2\r\n");
        one.conversation.abandon();
        assertThat(other.ask("FOLLOW", "d")).startsWith("*2\r\n");
        assertThat(one.conversation.queuedBytes()).isZero();
    }
}
