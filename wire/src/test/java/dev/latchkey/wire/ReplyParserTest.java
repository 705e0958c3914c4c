package dev.latchkey.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid replies. */
class ReplyParserTest {

    @Test
    void everyTypeIsRead() {
        String each = """
                *15
                +OK
                -ERR no
                :-5
                $2
                ab
                $-1
                *-1
                _
                *0
                ,1.5
                #t
                (99
                =5
                txt:a
                ~1
                :1
                %1
                +k
                :2
                >1
                +p
                """;
        assertThat(RespValues.describe(RespValues.parse(each.replace("\n", "\r\n"))))
                .isEqualTo("""
                        Array[Simple[text=OK], ErrorLine[message=ERR no], Int[number=-5], Bulk[97, 98], Null[], Null[], \
                        Null[], Array[], Other[type=,, text=1.5], Other[type=#, text=t], Other[type=(, text=99], \
                        Bulk[116, 120, 116, 58, 97], Members[Int[number=1]], Pairs[Simple[text=k], Int[number=2]], \
                        Push[Simple[text=p]]]""");
    }

    @Test
    void aBulkErrorIsAnErrorAndAnAttributeIsSkipped() {
        assertThat(RespValues.parse("!6\r\nERR no\r\n")).isEqualTo(new RespValue.ErrorLine("ERR no"));
        assertThat(RespValues.parse("|1\r\n+ttl\r\n*1\r\n:1\r\n|0\r\n:7\r\n")).isEqualTo(new RespValue.Int(7));
        assertThat(RespValues.describe(RespValues.parse("*2\r\n|1\r\n+a\r\n+b\r\n:1\r\n:2\r\n")))
                .isEqualTo("Array[Int[number=1], Int[number=2]]");
    }

    @Test
    void aPushIsNotAnArraySoItIsNotMistakenForAReply() {
        assertThat(RespValues.parse(">1\r\n+message\r\n")).isInstanceOf(RespValue.Push.class);
        assertThat(RespValues.parse(">0\r\n")).isInstanceOf(RespValue.Push.class);
    }

