package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.StateLimits;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** CHANGES and HISTORY over the wire. */
final class ChangesTest {

    private final ManualTime time = new ManualTime();
    private final MemoryEngine engine = new MemoryEngine(
            Talk.STORE_ID,
            StateLimits.STANDARD.withHistory(new HistoryLimits(30_000, 1 << 28)),
            1 << 28,
            Talk.HASH,
            time);
    private final Talk writer = Talk.withEngine(engine);
    private final Talk reader = Talk.withEngine(engine);

    private String event(long revision, long previous, String key, String value) {
        return "*9\r\n:" + revision + "\r\n:" + previous + "\r\n" + Resp.bulk("put") + Resp.bulk(key) + ":1\r\n"
                + Resp.bulk(value) + Resp.bulk("default") + ":" + time.wallMillis() + "\r\n:1\r\n";
    }

    private static String page(long next, String... events) {
        return "*2\r\n:" + next + "\r\n*" + events.length + "\r\n" + String.join("", events);
    }

    private void put(String key) {
        writer.ask("PUT", key, "v", "0");
    }

    @Test
    void aPageEndsAtTheLimitAndTheNextOneContinues() {
        put("a1");
        put("b");
        put("a2");
        put("a3");
        put("b2");
        assertThat(reader.ask("CHANGES", "a", "FROM", "0", "LIMIT", "2"))
                .isEqualTo(page(3, event(1, 0, "a1", "v"), event(3, 1, "a2", "v")));
        assertThat(reader.ask("CHANGES", "a", "FROM", "3")).isEqualTo(page(5, event(4, 3, "a3", "v")));
        assertThat(reader.ask("CHANGES", "a", "FROM", "5")).isEqualTo(page(5));
        assertThat(reader.ask("CHANGES", "a", "FROM", "6")).isEqualTo("-ERR revision 6 not reached\r\n");
    }

    @Test
    void aPageEndsWithAWholeStepBeyondItsLimit() {
        String session = writer.ask("SESSION", "OPEN", "1000").split("\r\n", -1)[2];
        for (int i = 0; i < 5; i++) {
            writer.ask("PUT", "k" + i, "", "0", "OWNER", session);
        }
        writer.ask("SESSION", "CLOSE", session);
        put("z");
        assertThat(reader.ask("CHANGES", "", "FROM", "5", "LIMIT", "1")).startsWith("*2\r\n:10\r\n*5\r\n");
        assertThat(reader.ask("CHANGES", "k3", "FROM", "5")).startsWith("*2\r\n:11\r\n*1\r\n*9\r\n:9\r\n:5\r\n");
    }

    @Test
    void anEmptyPageMeansThatTheEndIsReachedHoweverManyEventsWereExamined() {
        for (int i = 0; i < 25_000; i++) {
            put("k" + i);
        }
        put("rare");
        assertThat(reader.ask("CHANGES", "rare", "FROM", "0")).isEqualTo(page(25_001, event(25_001, 0, "rare", "v")));
        assertThat(reader.ask("CHANGES", "never", "FROM", "0")).isEqualTo(page(25_001));
    }

    @Test
    void blockWaitsForAnEventThatMatches() {
        assertThat(reader.ask("CHANGES", "a", "FROM", "0", "BLOCK", "1000")).isEmpty();
        put("b");
        assertThat(reader.heard()).isEmpty();
        put("a");
        assertThat(reader.heard()).isEqualTo(page(2, event(2, 0, "a", "v")));
    }

    @Test
    void blockEndsAtItsDeadline() {
        put("b");
        assertThat(reader.ask("CHANGES", "a", "FROM", "0", "BLOCK", "1000")).isEmpty();
        assertThat(reader.expiresAfter).isEqualTo(1_000_000_000L);
        time(999);
        reader.conversation.expire();
        assertThat(reader.heard()).isEmpty();
        time(1);
        reader.conversation.expire();
        assertThat(reader.heard()).isEqualTo(page(1));
        reader.conversation.expire();
        put("a");
        assertThat(reader.heard()).isEmpty();
    }

