package dev.latchkey.client.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Reply;
import dev.latchkey.wire.verbs.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A follow of a server that pushes random steps in pieces of random sizes and drops connections anywhere, also within an event; the
 * consumer takes updates at random times. Whatever happens, the updates are the steps of the server. Covers FOLL-01.
 */
final class FollowFuzzTest {

    private static final int SEEDS = 100;
    private static final int ACTIONS = 120;

    @Test
    void updatesAreTheStepsOfTheServer() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new Run(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Run {

        private final Random random;
        private final ScriptedServer server = new ScriptedServer();
        private final ManualLoop loop = server.loop;

        /** The steps of the server, and those that were received; each as its revisions. */
        private final List<List<Long>> steps = new ArrayList<>();

        private final List<List<Long>> received = new ArrayList<>();
        private final List<KeyEvent> events = new ArrayList<>();
        private long revision = 10;

        /** The connection of the follow; null while it is lost. */
        private ScriptedServer.@Nullable Peer peer;

        /** What was pushed on it: bytes that were not delivered. Meaningful while the server follows. */
        private byte[] onTheirWay = new byte[0];

        private boolean following;
        private long pushedUpTo;

        Run(long seed) {
            random = new Random(seed);
        }

        void run() {
            Latchkey client = Latchkey.over(loop, server, random, ClientConfig.of("scripted"));
            loop.settle();
            server.accept();
            Follow follow =
                    client.follow("a").withQueueBytes(1 + random.nextInt(2_000)).open();
            loop.settle();
            peer = server.accept();
            answerRequests();
            for (int i = 0; i < ACTIONS; i++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> write();
                    case 2, 3 -> deliver(random.nextInt(onTheirWay.length + 1));
                    case 4 -> take(follow, random.nextInt(3));
                    default -> {
                        if (random.nextInt(3) == 0) {
                            reconnect();
                        }
                    }
                }
                answerRequests();
            }
            for (int i = 0; i < 10 * ACTIONS && received.size() < steps.size(); i++) {
                deliver(onTheirWay.length);
                take(follow, 5);
                answerRequests();
            }
            assertThat(received).isEqualTo(steps);
            assertThat(follow.poll()).isEmpty();
            loop.execute(client::closeNow);
            loop.settle();
        }

        /** One step of one to three events. */
        private void write() {
            List<Long> step = new ArrayList<>();
            for (int left = random.nextInt(3); left >= 0; left--) {
                revision += 1 + random.nextInt(3);
                step.add(revision);
                events.add(ScriptedServer.delete(revision, 0, "a" + random.nextInt(3), left == 0));
            }
            steps.add(step);
            push();
        }

        /** Pushes what the server has and the follow does not. */
        private void push() {
            for (KeyEvent event : following ? List.copyOf(events) : List.<KeyEvent>of()) {
                if (event.revision() > pushedUpTo) {
                    byte[] bytes = ScriptedServer.pushes(
                            "a",
                            ScriptedServer.delete(
                                    event.revision(), pushedUpTo, event.key().utf8(), event.last()));
                    byte[] all = Arrays.copyOf(onTheirWay, onTheirWay.length + bytes.length);
                    System.arraycopy(bytes, 0, all, onTheirWay.length, bytes.length);
                    onTheirWay = all;
                    pushedUpTo = event.revision();
                }
            }
        }

        private ScriptedServer.Peer peer() {
            return Objects.requireNonNull(peer);
        }

        private void deliver(int bytes) {
            byte[] now = Arrays.copyOf(onTheirWay, bytes);
            onTheirWay = Arrays.copyOfRange(onTheirWay, bytes, onTheirWay.length);
            if (bytes > 0) {
                peer().deliver(now);
                loop.settle();
            }
        }

        private void take(Follow follow, int max) {
            for (int i = 0; i < max; i++) {
                Optional<FollowUpdate> update = follow.poll();
                update.ifPresent(step -> received.add(
                        step.events().stream().map(KeyEvent::revision).toList()));
            }
            loop.settle();
        }

        private void reconnect() {
            following = false;
            onTheirWay = new byte[0];
            peer = peer().reconnect();
        }

        /** Answers in order, after what was pushed before. */
        private void answerRequests() {
            while (!peer().requests.isEmpty()) {
                String request = peer().requests.get(0);
                deliver(onTheirWay.length);
                if (request.equals("UNFOLLOW a")) {
                    following = false;
                    peer().answerLine(request, ":1");
                } else if (request.startsWith("FOLLOW a")) {
                    pushedUpTo = request.equals("FOLLOW a") ? revision : Long.parseLong(request.substring(14));
                    if (request.equals("FOLLOW a")) {
                        steps.clear(); // why: it has not started before, and starts now
                        events.clear();
                    }
                    peer().following(request, pushedUpTo);
                    following = true;
                    push();
                } else {
                    peer().answer(request, Verb.CHANGES, new Reply.Compacted(0));
                }
            }
            loop.advance(Duration.ofMillis(1));
        }
    }
}
