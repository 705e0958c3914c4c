package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.wire.Remainder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Long replies are written in slices, one in each turn of the connection. */
class LongReplyTest {

    private static final String BIG = "x".repeat(1_000_000);

    private final MemoryEngine engine = Talk.memory();
    private final Talk talk = Talk.withEngine(engine);
    private final Talk other = Talk.withEngine(engine);

    /** Takes one turn and returns what it wrote. */
    private String takeTurn() {
        talk.turns.remove().run();
        return talk.written();
    }

    @Test
    void longValueTakesManyTurns() {
        talk.ask("PUT", "k", BIG, "0");
        talk.send(Resp.request("GETV", "k") + Resp.request("PING"));
        StringBuilder all = new StringBuilder();
        int turns = 0;
        while (!talk.turns.isEmpty()) {
            String slice = takeTurn();
            assertThat(slice.length()).isLessThanOrEqualTo(Remainder.SLICE_BYTES + 100);
            all.append(slice);
            turns++;
        }
        assertThat(turns).isGreaterThanOrEqualTo(BIG.length() / Remainder.SLICE_BYTES);
        assertThat(all.toString()).isEqualTo("*3\r\n" + Resp.bulk(BIG) + ":1\r\n:1\r\n+PONG\r\n");
        assertThat(talk.conversation.queuedBytes()).isZero();
    }

    @Test
    void longValueIsReadWhenItsTurnHasComeAndCountsWhileItIsWritten() {
        talk.ask("PUT", "k", BIG, "0");
        talk.send(Resp.request("GET", "k"));
        assertThat(talk.conversation.queuedBytes()).as("nothing is held yet").isZero();
        other.ask("PUT", "k", BIG + "y", "1");
        assertThat(takeTurn()).startsWith("$1000001\r\nxx");
        assertThat(talk.conversation.queuedBytes()).isGreaterThan(BIG.length());
        assertThat(talk.heard()).endsWith("xy\r\n");
        assertThat(talk.conversation.queuedBytes()).isZero();
    }

    @Test
    void pageIsOfOneRevisionThoughTheStoreChangesBetweenItsSlices() {
        StringBuilder page = new StringBuilder("*3\r\n:12\r\n:0\r\n*12\r\n");
        String value = "v".repeat(50_000);
        for (int key = 10; key < 22; key++) {
            talk.ask("PUT", "k" + key, value, "0");
            page.append("*3\r\n")
                    .append(Resp.bulk("k" + key))
                    .append(Resp.bulk(value))
                    .append(":1\r\n");
        }
        talk.send(Resp.request("LIST", "k", "VALUES"));
        StringBuilder all = new StringBuilder(takeTurn());
        assertThat(all.length()).isLessThan(page.length() / 2);
        other.ask("DEL", "k15", "1");
        other.ask("PUT", "k16", "changed", "1");
        other.ask("PUT", "k20-new", "new", "0");
        while (!talk.turns.isEmpty()) {
            all.append(takeTurn());
        }
        assertThat(all.toString()).isEqualTo(page.toString());
    }

    @Test
    void writeAfterAListIsNotVisibleInItsPage() {
        talk.ask("PUT", "a", "1", "0");
        assertThat(talk.say(Resp.request("LIST", "", "VALUES") + Resp.request("PUT", "a", "2", "1")))
                .isEqualTo("*3\r\n:1\r\n:0\r\n*1\r\n*3\r\n$1\r\na\r\n$1\r\n1\r\n:1\r\n:2\r\n");
    }

    @Test
    void writeAfterAListThatWaitsForAnotherWriteIsNotVisibleInItsPage() {
        HeldBackEngine late = new HeldBackEngine() {
            @Override
            public @Nullable Reply tryAnswer(Command command) {
                return command.isWrite() ? null : store.tryAnswer(command);
            }
        };
        Talk waiting = Talk.withEngine(late);
        assertThat(waiting.say(Resp.request("PUT", "a", "1", "0")
                        + Resp.request("LIST", "", "VALUES")
                        + Resp.request("PUT", "a", "2", "1")))
                .isEmpty();
        assertThat(late.submitted()).isEqualTo(1);
        late.answer(0);
        assertThat(waiting.heard()).startsWith(":1\r\n*3\r\n:1\r\n:0\r\n*1\r\n*3\r\n$1\r\na\r\n$1\r\n1\r\n:1\r\n");
    }

    @Test
    void manyRepliesInARowTakeTurnsToo() {
        talk.ask("PUT", "k", "v".repeat(10_000), "0");
        talk.send(Resp.request("GET", "k").repeat(100));
        assertThat(talk.written().length()).isBetween(1 << 18, (1 << 18) + 10_100);
        assertThat(talk.turns).hasSize(1);
        assertThat(talk.heard().length()).isGreaterThan(700_000);
    }

    @Test
    void pageIsNotMadeForAClientThatDoesNotRead() {
        talk.ask("PUT", "k", "v", "0");
        talk.hasRoom = false;
        talk.send(Resp.request("LIST"));
        talk.hasRoom = true;
        talk.send("");
        talk.hasRoom = false;
        assertThat(takeTurn()).isEmpty();
        assertThat(talk.conversation.queuedBytes()).isZero();
        talk.hasRoom = true;
        talk.conversation.proceed();
        assertThat(talk.heard()).startsWith("*3\r\n:1\r\n");
    }

    @Test
    void longReplyBeforeALostCommandIsComplete() {
        HeldBackEngine late = new HeldBackEngine();
        Talk losing = Talk.withEngine(late);
        losing.say(Resp.request("PUT", "k", BIG, "0") + Resp.request("GET", "k") + Resp.request("PUT", "k", "v", "1"));
        late.answer(0);
        late.answer(1);
        late.lose(2);
        assertThat(losing.heard()).isEqualTo(":1\r\n" + Resp.bulk(BIG));
        assertThat(losing.hungUp).isTrue();
    }
}
