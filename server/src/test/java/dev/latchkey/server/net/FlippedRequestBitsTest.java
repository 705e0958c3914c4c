package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.talk.Resp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Covers NET-09 for the server: every bit of several requests is flipped, one at a time, each on a connection of its own. The server
 * replies, reports a protocol error and closes, or waits for more, and other connections are unaffected. RESP has no checksum, so a
 * flipped bit of a key or value goes unnoticed.
 */
class FlippedRequestBitsTest {

    /** A complete reply. The patterns are written independently of the server's encoder. */
    private static final Pattern REPLY =
            Pattern.compile("[+:-][^\\r\\n]*\\r\\n|[$*]-1\\r\\n|\\$(\\d+)\\r\\n|\\*(\\d+)\\r\\n");

    private static final String BYSTANDER_KEY = "~~~~~~~~";

    /** A reply is an error that the server closes the connection after. */
    private static boolean isProtocolError(String reply) {
        return reply.startsWith("-ERR Protocol error");
    }

    /** Splits output into complete replies, and fails if anything else is in it. */
    private static List<String> replies(String output) {
        List<String> replies = new ArrayList<>();
        int at = 0;
        while (at < output.length()) {
            int end = endOfReply(output, at);
            replies.add(output.substring(at, end));
            at = end;
        }
        return replies;
    }

    private static int endOfReply(String output, int at) {
        Matcher line = REPLY.matcher(output).region(at, output.length());
        assertThat(line.lookingAt())
                .as("a reply begins at %d of %s", at, output)
                .isTrue();
        int end = line.end();
        if (line.group(1) != null) {
            end += Integer.parseInt(line.group(1)) + 2;
            assertThat(output.substring(0, Math.min(end, output.length())))
                    .hasSize(end)
                    .endsWith("\r\n");
        }
        for (int items = line.group(2) == null ? 0 : Integer.parseInt(line.group(2)); items > 0; items--) {
            end = endOfReply(output, end);
        }
        return end;
    }

    private static byte[] flipped(byte[] frame, int bit) {
        byte[] copy = frame.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING", "GET key", "GETV key", "PUT key value 0", "PUT key value 1", "DEL key 1", "LIST"})
    void flippedBitHasOnlyDefinedOutcomes(String request) throws IOException {
        byte[] frame = Resp.bytes(Resp.request(request.split(" ")));
        int replied = 0;
        int refused = 0;
        int waited = 0;
        try (TestNode node = TestNode.start();
                Client bystander = node.connect()) {
            for (int bit = 0; bit < frame.length * 8; bit++) {
                String outcome = outcome(node, flipped(frame, bit));
                List<String> replies = replies(outcome);
                assertThat(replies.stream().limit(Math.max(0, replies.size() - 1)))
                        .as("replies before the last one, with bit %d flipped", bit)
                        .noneMatch(FlippedRequestBitsTest::isProtocolError);
                if (replies.isEmpty()) {
                    waited++;
                } else if (isProtocolError(replies.get(replies.size() - 1))) {
                    refused++;
                } else {
                    replied++;
                }
                assertThat(bystander.hears(":" + (bit + 1) + "\r\n", "PUT", BYSTANDER_KEY, "v", String.valueOf(bit)))
                        .as("another connection is served, with bit %d flipped", bit)
                        .isTrue();
            }
            node.awaitConnections(1);
            assertThat(node.engine.keyspace().keys()).as("keys").isLessThanOrEqualTo(frame.length * 8L);
        }
        assertThat(List.of(replied, refused, waited))
                .as("bits answered, refused, incomplete")
                .doesNotContain(0);
        System.out.printf(
                "NET-09 %s: of %d flipped bits %d were answered, %d refused, %d left the request incomplete%n",
                request, frame.length * 8, replied, refused, waited);
    }

    /** What the server sends for a request after which the client sends no more: replies, an error, or nothing. */
    private static String outcome(TestNode node, byte[] request) throws IOException {
        try (Client client = node.connect()) {
            client.say(Resp.text(request));
            client.finish();
            return client.readToEnd();
        }
    }

    /** The requests after a damaged one are executed if the damage is not noticed, and never after a protocol error. */
    @ParameterizedTest
    @ValueSource(strings = "PUT key value 0")
    void nothingIsExecutedAfterAProtocolError(String request) throws IOException {
        byte[] frame = Resp.bytes(Resp.request(request.split(" ")));
        for (int bit = 0; bit < frame.length * 8; bit++) {
            try (TestNode node = TestNode.start()) {
                byte[] damaged = flipped(frame, bit);
                List<String> replies =
                        replies(outcome(node, Resp.bytes(Resp.text(damaged) + Resp.request("PUT", "after", "v", "0"))));
                boolean broken = replies.stream().anyMatch(FlippedRequestBitsTest::isProtocolError);
                boolean executed = replies(outcome(node, Resp.bytes(Resp.request("GET", "after"))))
                        .equals(List.of("$1\r\nv\r\n"));
                assertThat(broken && executed)
                        .as("bit %d, replies %s", bit, replies)
                        .isFalse();
            }
        }
    }
}
