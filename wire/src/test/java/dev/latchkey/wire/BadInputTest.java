package dev.latchkey.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.wire.verbs.Decoded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** IN-02 and SEC-07: bad inputs and their exact results. A PING follows each of them and is parsed if the connection survives. */
class BadInputTest {

    private static final Limits.Frames LIMITS = Limits.STANDARD.frames();

    private static final String PING = "*1\r\n$4\r\nPING\r\n";
    private static final String BAD_COUNT = "violation: invalid multibulk length: a request has 1 to 2048 arguments";
    private static final String BAD_LENGTH = "violation: invalid bulk length: an argument has 0 to 1048576 bytes";
    private static final String UNBALANCED = "violation: unbalanced quotes in request";

    static Stream<Arguments> inputs() {
        return Stream.of(
                // Empty requests
                arguments("\r\n", "PING"),
                arguments("\n", "PING"),
                arguments(" \t \r\n", "PING"),
                arguments("*0\r\n", "PING"),
                arguments("*-1\r\n", "PING"),
                arguments("*-10\r\n", "PING"),
                arguments("*0\r\n".repeat(1_000_000), "PING"),
                // Invalid or excessive counts
                arguments("*-0\r\n", BAD_COUNT),
                arguments("*2147483648\r\n", BAD_COUNT),
                arguments("*4294967297\r\n", BAD_COUNT),
                arguments("*18446744073709551617\r\n", BAD_COUNT),
                arguments("*99999999999999999999\r\n", BAD_COUNT),
                arguments("*+1\r\n", BAD_COUNT),
                arguments("*01\r\n", BAD_COUNT),
                arguments("* 1\r\n", BAD_COUNT),
                arguments("*1 \r\n", BAD_COUNT),
                arguments("*\r\n", BAD_COUNT),
                arguments("*-\r\n", BAD_COUNT),
                arguments("*1\n", BAD_COUNT),
                arguments("*1\rx", BAD_COUNT),
                arguments("*1e3\r\n", BAD_COUNT),
                arguments("*0x1\r\n", BAD_COUNT),
                arguments("*\0\r\n", BAD_COUNT),
                arguments("*2049\r\n", BAD_COUNT),
                arguments("*1048577\r\n", BAD_COUNT),
                arguments("*" + "1".repeat(40), BAD_COUNT),
                // Invalid or excessive lengths
                arguments("*1\r\n$-1\r\n", BAD_LENGTH),
                arguments("*1\r\n$-0\r\n\r\n", BAD_LENGTH),
                arguments("*1\r\n$-10\r\n", BAD_LENGTH),
                arguments("*1\r\n$2000000000\r\n", BAD_LENGTH),
                arguments("*1\r\n$4294967296\r\n", BAD_LENGTH),
                arguments("*1\r\n$1048577\r\n", BAD_LENGTH),
                arguments("*1\r\n$+4\r\nPING\r\n", BAD_LENGTH),
                arguments("*1\r\n$04\r\nPING\r\n", BAD_LENGTH),
                arguments("*1\r\n$\0\r\n", BAD_LENGTH),
                arguments("*1\r\n$\r\n", BAD_LENGTH),
                arguments("*1\r\n$4\nPING\r\n", BAD_LENGTH),
                arguments(
                        "*4\r\n" + ("$1048576\r\n" + "x".repeat(1_048_576) + "\r\n").repeat(2) + "$1\r\n",
                        "violation: request exceeds 2097152 bytes"),
                // Lengths that do not match the content
                arguments("*1\r\n$5\r\nPING\r\n", "violation: no CRLF after a bulk string of 5 bytes"),
                arguments("*1\r\n$3\r\nPING\r\n", "violation: no CRLF after a bulk string of 3 bytes"),
                arguments("*1\r\n$4\r\nPING", "violation: no CRLF after a bulk string of 4 bytes"),
                arguments("*1\r\n$4\r\nPING\n\r", "violation: no CRLF after a bulk string of 4 bytes"),
                arguments("*1\r\n$4\r\nPING\r\r", "violation: no CRLF after a bulk string of 4 bytes"),
                // Other types in the place of a bulk string
                arguments("*1\r\n*1\r\n$4\r\nPING\r\n", "violation: expected '$', got '*'"),
                arguments("*1\r\nPING\r\n", "violation: expected '$', got 'P'"),
                arguments("*1\r\n\0", "violation: expected '$', got '\\x00'"),
                arguments("*1\r\n\u00ff", "violation: expected '$', got '\\xff'"),
                arguments("*1\r\n:1\r\n", "violation: expected '$', got ':'"),
                arguments("*1\r\n%1\r\n+a\r\n+b\r\n", "violation: expected '$', got '%'"),
                arguments("*1\r\n_\r\n", "violation: expected '$', got '_'"),
                arguments("*2\r\n$4\r\nPING\r\n\r\n", "violation: expected '$', got '\\x0d'"),
                // RESP3 types and noise are parsed as inline requests
                arguments("_\r\n", "ERR unknown command '_'. COMMAND LIST lists the commands | PING"),
                arguments("%1\r\n", "ERR unknown command '%1'. COMMAND LIST lists the commands | PING"),
                arguments("~0\r\n", "ERR unknown command '~0'. COMMAND LIST lists the commands | PING"),
                arguments(">0\r\n", "ERR unknown command '>0'. COMMAND LIST lists the commands | PING"),
                arguments("#t\r\n", "ERR unknown command '#t'. COMMAND LIST lists the commands | PING"),
                arguments("$4\r\n", "ERR unknown command '$4'. COMMAND LIST lists the commands | PING"),
                arguments("$\0\r\n", "ERR unknown command '$?'. COMMAND LIST lists the commands | PING"),
                arguments("\0\r\n", "ERR unknown command '?'. COMMAND LIST lists the commands | PING"),
                arguments("*1\r\n$0\r\n\r\n", "ERR unknown command ''. COMMAND LIST lists the commands | PING"),
                // Inline requests
                arguments("GET a\0b\r\n", "Get[key=a\\x00b] | PING"),
                arguments("get  key \r\n", "Get[key=key] | PING"),
                arguments("GET \"\\x41\\x0a\\xzz\\\"\\q\"\r\n", "Get[key=A\\x0axzz\"q] | PING"),
                arguments("GET 'a\\'b\\n'\n", "Get[key=a'b\\x5cn] | PING"),
                arguments("GET \"abc\r\n", UNBALANCED),
                arguments("GET 'abc\r\n", UNBALANCED),
                arguments("GET \"abc\\\"\r\n", UNBALANCED),
                arguments("GET \"a\"b\r\n", UNBALANCED),
                arguments(
                        "x".repeat(65_536) + "\n",
                        "ERR unknown command '" + "x".repeat(64) + "...'. COMMAND LIST lists the commands | PING"),
                arguments(
                        "x".repeat(65_537) + "\r\n",
                        "violation: too big inline request: a line has at most 65536 bytes"),
                arguments("x".repeat(65_537), "violation: too big inline request: a line has at most 65536 bytes"),
                arguments(
                        "a ".repeat(2_049) + "\r\n",
                        "violation: too many arguments: a request has 1 to 2048 arguments"),
                // Other protocols
                arguments("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "other protocol: HTTP"),
                arguments("PRI * HTTP/2.0 \r\n", "other protocol: HTTP"),
                arguments("POST\r\n", "other protocol: HTTP"),
                arguments("pOsT key value\r\n", "other protocol: HTTP"),
                arguments(" \tPOST key\r\n", "other protocol: HTTP"),
                arguments("Host: localhost\r\n", "other protocol: HTTP"),
                arguments("Host:\r\n", "other protocol: HTTP"),
                arguments("\u0016\u0003\u0001\u0002\0", "other protocol: TLS"),
                arguments("GET HTTP/key more\r\n", "ERR wrong number of arguments for 'get': GET key | PING"),
                arguments("GET POST\r\n", "Get[key=POST] | PING"),
                arguments("GET key:\r\n", "Get[key=key:] | PING"),
                arguments("GET http/1.1\r\n", "Get[key=http/1.1] | PING"),
                arguments("POSTS\r\n", "ERR unknown command 'POSTS'. COMMAND LIST lists the commands | PING"),
                arguments(
                        "GET key\r\n\u0016\r\n",
                        "Get[key=key] | ERR unknown command '?'." + " COMMAND LIST lists the commands | PING"));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void badInputHasExactlyThisOutcome(String input, String outcome) {
        byte[] all = (input + PING).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(describe(Chunks.parseWhole(LIMITS, all))).isEqualTo(outcome);
        assertThat(describe(Chunks.parse(LIMITS, all, end -> end + 1_000))).isEqualTo(outcome);
    }

    private static String describe(List<Parsed> found) {
        return found.stream().map(BadInputTest::describe).collect(Collectors.joining(" | "));
    }

    private static String describe(Parsed parsed) {
        if (parsed instanceof Parsed.Violation violation) {
            return "violation: " + violation.sentence();
        } else if (parsed instanceof Parsed.OtherProtocol other) {
            return "other protocol: " + other.protocol();
        }
        Decoded decoded = Requests.decode(((Parsed.Request) parsed).arguments());
        if (decoded instanceof Decoded.Wrong wrong) {
            return wrong.message();
        }
        return decoded instanceof Decoded.ForStore store
                ? store.command().toString()
                : ((Decoded.ForServer) decoded).verb().name();
    }

    @Test
    void authenticationRaisesTheLimitsOfLaterRequests() {
        RequestParser parser = new RequestParser(Limits.STANDARD.framesBeforeLogin());
        byte[] elevenWords = ("*11\r\n" + "$1\r\nx\r\n".repeat(11)).getBytes(StandardCharsets.US_ASCII);
        assertThat(Chunks.parseWhole(Limits.STANDARD.framesBeforeLogin(), elevenWords))
                .containsExactly(new Parsed.Violation("invalid multibulk length: a request has 1 to 10 arguments"));
        parser.limitTo(LIMITS);
        assertThat(parser.next(Unpooled.wrappedBuffer(elevenWords))).isInstanceOf(Parsed.Request.class);
    }

    @Test
    void aRequestIsInProgressFromItsHeaderToItsEndOrViolation() {
        RequestParser parser = new RequestParser(LIMITS);
        assertThat(parser.hasPartialRequest()).isFalse();
        feed(parser, "*2\r\n$3\r\nGET\r\n");
        assertThat(parser.hasPartialRequest()).isTrue();
        feed(parser, "$1\r\nk\r\n");
        assertThat(parser.hasPartialRequest()).isFalse();
        feed(parser, "*2\r\n");
        assertThat(parser.hasPartialRequest()).isTrue();
        feed(parser, "x");
        assertThat(parser.hasPartialRequest()).isFalse();
    }

    private static void feed(RequestParser parser, String bytes) {
        ByteBuf in = Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII);
        parser.next(in);
        assertThat(in.isReadable()).as(bytes).isFalse();
    }
}