    @Test
    void theCodeIsTheFirstWord() {
        assertThat(new RespValue.ErrorLine("ERRVERSION 7 is").code()).isEqualTo("ERRVERSION");
        assertThat(new RespValue.ErrorLine("LOADING").code()).isEqualTo("LOADING");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?\r\n",
                "\r\n",
                "\n",
                "+OK\n",
                "OK\r\n",
                "HTTP/1.1 400 Bad Request\r\n",
                "\0\r\n",
                "\u00ff\r\n",
                ":\r\n",
                ":x\r\n",
                ":1 \r\n",
                ":+1\r\n",
                ":01\r\n",
                ":-0\r\n",
                ":9223372036854775808\r\n",
                ":-9223372036854775809\r\n",
                ":\u00d9\u00a1\r\n",
                "_x\r\n",
                "$-2\r\n",
                "$x\r\n",
                "$16777217\r\n",
                "$4294967297\r\n",
                "=-1\r\n",
                "!-1\r\n",
                "$1\r\nab\r\n",
                "$1\r\na\n\r",
                "*-2\r\n",
                "*262145\r\n",
                "*4294967297\r\n",
                "%-1\r\n",
                "%131073\r\n",
                "~-1\r\n",
                ">-1\r\n",
                "|-1\r\n",
                "*1\r\n\r\n",
                "*1\r\n*2\r\n?\r\n"
            })
    void invalidRepliesAreRefused(String resp) {
        assertThatThrownBy(() -> RespValues.parse(resp)).isInstanceOf(ReplyParser.NotRespException.class);
    }

    @Test
    void numbersAreReadUpToTheirBounds() {
        for (long number : new long[] {0, 9, 10, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(RespValues.parse(":" + number + "\r\n")).isEqualTo(new RespValue.Int(number));
        }
    }

    @Test
    void errorMessagesContainNoControlCharacters() {
        assertThatThrownBy(() -> RespValues.parse(":\u001b[31m" + "x".repeat(1_000) + "\r\n"))
                .hasMessageMatching("[ -~]{1,100}");
    }

    @Test
    void depthIsBounded() {
        assertThat(RespValues.parse("*1\r\n".repeat(32) + ":1\r\n")).isInstanceOf(RespValue.Array.class);
        assertThatThrownBy(() -> RespValues.parse("*1\r\n".repeat(33) + ":1\r\n"))
                .hasMessage("a reply is nested deeper than 32");
    }

    @Test
    void aLineIsBounded() {
        assertThat(RespValues.parse("+" + "x".repeat(65_534) + "\r\n")).isInstanceOf(RespValue.Simple.class);
        assertThatThrownBy(() -> RespValues.parse("+" + "x".repeat(65_535) + "\r\n"))
                .hasMessage("a line exceeds 65536 bytes");
        assertThatThrownBy(() -> RespValues.parse("+" + "x".repeat(65_536))).hasMessage("a line exceeds 65536 bytes");
    }

    @Test
    void aValueIsBoundedAlthoughEachOfItsPartsIsSmall() {
        assertThatThrownBy(() -> RespValues.parse("*262144\r\n*262144\r\n"))
                .hasMessage("item count of a value must be 0 to 262144, not 524288");
        assertThatThrownBy(() -> RespValues.parse("|1\r\n+a\r\n+b\r\n*262144\r\n"))
                .hasMessage("item count of a value must be 0 to 262144, not 262146");
        String tenMillion = "$10000000\r\n" + "x".repeat(10_000_000) + "\r\n";
        assertThatThrownBy(() -> RespValues.parse("*2\r\n" + tenMillion + tenMillion))
                .hasMessageStartingWith("size of a value must be 0 to 16842752, not ");
        assertThatThrownBy(() -> RespValues.parse("*1000\r\n" + ("+" + "x".repeat(60_000) + "\r\n").repeat(300)))
                .hasMessageStartingWith("size of a value must be 0 to 16842752, not ");
    }

    @Test
    void theNextValueHasItsOwnBounds() {
        ReplyParser parser = new ReplyParser();
        ByteBuf in =
                Unpooled.copiedBuffer(("*100000\r\n" + ":1\r\n".repeat(100_000)).repeat(2), StandardCharsets.US_ASCII);
        assertThat(parser.next(in)).isInstanceOf(RespValue.Array.class);
        assertThat(parser.next(in)).isInstanceOf(RespValue.Array.class);
        assertThat(parser.next(in)).isNull();
    }

    @Test
    void announcedSizesAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long most = 0;
        for (int i = 0; i < 100; i++) {
            for (String head : new String[] {"*131072\r\n", "$16777216\r\n", "*32\r\n*1000\r\n%1000\r\n$1000000\r\n"}) {
                ByteBuf in = Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII);
                long before = threads.getCurrentThreadAllocatedBytes();
                assertThat(new ReplyParser().next(in)).isNull();
                most = i < 50 ? 0 : Math.max(most, threads.getCurrentThreadAllocatedBytes() - before);
            }
        }
        assertThat(most).isLessThan(65_536);
    }

    @Test
    void randomBytesAreEitherParsedOrRefused() {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        byte[] alphabet = "+-:$*~%>|_#,(!=0123456789\r\n\r\n\r\nax".getBytes(StandardCharsets.US_ASCII);
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = random.nextInt(20) == 0
                        ? (byte) random.nextInt(256)
                        : alphabet[random.nextInt(alphabet.length)];
            }
            refused += isRefused(bytes, seed) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    private static boolean isRefused(byte[] bytes, long seed) {
        try {
            ReplyParser parser = new ReplyParser();
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            RespValue value;
            do {
                value = parser.next(in);
            } while (value != null);
            return false;
        } catch (ReplyParser.NotRespException refusal) {
            assertThat(refusal.getMessage()).matches("[ -~]+");
            return true;
        } catch (RuntimeException | Error bug) {
            throw new AssertionError("seed " + seed, bug);
        }
    }
}