    private void time(int millis) {
        reader.time.pass(Duration.ofMillis(millis));
    }

    @Test
    void laterRequestsOfTheConnectionWaitUntilTheReply() {
        String later = Resp.request("PUT", "a", "own", "0") + Resp.request("PING");
        assertThat(reader.say(Resp.request("CHANGES", "a", "FROM", "0", "BLOCK", "1000") + later))
                .isEmpty();
        assertThat(writer.ask("GET", "a")).isEqualTo("$-1\r\n");
        assertThat(reader.conversation.hasRoom()).isFalse();
        put("a2");
        assertThat(reader.heard()).isEqualTo(page(1, event(1, 0, "a2", "v")) + ":1\r\n+PONG\r\n");
    }

    @Test
    void blockReturnsAtOnceIfThereAreEvents() {
        put("a");
        assertThat(reader.ask("CHANGES", "", "FROM", "0", "BLOCK", "1000")).isEqualTo(page(1, event(1, 0, "a", "v")));
        assertThat(reader.expiresAfter).isEqualTo(-1);
    }

    @Test
    void wrongArgumentsAreExplained() {
        assertThat(reader.ask("CHANGES", "a", "FROM")).contains("wrong number of arguments");
        assertThat(reader.ask("CHANGES", "a", "LIMIT", "1")).startsWith("-ERR FROM is missing");
        assertThat(reader.ask("CHANGES", "a", "FROM", "0", "BLOCK", "60001")).startsWith("-ERR time '60001'");
        assertThat(reader.ask("CHANGES", "a", "FROM", "0", "FROM", "0")).startsWith("-ERR FROM is given twice");
        assertThat(reader.ask("HISTORY", "a", "FROM", "0")).startsWith("-ERR 'FROM' is not an option");
    }

    @Test
    void historyOfAKeyIsNewestFirst() {
        put("b");
        writer.ask("PUT", "a", "first", "0");
        writer.ask("DEL", "a", "1");
        String tail = Resp.bulk("default") + ":" + time.wallMillis() + "\r\n";
        assertThat(reader.ask("HISTORY", "a"))
                .isEqualTo("*2\r\n:1\r\n*2\r\n*6\r\n:2\r\n:3\r\n" + Resp.bulk("delete") + tail
                        + ":0\r\n*6\r\n:1\r\n:2\r\n" + Resp.bulk("put") + tail + ":5\r\n");
        assertThat(reader.ask("HISTORY", "a", "LIMIT", "1")).startsWith("*2\r\n:1\r\n*1\r\n");
        assertThat(reader.ask("HISTORY", "c")).isEqualTo("*2\r\n:1\r\n*0\r\n");
    }

    @Test
    void aServerThatShutsDownAnswersARequestThatWaits() {
        put("b");
        assertThat(reader.ask("CHANGES", "a", "FROM", "0", "BLOCK", "60000")).isEmpty();
        reader.conversation.stop();
        assertThat(reader.heard()).isEqualTo("*2\r\n:1\r\n*0\r\n");
    }

    /** The request has arrived, but an earlier one is answered only after the shutdown has begun. */
    @Test
    void aRequestThatIsExecutedWhileTheServerShutsDownDoesNotWait() {
        reader.send(Resp.request("CHANGES", "a", "FROM", "0", "BLOCK", "60000"));
        reader.conversation.stop();
        assertThat(reader.heard()).isEqualTo("*2\r\n:0\r\n*0\r\n");
    }

    /** Events of other keys are evicted while a request waits; that is not an error. */
    @Test
    void blockIsNotOutrunByEventsOfOtherKeys() {
        assertThat(reader.ask("CHANGES", "a", "FROM", "0", "BLOCK", "60000")).isEmpty();
        for (int i = 0; i < 20_000; i++) {
            put("b" + i);
        }
        put("a");
        assertThat(reader.heard()).startsWith("*2\r\n:20001\r\n*1\r\n*9\r\n:20001\r\n:0\r\n");
    }
}
