package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.access.Credentials;
import dev.latchkey.wire.Limits;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The order of replies when the engine answers late and in any order. */
class ReplyOrderTest {

    private static final int REQUESTS = 6;

    private final HeldBackEngine engine = new HeldBackEngine();
    private final Talk talk = Talk.withEngine(engine);

    private static Limits pipelined(int max) {
        return limits(max, Limits.STANDARD.pipelinedBytesMax());
    }

    private static Limits limits(int pipelined, int bytes) {
        Limits s = Limits.STANDARD;
        return new Limits(
                s.frames(),
                s.framesBeforeLogin(),
                s.beforeLogin(),
                s.input(),
                s.output(),
                s.connectionsMax(),
                pipelined,
                bytes);
    }

    @Provide
    Arbitrary<List<Integer>> orders() {
        return Arbitraries.shuffle(IntStream.range(0, REQUESTS).boxed().toList());
    }

    @Property(tries = 200)
    void repliesKeepTheOrderOfRequestsWhateverTheOrderOfAnswers(@ForAll("orders") List<Integer> order) {
        HeldBackEngine late = new HeldBackEngine();
        Talk fresh = Talk.withEngine(late);
        StringBuilder expected = new StringBuilder();
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            said.append(Resp.request("PUT", "k" + i, "v", "" + (i % 2))).append(Resp.request("ECHO", "e" + i));
            expected.append(i % 2 == 0 ? ":1\r\n" : "-ERRNOKEY there is no such key\r\n")
                    .append(Resp.bulk("e" + i));
        }
        StringBuilder heard = new StringBuilder(fresh.say(said.toString()));
        for (int n : order) {
            late.answer(n);
            heard.append(fresh.heard());
            assertThat(expected.toString()).startsWith(heard.toString());
        }
        assertThat(heard.toString()).isEqualTo(expected.toString());
    }

    @Example
    void helloSwitchesExactlyWhereItStands() {
        String hello = "%8\r\n$6\r\nserver\r\n";
        talk.say(Resp.request("GET", "k") + Resp.request("HELLO", "3") + Resp.request("GET", "k"));
        engine.answer(1);
        assertThat(talk.heard()).isEmpty();
        engine.answer(0);
        assertThat(talk.heard()).startsWith("$-1\r\n" + hello).endsWith("\r\n_\r\n");
    }

    @Example
    void noMoreRequestsAreTakenThanMayWait() {
        Talk bounded = new Talk(engine, Credentials.NONE, pipelined(3));
        bounded.say(Resp.request("GET", "k").repeat(5));
        assertThat(engine.submitted()).isEqualTo(3);
        engine.answer(1);
        assertThat(engine.submitted()).isEqualTo(3);
        engine.answer(0);
        assertThat(engine.submitted()).isEqualTo(5);
        assertThat(bounded.heard()).isEqualTo("$-1\r\n".repeat(2));
        engine.answer(4);
        engine.answer(3);
        engine.answer(2);
        assertThat(bounded.heard()).isEqualTo("$-1\r\n".repeat(3));
    }

    @Example
    void noMoreRequestsAreTakenWhenTheirValuesHoldTooMuch() {
        Talk bounded = new Talk(engine, Credentials.NONE, heldBytes(1_000));
        bounded.say(Resp.request("PUT", "k", "v".repeat(600), "0").repeat(4));
        assertThat(engine.submitted()).isEqualTo(2);
        engine.answer(0);
        assertThat(engine.submitted()).isEqualTo(3);
        engine.answer(1);
        engine.answer(2);
        assertThat(engine.submitted()).isEqualTo(4);
    }

    private static Limits heldBytes(int max) {
        return limits(Limits.STANDARD.pipelinedMax(), max);
    }

    @Example
    void pagesThatWaitAreCountedByWhatTheyWillHold() {
        Talk bounded = new Talk(engine, Credentials.NONE, heldBytes(2_000_000));
        bounded.say(Resp.request("PUT", "k", "v", "0") + Resp.request("LIST").repeat(10));
        assertThat(engine.submitted())
                .as("a page is made when its turn has come")
                .isEqualTo(1);
        engine.answer(0);
        assertThat(bounded.heard()).isEqualTo(":1\r\n");
        assertThat(engine.submitted()).isEqualTo(2);
        assertThat(bounded.untaken()).as("further requests wait for the page").isPositive();
    }

    @Example
    void infoTellsOfWhatWasWrittenBeforeIt() {
        assertThat(talk.say(Resp.request("PUT", "k", "v", "0") + Resp.request("INFO", "keyspace")))
                .isEmpty();
        engine.answer(0);
        assertThat(talk.heard()).isEqualTo(":1\r\n" + Resp.bulk("info of [keyspace]"));
    }

    @Example
    void introductionsWaitTheirTurnToo() {
        Talk bounded = new Talk(engine, Credentials.NONE, pipelined(3));
        assertThat(bounded.say(Resp.request("GET", "k") + Resp.request("PING").repeat(5)))
                .isEmpty();
        engine.answer(0);
        assertThat(bounded.heard()).isEqualTo("$-1\r\n" + "+PONG\r\n".repeat(5));
    }

    @Example
    void everyLateReplyWakesTheLine() {
        talk.say(Resp.request("GET", "k"));
        int before = talk.wakes;
        engine.answer(0);
        assertThat(talk.wakes).isGreaterThan(before);
    }

    @Example
    void finishWaitsForRepliesThatAreDue() {
        talk.say(Resp.request("PUT", "k", "v", "0") + Resp.request("GET", "k"));
        talk.conversation.finish();
        talk.say("");
        assertThat(talk.hungUp).isFalse();
        assertThat(talk.say(Resp.request("PUT", "late", "v", "0"))).isEmpty();
        engine.answer(1);
        assertThat(talk.hungUp).isFalse();
        engine.answer(0);
        assertThat(talk.heard()).isEqualTo(":1\r\n$1\r\nv\r\n");
        assertThat(talk.hungUp).isTrue();
        assertThat(engine.submitted()).isEqualTo(2);
        assertThat(talk.untaken()).isZero();
    }

    @Example
    void finishAnswersWhatHadToWaitForRoom() {
        talk.hasRoom = false;
        talk.say(Resp.request("PING").repeat(3) + "*1");
        talk.conversation.finish();
        talk.say("");
        assertThat(talk.hungUp).isFalse();
        talk.hasRoom = true;
        talk.conversation.proceed();
        assertThat(talk.heard()).isEqualTo("+PONG\r\n".repeat(3));
        assertThat(talk.hungUp).isTrue();
    }

    @Example
    void quitWaitsForRepliesBeforeIt() {
        assertThat(talk.say(Resp.request("GET", "k") + Resp.request("QUIT") + Resp.request("GET", "k")))
                .isEmpty();
        assertThat(talk.hungUp).isFalse();
        assertThat(engine.submitted()).isEqualTo(1);
        assertThat(talk.untaken()).as("what comes behind QUIT is not kept").isZero();
        engine.answer(0);
        assertThat(talk.heard()).isEqualTo("$-1\r\n+OK\r\n");
        assertThat(talk.hungUp).isTrue();
    }

    @Example
    void violationIsAnsweredInItsTurn() {
        talk.say(Resp.request("GET", "k") + "*x\r\n" + Resp.request("GET", "k"));
        assertThat(talk.hungUp).isFalse();
        engine.answer(0);
        assertThat(talk.heard()).startsWith("$-1\r\n-ERR Protocol error: invalid multibulk length");
        assertThat(talk.hungUp).isTrue();
    }

    @Example
    void otherProtocolIsClosedAfterTheRepliesBeforeIt() {
        talk.say(Resp.request("GET", "k") + "POST / HTTP/1.1\r\nHost: x\r\n");
        assertThat(talk.hungUp).isFalse();
        engine.answer(0);
        assertThat(talk.heard()).isEqualTo("$-1\r\n");
        assertThat(talk.hungUp).isTrue();
        assertThat(talk.nonRespClients).containsExactly("HTTP");
    }

    @Example
    void lateRepliesWaitForRoomAndGoOnWhenThereIsSome() {
        talk.say(Resp.request("GET", "k").repeat(3));
        talk.hasRoom = false;
        IntStream.range(0, 3).forEach(engine::answer);
        assertThat(talk.heard()).isEmpty();
        talk.hasRoom = true;
        talk.conversation.proceed();
        assertThat(talk.heard()).isEqualTo("$-1\r\n".repeat(3));
    }

    @Example
    void fullPipelineOfAnswersGoesOnWhenThereIsRoom() {
        Talk bounded = new Talk(engine, Credentials.NONE, pipelined(2));
        bounded.say(Resp.request("GET", "k").repeat(3));
        bounded.hasRoom = false;
        engine.answer(0);
        engine.answer(1);
        assertThat(engine.submitted()).isEqualTo(2);
        bounded.hasRoom = true;
        bounded.conversation.proceed();
        assertThat(engine.submitted()).isEqualTo(3);
    }

    @Example
    void repliesForAClientThatIsGoneAreDropped() {
        talk.say(Resp.request("GET", "k").repeat(2));
        talk.conversation.abandon();
        engine.answer(0);
        engine.answer(1);
        assertThat(talk.heard()).isEmpty();
    }

    @Example
    void repliesDueFromBeforeResetAreNotCountedAsOutputBeforeLogin() {
        Talk secured = new Talk(engine, Credentials.of(Resp.bytes(Talk.PASSWORD)), Limits.STANDARD);
        String big = "x".repeat(5_000);
        secured.say(Resp.request("AUTH", Talk.PASSWORD)
                + Resp.request("PUT", "k", big, "0")
                + Resp.request("GET", "k")
                + Resp.request("RESET"));
        engine.answer(0);
        engine.answer(1);
        assertThat(secured.heard()).isEqualTo(":1\r\n" + Resp.bulk(big) + "+RESET\r\n");
        assertThat(secured.hungUp).isFalse();
    }
}
