package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.ReplyDecoder;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespValues;
import dev.latchkey.wire.replies.ReplyEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client decodes answers, and how it refuses replies that cannot answer the request. */
class ReplyDecoderTest {

    private static final Command GET = new Command.Get(Key.of("k"));
    private static final Command PUT = new Command.Put(Key.of("k"), Value.of("v"), Version.NONE);
    private static final Command DEL = new Command.Delete(Key.of("k"), Version.of(1));
    private static final Command LIST = new Command.ListKeys(Prefix.EMPTY, null, 2, false);
    private static final Command LIST_VALUES = new Command.ListKeys(Prefix.EMPTY, null, 2, true);

    private static Answer answer(Command command, String resp) {
        return ReplyDecoder.decode(command, RespValues.parse(resp));
    }

    private static void assertNoAnswer(Command command, String resp) {
        assertThatThrownBy(() -> answer(command, resp))
                .as("%s to %s", resp, command)
                .isInstanceOf(ReplyParser.NotRespException.class)
                .hasMessageMatching("[ -~]{1,200}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "$1\r\nv\r\n",
                "#t\r\n",
                "*0\r\n",
                "%1\r\n:1\r\n:2\r\n",
                "~3\r\n$1\r\nv\r\n:1\r\n:1\r\n",
                ">3\r\n$1\r\nv\r\n:1\r\n:1\r\n",
                "*2\r\n:1\r\n:0\r\n",
                "*4\r\n:1\r\n:1\r\n:1\r\n:1\r\n",
                ":-1\r\n",
                "*3\r\n:1\r\n:1\r\n:1\r\n",
                "*3\r\n$1\r\nv\r\n:-1\r\n:1\r\n",
                "*3\r\n$1\r\nv\r\n:1\r\n$1\r\n1\r\n"
            })
    void repliesThatAnswerNoCommandAreRefused(String resp) {
        for (Command command : List.of(GET, PUT, DEL, LIST, LIST_VALUES)) {
            assertNoAnswer(command, resp);
        }
    }

    @Test
    void aWriteIsAnsweredByANumberAndAReadIsNot() {
        assertThat(answer(PUT, ":7\r\n")).isEqualTo(new Answer.OfStore(new Reply.Written(Version.of(7))));
        assertThat(answer(DEL, ":7\r\n")).isEqualTo(new Answer.OfStore(new Reply.Written(Version.of(7))));
        assertNoAnswer(GET, ":7\r\n");
        assertNoAnswer(LIST, ":7\r\n");
        assertNoAnswer(PUT, "$-1\r\n");
        assertNoAnswer(LIST, "$-1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*3\r\n:1\r\n:2\r\n*0\r\n", // more is neither 0 nor 1
                "*3\r\n:-1\r\n:0\r\n*0\r\n",
                "*3\r\n:1\r\n:0\r\n*3\r\n*0\r\n*0\r\n*0\r\n", // more entries than requested
                "*3\r\n:1\r\n:0\r\n*1\r\n*2\r\n$0\r\n\r\n:1\r\n", // an empty key
                "*3\r\n:1\r\n:0\r\n*1\r\n*3\r\n$1\r\nk\r\n$1\r\nv\r\n:1\r\n", // a value that was not requested
                "*3\r\n:1\r\n:0\r\n*1\r\n:1\r\n"
            })
    void anInvalidPageIsRefused(String resp) {
        assertNoAnswer(LIST, resp);
    }

    @Test
    void keysAndValuesBeyondTheLimitsAreRefused() {
        String tooLong = "$1048577\r\n" + "v".repeat(1_048_577) + "\r\n";
        assertNoAnswer(GET, "*3\r\n" + tooLong + ":1\r\n:1\r\n");
        assertNoAnswer(LIST_VALUES, "*3\r\n:1\r\n:0\r\n*1\r\n*3\r\n$1\r\nk\r\n" + tooLong + ":1\r\n");
        assertNoAnswer(LIST, "*3\r\n:1\r\n:0\r\n*1\r\n*2\r\n$1025\r\n" + "k".repeat(1_025) + "\r\n:1\r\n");
    }

    @Test
    void aPageIsReadWithAndWithoutValues() {
        assertThat(answer(LIST, "*3\r\n:9\r\n:1\r\n*1\r\n*2\r\n$1\r\nk\r\n:4\r\n"))
                .isEqualTo(new Answer.OfStore(
                        new Reply.Listed(9, true, List.of(new Reply.Listed.Entry(Key.of("k"), null, Version.of(4))))));
        assertThat(answer(LIST_VALUES, "*3\r\n:9\r\n:0\r\n*1\r\n*3\r\n$1\r\nk\r\n$0\r\n\r\n:4\r\n"))
                .isEqualTo(new Answer.OfStore(new Reply.Listed(
                        9, false, List.of(new Reply.Listed.Entry(Key.of("k"), Value.EMPTY, Version.of(4))))));
    }

    @Test
    void refusalsOfAWriteAreRepliesOfTheStore() {
        assertThat(answer(PUT, "-ERRVERSION 7 is the current version\r\n"))
                .isEqualTo(new Answer.OfStore(new Reply.Conflict(Version.of(7))));
        assertThat(answer(PUT, "-ERRVERSION 7\r\n")).isEqualTo(new Answer.OfStore(new Reply.Conflict(Version.of(7))));
        assertThat(answer(DEL, "-ERRNOKEY there is no such key\r\n")).isEqualTo(new Answer.OfStore(new Reply.NoKey()));
    }

    @Test
    void everyOtherErrorIsAServerError() {
        for (String message : List.of(
                "ERRFULL write queue full", "ERR x", "NOAUTH x", "LOADING x", "", "errversion 1", "ERRVERSIONS 1")) {
            assertThat(answer(PUT, "-" + message + "\r\n"))
                    .isEqualTo(new Answer.OfServer(new RespValue.ErrorLine(message)));
        }
    }

    /** A get is never refused because of a version. */
    @Test
    void everyErrorToAReadIsAServerError() {
        for (Command read : List.of(GET, LIST)) {
            assertThat(answer(read, "-ERRVERSION 7\r\n"))
                    .isEqualTo(new Answer.OfServer(new RespValue.ErrorLine("ERRVERSION 7")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERRVERSION",
                "ERRVERSION ",
                "ERRVERSION x",
                "ERRVERSION -1",
                "ERRVERSION +1",
                "ERRVERSION 01",
                "ERRVERSION 9223372036854775808",
                "ERRVERSION \u001b[2J 1"
            })
    void aConflictWithoutAVersionIsRefused(String message) {
        assertNoAnswer(PUT, "-" + message + "\r\n");
    }

    @Test
    void usedUpVersionsAreReportedAsSuch() {
        ByteBuf wire = Unpooled.buffer();
        ReplyEncoder.encode(Verb.PUT, new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP), Protocol.RESP2, null, wire);
        assertThat(ReplyDecoder.decode(PUT, RespValues.parse(wire)))
                .isEqualTo(new Answer.OfServer(
                        new RespValue.ErrorLine("ERR this key has used up its versions and cannot be written again")));
    }
}
