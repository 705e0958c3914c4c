package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** NET-07 without a socket: replies do not depend on how the input is split. */
class SplitInputTest {

    private static final String SCRIPT = Resp.request("PUT", "k", "v\r\n", "0")
            + Resp.request("GETV", "k")
            + Resp.request("HELLO", "3")
            + "get k\r\n\r\n*0\r\n"
            + Resp.request("LIST", "", "VALUES")
            + Resp.request("MULTI")
            + Resp.request("DEL", "k", "1")
            + Resp.request("EXEC")
            + Resp.request("nope")
            + "put \"k\\x00\" '' 0\n"
            + Resp.request("DEL", "k", "1")
            + Resp.request("GET", "k")
            + Resp.request("QUIT");

    private static final String REPLIES = Talk.open().say(SCRIPT);

    @Test
    void repliesAreTheSameWhereverTheBytesAreCut() {
        assertThat(REPLIES)
                .startsWith(":1\r\n*3\r\n$3\r\nv\r\n\r\n:1\r\n:1\r\n%8\r\n")
                .endsWith("_\r\n+OK\r\n");
        for (int at = 0; at <= SCRIPT.length(); at++) {
            Talk talk = Talk.open();
            assertThat(talk.say(SCRIPT.substring(0, at)) + talk.say(SCRIPT.substring(at)))
                    .as("cut at byte " + at)
                    .isEqualTo(REPLIES);
            assertThat(talk.hungUp).isTrue();
        }
    }

    @Test
    void repliesAreTheSameByteByByte() {
        Talk talk = Talk.open();
        StringBuilder heard = new StringBuilder();
        SCRIPT.chars().forEach(b -> heard.append(talk.say(String.valueOf((char) b))));
        assertThat(heard.toString()).isEqualTo(REPLIES);
    }
}
