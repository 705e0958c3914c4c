package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** NET-07 for the client: however a stream of replies is split, it produces the same answers in the same order. */
class ConnectionBytesTest {

    private static final List<Command> REQUESTS = List.of(
            new Command.Get(Key.of("k")),
            new Command.Put(Key.of("k"), Value.of("v"), Version.NONE),
            new Command.Get(Key.of("nothing there")),
            new Command.Put(Key.of("k"), Value.of("v"), Version.of(8)),
            new Command.ListKeys(Prefix.EMPTY, null, 10, true),
            new Command.Delete(Key.of("k"), Version.of(9)),
            new Command.ListKeys(Prefix.EMPTY, null, 10, false),
            new Command.Get(Key.of("empty")),
            new Command.Delete(Key.of("k"), Version.of(1)));

    private static final byte[] REPLIES = (Spoken.found("\r\n$3\r\n+OK\r\n\u0000\u00ff", 5)
                    + ":1\r\n"
                    + "_\r\n"
                    + "-ERRVERSION 12\r\n"
                    + "*3\r\n:7\r\n:1\r\n*2\r\n*3\r\n$1\r\na\r\n$2\r\n\r\n\r\n:1\r\n*3\r\n$1\r\nb\r\n$0\r\n\r\n:2\r\n"
                    + ":9223372036854775807\r\n"
                    + "*3\r\n:7\r\n:0\r\n*0\r\n"
                    + Spoken.found("", 1)
                    + "-ERR some text: \r\n")
            .getBytes(StandardCharsets.ISO_8859_1);

    private static final String EXPECTED = answersTo(REPLIES.length);

    @Test
    void wholeStreamIsUnderstood() {
        assertThat(EXPECTED.split("\n")).hasSize(REQUESTS.size()).noneMatch(answer -> answer.contains("failed"));
    }

    @Test
    void oneSplitAnywhereChangesNothing() {
        for (int cut = 0; cut <= REPLIES.length; cut++) {
            assertThat(answersTo(cut, REPLIES.length)).as("split at %d", cut).isEqualTo(EXPECTED);
        }
    }

    @Test
    void twoSplitsAnywhereChangeNothing() {
        for (int first = 0; first <= REPLIES.length; first++) {
            for (int second = first; second <= REPLIES.length; second += 11) {
                assertThat(answersTo(first, second, REPLIES.length)).isEqualTo(EXPECTED);
            }
        }
    }

    @Property(tries = 500)
    void anySplitsChangeNothing(@ForAll long seed) {
        Random chance = new Random(seed);
        int longest = 1 + chance.nextInt(12);
        int[] ends = new int[REPLIES.length + 1];
        int count = 0;
        for (int at = 0; at < REPLIES.length; count++) {
            at = Math.min(REPLIES.length, at + 1 + chance.nextInt(longest));
            ends[count] = at;
        }
        assertThat(answersTo(Arrays.copyOf(ends, count))).isEqualTo(EXPECTED);
    }

    /** A connection that ends in the middle of a reply answers the complete replies and fails the rest. */
    @Test
    void endAtAnyByteNeverProducesAnAnswerFromHalfAReply() {
        String[] whole = EXPECTED.split("\n");
        for (int cut = 0; cut < REPLIES.length; cut++) {
            ConnectionFixture fixture = withRequests();
            fixture.server.deliver(Arrays.copyOf(REPLIES, cut));
            fixture.server.drop("gone");
            int answered = fixture.log.answers.size();
            assertThat(fixture.log.results).hasSize(REQUESTS.size());
            assertThat(fixture.log.results.subList(answered, REQUESTS.size()))
                    .allMatch(end -> end.endsWith("failed: gone"));
            assertThat(fixture.log.answers.stream().map(ConnectionBytesTest::text))
                    .containsExactly(Arrays.copyOf(whole, answered));
        }
    }

    private static ConnectionFixture withRequests() {
        ConnectionFixture fixture = ConnectionFixture.greeted();
        REQUESTS.forEach(request -> fixture.connection.send(request, fixture.log.attempt("request")));
        fixture.loop.settle();
        return fixture;
    }

    private static String answersTo(int... ends) {
        ConnectionFixture fixture = withRequests();
        int start = 0;
        for (int end : ends) {
            fixture.server.deliver(Arrays.copyOfRange(REPLIES, start, end));
            start = end;
        }
        assertThat(fixture.events).isEmpty();
        return String.join(
                "\n",
                fixture.log.answers.stream().map(ConnectionBytesTest::text).toList());
    }

    private static String text(Object answer) {
        return answer.toString().replace("\n", "\\n").replace("\r", "\\r");
    }
}
