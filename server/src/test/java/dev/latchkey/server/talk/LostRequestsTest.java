package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.stats.Outcome;
import dev.latchkey.wire.verbs.Verb;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A command that the engine lost: its connection is closed without an answer, and other connections continue. */
final class LostRequestsTest {

    private final HeldBackEngine engine = new HeldBackEngine();
    private final Talk talk = Talk.withEngine(engine);

    @Test
    void lostRequestAndAllAfterItAreUnansweredAndTheConnectionIsClosed() {
        talk.say(Resp.request("PUT", "a", "x", "0")
                + Resp.request("PUT", "b", "x", "0")
                + Resp.request("PING")
                + Resp.request("INFO"));
        engine.answer(0);
        engine.lose(1);
        assertThat(talk.heard()).isEqualTo(":1\r\n");
        assertThat(talk.hungUp).isTrue();
        assertThat(talk.ask("PING")).isEmpty();
    }

    @Test
    void lostRequestsAreCountedAsLost() {
        talk.say(Resp.request("PUT", "a", "x", "0") + Resp.request("PUT", "b", "x", "0"));
        engine.answer(0);
        engine.lose(1);
        CommandStats.Totals totals = new CommandStats.Totals();
        talk.stats.addTo(totals);
        assertThat(totals.commands()).hasEntrySatisfying(Verb.PUT, requests -> assertThat(requests.outcomes())
                .containsExactlyInAnyOrderEntriesOf(Map.of(Outcome.OK, 1L, Outcome.LOST, 1L)));
    }

    @Test
    void repliesBeforeALostRequestAreSentThoughTheyComeAfterTheLoss() {
        talk.say(Resp.request("PUT", "a", "x", "0") + Resp.request("PUT", "b", "x", "0"));
        engine.lose(1);
        assertThat(talk.heard()).isEmpty();
        assertThat(talk.hungUp).isFalse();
        engine.answer(0);
        assertThat(talk.heard()).isEqualTo(":1\r\n");
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void outcomesAfterALossAreIgnored() {
        talk.say(Resp.request("PUT", "a", "x", "0")
                + Resp.request("PUT", "b", "x", "0")
                + Resp.request("PUT", "c", "x", "0"));
        engine.lose(0);
        engine.answer(1);
        engine.lose(2);
        assertThat(talk.heard()).isEmpty();
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void requestThatIsLostWhenItIsSubmittedClosesTheConnection() {
        engine.loseAll();
        assertThat(talk.say(Resp.request("PUT", "a", "x", "0") + Resp.request("PING")))
                .isEmpty();
        assertThat(talk.hungUp).isTrue();
        assertThat(talk.untaken()).isZero();
    }

    @Test
    void otherConnectionsContinue() {
        Talk other = Talk.withEngine(engine);
        talk.say(Resp.request("PUT", "a", "x", "0"));
        other.say(Resp.request("PUT", "b", "x", "0"));
        engine.lose(0);
        engine.answer(1);
        assertThat(talk.hungUp).isTrue();
        assertThat(other.heard()).isEqualTo(":1\r\n");
        assertThat(other.ask("PING")).isEqualTo("+PONG\r\n");
        assertThat(other.hungUp).isFalse();
    }
}
