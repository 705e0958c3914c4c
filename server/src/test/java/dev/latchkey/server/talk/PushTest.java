package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.access.Credentials;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Pushes of a made-up follow, in between the replies of an engine that answers late. */
class PushTest {

    private final HeldBackEngine engine = new HeldBackEngine();
    private final Talk talk = following(engine, Limits.STANDARD);

    private static Talk following(HeldBackEngine engine, Limits limits) {
        Talk talk = new Talk(engine, Credentials.NONE, limits);
        assertThat(talk.ask("HELLO", "3")).startsWith("%8\r\n");
        return talk;
    }

    private static Limits limits(int pipelinedBytes) {
        Limits s = Limits.STANDARD;
        return new Limits(
                s.frames(),
                s.framesBeforeLogin(),
                s.beforeLogin(),
                s.input(),
                s.output(),
                s.connectionsMax(),
                s.pipelinedMax(),
                pipelinedBytes);
    }

    /** An event of the made-up follow. */
    private static RespValue.Push event(String key, int number) {
        return new RespValue.Push(
                List.of(RespValue.Bulk.of("event"), RespValue.Bulk.of(key), new RespValue.Int(number)));
    }

    private static String bytes(String key, int number) {
        return ">3\r\n" + Resp.bulk("event") + Resp.bulk(key) + ":" + number + "\r\n";
    }

    @Example
    void pushIsSentImmediatelyIfNoReplyIsDue() {
        int before = talk.wakes;
        talk.conversation.push(event("k", 1));
        assertThat(talk.wakes).isGreaterThan(before);
        assertThat(talk.heard()).isEqualTo(bytes("k", 1));
        assertThat(talk.conversation.pushBytes()).isZero();
    }

    @Example
    void pushFollowsTheWholeRepliesThatWereDueWhenItCame() {
        talk.say(Resp.request("PUT", "k", "value", "0") + Resp.request("GET", "k"));
        talk.conversation.push(event("k", 1));
        talk.say(Resp.request("GET", "k"));
        engine.answer(2);
        engine.answer(1);
        assertThat(talk.heard()).isEmpty();
        engine.answer(0);
        assertThat(talk.heard()).isEqualTo(":1\r\n" + Resp.bulk("value") + bytes("k", 1) + Resp.bulk("value"));
    }

    @Example
    void pushDuringARequestFollowsItsReply() {
        HeldBackEngine pushing = new HeldBackEngine();
        Talk follower = following(pushing, Limits.STANDARD);
        pushing.beforeSubmit = () -> follower.conversation.push(event("k", 1));
        follower.say(Resp.request("PUT", "k", "v", "0") + Resp.request("ECHO", "x"));
        pushing.answer(0);
        assertThat(follower.heard()).isEqualTo(":1\r\n" + bytes("k", 1) + Resp.bulk("x"));
    }

