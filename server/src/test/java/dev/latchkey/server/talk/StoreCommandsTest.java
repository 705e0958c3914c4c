package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.StateLimits;
import dev.latchkey.engine.state.MemoryEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreCommandsTest {

    private final Talk talk = Talk.open();

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void lifeOfAKeyIsAnsweredToTheByte(String protocol) {
        talk.ask("HELLO", protocol);
        boolean three = protocol.equals("3");
        assertThat(talk.ask("GET", "greeting")).isEqualTo(three ? "_\r\n" : "$-1\r\n");
        assertThat(talk.ask("GETV", "greeting")).isEqualTo(three ? "_\r\n" : "*-1\r\n");
        assertThat(talk.ask("PUT", "greeting", "hello", "0")).isEqualTo(":1\r\n");
        assertThat(talk.ask("PUT", "greeting", "hi", "0")).isEqualTo("-ERRVERSION 1 is the current version\r\n");
        assertThat(talk.ask("PUT", "greeting", "hi", "1")).isEqualTo(":2\r\n");
        assertThat(talk.ask("GET", "greeting")).isEqualTo("$2\r\nhi\r\n");
        assertThat(talk.ask("GETV", "greeting")).isEqualTo("*3\r\n$2\r\nhi\r\n:2\r\n:2\r\n");
        assertThat(talk.ask("PUT", "nope", "x", "3")).isEqualTo("-ERRNOKEY there is no such key\r\n");
        assertThat(talk.ask("DEL", "nope", "3")).isEqualTo("-ERRNOKEY there is no such key\r\n");
        assertThat(talk.ask("DEL", "greeting", "1")).isEqualTo("-ERRVERSION 2 is the current version\r\n");
        assertThat(talk.ask("DEL", "greeting", "2")).isEqualTo(":3\r\n");
        assertThat(talk.ask("GET", "greeting")).isEqualTo(three ? "_\r\n" : "$-1\r\n");
        assertThat(talk.ask("PUT", "greeting", "again", "0")).isEqualTo(":4\r\n");
    }

    @Test
    void bytesOfKeyAndValueAreKept() {
        String bytes = "\u0000\r\n\u00ff$-1\r\n";
        assertThat(talk.ask("PUT", bytes, bytes, "0")).isEqualTo(":1\r\n");
        assertThat(talk.ask("GET", bytes)).isEqualTo(Resp.bulk(bytes));
        assertThat(talk.ask("PUT", "empty", "", "0")).isEqualTo(":1\r\n");
        assertThat(talk.ask("GET", "empty")).isEqualTo("$0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void pagesOfKeysAreAnsweredToTheByte(String protocol) {
        talk.ask("HELLO", protocol);
        talk.ask("PUT", "b", "2", "0");
        talk.ask("PUT", "a", "1", "0");
        talk.ask("PUT", "c", "3", "0");
        assertThat(talk.ask("LIST")).isEqualTo("*3\r\n:3\r\n:0\r\n*3\r\n" + key("a") + key("b") + key("c"));
        assertThat(talk.ask("LIST", "", "LIMIT", "2")).isEqualTo("*3\r\n:3\r\n:1\r\n*2\r\n" + key("a") + key("b"));
        assertThat(talk.ask("LIST", "", "AFTER", "b", "VALUES"))
                .isEqualTo("*3\r\n:3\r\n:0\r\n*1\r\n*3\r\n$1\r\nc\r\n$1\r\n3\r\n:1\r\n");
        assertThat(talk.ask("LIST", "nothing/")).isEqualTo("*3\r\n:3\r\n:0\r\n*0\r\n");
    }

    private static String key(String name) {
        return "*2\r\n" + Resp.bulk(name) + ":1\r\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "PUT k v | -ERR wrong number of arguments for 'put': PUT key value version (0 creates, otherwise the version"
                        + " you read)",
                "DEL k | -ERR wrong number of arguments for 'del': DEL key version (the version you read)",
                "GET | -ERR wrong number of arguments for 'get': GET key",
                "SET k v | -ERR unknown command 'SET'. To write: PUT key value version (0 creates, otherwise the version you"
                        + " read)",
                "evalsha abc 0 | -ERR scripts are not supported. To change a key only if it is unchanged: PUT key value version",
                "FCALL_RO f 0 | -ERR functions are not supported. To change a key only if it is unchanged: PUT key value version",
                "frob | -ERR unknown command 'frob'. COMMAND LIST lists the commands",
                "PUT k v -1 | -ERR version '-1' is not a decimal number from 0 to 9223372036854775807: PUT key value version"
                        + " (0 creates, otherwise the version you read)",
                "DEL k 0 | -ERR a delete names the version it deletes, 1 or more: DEL key version (the version you read)",
                "LIST a LIMIT 0 | -ERR limit '0' is not a decimal number from 1 to 10000: LIST [prefix] [AFTER key] [LIMIT n]"
                        + " [VALUES] (the next page begins AFTER the last key of this one)",
            })
    void errorsTeach(String request, String reply) {
        assertThat(talk.ask(request.split(" "))).isEqualTo(reply + "\r\n");
    }

    @Test
    void refusedWriteLeavesNoTrace() {
        talk.ask("PUT", "k", "v", "5");
        talk.ask("DEL", "k", "0");
        assertThat(talk.ask("LIST")).isEqualTo("*3\r\n:0\r\n:0\r\n*0\r\n");
    }

    @Test
    void unknownCommandCannotBeginAnotherReply() {
        assertThat(talk.ask("x\r\n+OK\r\n"))
                .isEqualTo("-ERR unknown command 'x??+OK??'. COMMAND LIST lists the commands\r\n");
    }

    @Test
    void keyThatIsTooLongOrEmptyIsRefusedInWords() {
        assertThat(talk.ask("GET", "")).startsWith("-ERR key ").contains("1 to 1024");
        assertThat(talk.ask("PUT", "k".repeat(1_025), "v", "0"))
                .startsWith("-ERR key ")
                .contains("1 to 1024");
    }

    @Test
    void refusedWriteIsErrfullOnTheWire() {
        Talk small = Talk.withEngine(new MemoryEngine(Talk.STORE_ID, StateLimits.STANDARD, 10, Talk.HASH));
        assertThat(small.ask("PUT", "k", "more than ten", "0"))
                .isEqualTo("-ERRFULL memory limit reached: delete keys, or give the server more memory\r\n");
        assertThat(small.ask("GET", "k")).isEqualTo("$-1\r\n");
    }
}
