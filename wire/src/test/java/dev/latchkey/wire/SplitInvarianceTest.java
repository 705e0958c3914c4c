package dev.latchkey.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** IN-05: the parsers return the same results however the same bytes are split into pieces. */
class SplitInvarianceTest {

    private static final long SPLITS_MIN = Long.getLong("wire.fuzz.splits", 250_000);
    private static final long SEED = Long.getLong("wire.fuzz.seed", new SplittableRandom().nextLong());
    private static final Limits.Frames LIMITS = Limits.STANDARD.framesBeforeLogin();

    private static final List<String> CORPUS = List.of(
            "*1\r\n$4\r\nPING\r\n",
            "*4\r\n$3\r\nPUT\r\n$3\r\nkey\r\n$5\r\nva\r\ne\r\n$1\r\n0\r\n*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n",
            "*0\r\n*-1\r\n\r\n\nPING\r\nget key\nPUT 'a b' \"\\x00\\r\\n\" 0\r\n*1\r\n$0\r\n\r\n",
            "*3\r\n$3\r\nDEL\r\n$12\r\nabcdefghijkl\r\n$19\r\n9223372036854775807\r\n",
            "PING\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n*1\r\n$4\r\nPING\r\n",
            "\u0016\u0003\u0001*1\r\n$4\r\nPING\r\n",
            "*1\r\n$5\r\nPING\r\nPING\r\n",
            "*1\r\n$-0\r\n\r\n",
            "*01\r\n$4\r\nPING\r\n",
            "PUT \"a\"b\r\nPING\r\n",
            "*2\r\n$4\r\nECHO\r\n$16385\r\n",
            "a b c d e f g h i j k\r\nPING\r\n",
            "*123456789012345678901234567890123456789\r\n");

    private static final List<String> REPLIES = List.of(
            "+OK\r\n",
            "-ERRVERSION 7 is the current version\r\n:42\r\n:-9223372036854775808\r\n",
            "*3\r\n$5\r\nva\r\ne\r\n:2\r\n:9\r\n*-1\r\n_\r\n$-1\r\n",
            "%1\r\n$6\r\nserver\r\n$8\r\nlatchkey\r\n~1\r\n+x\r\n>2\r\n:1\r\n:2\r\n",
            "|1\r\n+ttl\r\n:3\r\n*2\r\n|0\r\n:1\r\n*0\r\n,1.5\r\n#t\r\n(12345678901234567890\r\n=5\r\ntxt:a\r\n!3\r\nERR\r\n");

    @Test
    void everySplitOfEveryRequestParsesTheSame() {
        for (String text : CORPUS) {
            byte[] all = text.getBytes(StandardCharsets.ISO_8859_1);
            List<Parsed> whole = Chunks.parseWhole(LIMITS, all);
            assertThat(whole).isNotEmpty();
            for (int split = 1; split < all.length; split++) {
                int at = split;
                check(all, whole, Chunks.parse(LIMITS, all, end -> end < at ? at : all.length), "split at " + split);
            }
            check(all, whole, Chunks.parse(LIMITS, all, end -> end + 1), "byte by byte");
        }
    }

    @Test
    void randomSplitsParseTheSame() {
        SplittableRandom random = new SplittableRandom(SEED);
        FuzzedBytes conversations = new FuzzedBytes(random);
        for (long splits = 0; splits < SPLITS_MIN; ) {
            byte[] all = conversations.next();
            List<Parsed> whole = Chunks.parseWhole(LIMITS, all);
            for (int i = 0; i < 32; i++, splits++) {
                int first = random.nextInt(all.length + 1);
                int second = random.nextInt(all.length + 1);
                int sooner = Math.min(first, second);
                int later = Math.max(first, second);
                List<Parsed> found =
                        Chunks.parse(LIMITS, all, end -> end < sooner ? sooner : end < later ? later : all.length);
                check(all, whole, found, "split at " + sooner + " and " + later + ", -Dwire.fuzz.seed=" + SEED);
            }
        }
    }

    @Test
    void everySplitOfEveryReplyParsesTheSame() {
        for (String text : REPLIES) {
            byte[] all = text.getBytes(StandardCharsets.ISO_8859_1);
            List<String> whole = replies(all, all.length, all.length);
            assertThat(whole).isNotEmpty();
            for (int split = 1; split < all.length; split++) {
                assertThat(replies(all, split, all.length))
                        .as("%s split at %d", text, split)
                        .isEqualTo(whole);
            }
            assertThat(replies(all, 1, 1)).as("%s byte by byte", text).isEqualTo(whole);
        }
    }

    private static List<String> replies(byte[] all, int first, int step) {
        ReplyParser parser = new ReplyParser();
        List<String> found = new ArrayList<>();
        ByteBuf in = Unpooled.wrappedBuffer(all).writerIndex(0);
        for (int end = first; in.writerIndex() < all.length; end += step) {
            in.writerIndex(Math.min(end, all.length));
            for (RespValue value = parser.next(in); value != null; value = parser.next(in)) {
                found.add(RespValues.describe(value));
            }
        }
        assertThat(in.isReadable()).isFalse();
        return found;
    }

    private static void check(byte[] all, List<Parsed> whole, List<Parsed> found, String how) {
        if (!Chunks.equal(whole, found)) {
            fail(HexFormat.of().formatHex(all) + " " + how + "\nwhole" + Chunks.describe(whole) + "\nin pieces"
                    + Chunks.describe(found) + Arrays.toString(all));
        }
    }
}