    @Example
    void connectionThatSpeaksResp2HasNoPushes() {
        talk.ask("HELLO", "2");
        assertThatThrownBy(() -> talk.conversation.push(event("k", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a push needs RESP3, and this connection speaks RESP2");
        assertThat(talk.heard()).isEmpty();
        assertThat(talk.ask("PING")).isEqualTo("+PONG\r\n");
    }

    @Example
    void pushBeforeASwitchToResp2IsStillAPush() {
        talk.say(Resp.request("GET", "k"));
        talk.conversation.push(event("k", 1));
        talk.say(Resp.request("HELLO", "2"));
        engine.answer(0);
        assertThat(talk.heard()).startsWith("_\r\n" + bytes("k", 1) + "*16\r\n");
    }

    @Example
    void pushesCountAgainstTheRoomForRequests() {
        Talk bounded = following(engine, limits(2_000));
        bounded.say(Resp.request("GET", "k"));
        bounded.conversation.push(event("k".repeat(1_600), 1));
        assertThat(bounded.conversation.pushBytes()).isBetween(1_600L, 2_000L);
        bounded.say(Resp.request("GET", "k"));
        assertThat(engine.submitted()).isEqualTo(1);
        engine.answer(0);
        assertThat(bounded.conversation.pushBytes()).isZero();
        assertThat(engine.submitted()).isEqualTo(2);
    }

    @Example
    void slowReaderOfPushesLosesItsConnection() {
        Talk bounded = following(engine, limits(10_000));
        bounded.hasRoom = false;
        int pushes = 0;
        while (bounded.dropped == null && pushes < 100) {
            bounded.conversation.push(event("k".repeat(1_000), pushes++));
        }
        assertThat(bounded.dropped).isEqualTo("did not read its pushes: more than 10000 bytes are queued");
        assertThat(pushes).isBetween(5, 10);
        assertThat(bounded.conversation.pushBytes()).isZero();
        bounded.conversation.push(event("k", 1));
        bounded.hasRoom = true;
        bounded.conversation.proceed();
        assertThat(bounded.heard()).isEmpty();
    }

    @Example
    void nothingIsPushedAfterQuit() {
        talk.say(Resp.request("GET", "k") + Resp.request("QUIT"));
        talk.conversation.push(event("k", 1));
        engine.answer(0);
        assertThat(talk.heard()).isEqualTo("_\r\n+OK\r\n");
        assertThat(talk.hungUp).isTrue();
        talk.conversation.push(event("k", 2));
        assertThat(talk.heard()).isEmpty();
    }

    /** A connection that follows and sends commands while its engine answers late, in any order, and its reader stops and resumes. */
    private static final class Follower {

        private final HeldBackEngine engine = new HeldBackEngine();
        private final Talk talk = following(engine, Limits.STANDARD);
        private final List<Integer> unanswered = new ArrayList<>();
        private final List<String> expected = new ArrayList<>();

        /** The replies to requests that are not accepted yet, because the reader is slow. */
        private final List<String> expectedLater = new ArrayList<>();

        private final StringBuilder received = new StringBuilder();
        private int events;

        void step(int choice) {
            switch (choice % 7) {
                case 0 -> ask("PUT", ":1\r\n", "new" + expected.size() + "," + expectedLater.size(), "v", "0");
                case 1 -> ask("GET", "_\r\n", "absent");
                case 2 -> ask("ECHO", Resp.bulk("e" + choice), "e" + choice);
                case 3 -> push();
                case 4 -> answerOne(choice);
                case 5 -> talk.hasRoom = false;
                default -> readOn();
            }
            received.append(talk.heard());
            noteSubmitted();
        }

        private void ask(String verb, String reply, String... arguments) {
            String[] words = new String[arguments.length + 1];
            words[0] = verb;
            System.arraycopy(arguments, 0, words, 1, arguments.length);
            (talk.hasRoom ? expected : expectedLater).add(reply);
            received.append(talk.ask(words));
        }

        private void push() {
            talk.conversation.push(event("k", ++events));
            expected.add(bytes("k", events));
        }

        private void answerOne(int choice) {
            if (!unanswered.isEmpty()) {
                engine.answer(unanswered.remove(choice % unanswered.size()));
            }
        }

        private void readOn() {
            talk.hasRoom = true;
            talk.conversation.proceed();
            expected.addAll(expectedLater);
            expectedLater.clear();
        }

        private int noted;

        private void noteSubmitted() {
            for (; noted < engine.submitted(); noted++) {
                unanswered.add(noted);
            }
        }

        void readToTheEnd() {
            readOn();
            noteSubmitted();
            unanswered.forEach(engine::answer);
            received.append(talk.heard());
        }
    }

    @Property(tries = 500)
    void streamIsWholeFramesInOrderWhateverIsLateOrSlow(
            @ForAll @Size(min = 20, max = 60) List<@IntRange(max = 700) Integer> choices) {
        Follower follower = new Follower();
        for (int choice : choices) {
            follower.step(choice);
            List<String> frames = WholeFrames.of(follower.received.toString());
            assertThat(frames).isEqualTo(follower.expected.subList(0, frames.size()));
        }
        follower.readToTheEnd();
        assertThat(WholeFrames.of(follower.received.toString())).isEqualTo(follower.expected);
        List<RespValue> values = parsedByClient(follower.received.toString());
        assertThat(values).hasSameSizeAs(follower.expected);
        assertThat(values.stream().filter(RespValue.Push.class::isInstance).map(PushTest::number))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, follower.events).boxed().toList());
    }

    private static int number(RespValue push) {
        return (int) ((RespValue.Int) ((RespValue.Push) push).items().get(2)).number();
    }

    private static List<RespValue> parsedByClient(String text) {
        ReplyParser parser = new ReplyParser();
        ByteBuf in = Unpooled.wrappedBuffer(Resp.bytes(text));
        List<RespValue> values = new ArrayList<>();
        for (RespValue value = parser.next(in); value != null; value = parser.next(in)) {
            values.add(value);
        }
        assertThat(in.readableBytes()).isZero();
        return values;
    }
}
