package dev.latchkey.server.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.verbs.Verb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionVerbsTest {

    private final Talk talk = Talk.open();

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "PING | +PONG",
                "ping | +PONG",
                "SELECT 0 | +OK",
                "SELECT 1 | -ERR DB index is out of range",
                "SELECT -1 | -ERR DB index is out of range",
                "SELECT x | -ERR DB index is out of range",
                "READONLY | +OK",
                "READWRITE | +OK",
                "CLIENT SETINFO LIB-NAME jedis | +OK",
                "CLIENT SETNAME n | +OK",
                "CLIENT ID | :7",
                "CLIENT NO-EVICT on | +OK",
                "CLIENT NO-TOUCH on | +OK",
                "CLIENT TRACKING ON | -ERR CLIENT TRACKING is not supported: a client-side cache could serve stale reads",
                "CLIENT TRACKING OFF | +OK",
                "CLIENT TRACKING | -ERR CLIENT TRACKING is not supported: a client-side cache could serve stale reads",
                "CLIENT CACHING YES | -ERR CLIENT CACHING is not supported: a client-side cache could serve stale reads",
                "CLIENT GETREDIR | :-1",
                "CLIENT MAINT_NOTIFICATIONS ON moving-endpoint-type none | -ERR CLIENT MAINT_NOTIFICATIONS is not supported:"
                        + " the server announces no maintenance",
                "CLIENT MAINT_NOTIFICATIONS off | +OK",
                "CLIENT CAPA REDIRECT | +OK",
                "CLIENT CAPA a b c | +OK",
                "CLIENT REPLY ON | +OK",
                "CLIENT REPLY OFF | -ERR CLIENT REPLY is not supported: the server replies to every request",
                "CLIENT REPLY SKIP | -ERR CLIENT REPLY is not supported: the server replies to every request",
                "CLIENT KILL x | -ERR unknown subcommand or wrong number of arguments for 'KILL': CLIENT subcommand"
                        + " [argument...] (SETNAME name, GETNAME, ID, INFO, SETINFO attribute value, CAPA name...,"
                        + " NO-EVICT on|off or NO-TOUCH on|off)",
                "CONFIG SET a b | -ERR only CONFIG GET is supported; the options of latchkey serve set the configuration",
                "CLUSTER SLOTS | -ERR This instance has cluster support disabled",
                "CLUSTER | -ERR This instance has cluster support disabled",
                "EXEC | -ERR EXEC without MULTI",
                "DISCARD | -ERR DISCARD without MULTI",
                "RESET | +RESET",
                "ECHO | -ERR wrong number of arguments for 'echo': ECHO message",
                "PING a b | -ERR wrong number of arguments for 'ping': PING [message]",
            })
    void isAnsweredInOneLineInEitherProtocol(String request, String reply) {
        assertThat(talk.ask(request.split(" "))).isEqualTo(reply + "\r\n");
        talk.ask("HELLO", "3");
        assertThat(talk.ask(request.split(" "))).isEqualTo(reply + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "", "a\r\nb", "\u0000\u00ff", "+OK\r\n"})
    void messageComesBackToTheByte(String message) {
        assertThat(talk.ask("ECHO", message)).isEqualTo(Resp.bulk(message));
        assertThat(talk.ask("PING", message)).isEqualTo(Resp.bulk(message));
    }

    @Test
    void nameIsKeptUntilItIsTakenBack() {
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
        talk.ask("CLIENT", "SETNAME", "worker-1");
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$8\r\nworker-1\r\n");
        talk.ask("CLIENT", "SETNAME", "");
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
        talk.ask("HELLO", "3");
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("_\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\nb", "\u00e9", "a\u007f"})
    void nameOfOtherThanPlainCharactersIsRefused(String name) {
        assertThat(talk.ask("CLIENT", "SETNAME", name)).startsWith("-ERR Client names cannot contain");
        assertThat(talk.ask("CLIENT", "SETNAME", "x".repeat(257))).startsWith("-ERR Client names cannot contain");
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
    }

    @Test
    void connectionIsDescribedInOneLine() {
        talk.ask("CLIENT", "SETNAME", "worker-1");
        assertThat(talk.ask("CLIENT", "INFO"))
                .contains("id=7 addr=")
                .contains(" name=worker-1 db=0 ")
                .endsWith(" user=default redir=-1 resp=2\n\r\n");
        talk.ask("HELLO", "3");
        assertThat(talk.ask("CLIENT", "INFO")).endsWith(" resp=3\n\r\n");
    }

    @Test
    void trackingIsReportedAsOff() {
        assertThat(talk.ask("CLIENT", "TRACKINGINFO"))
                .isEqualTo("*6\r\n$5\r\nflags\r\n*1\r\n$3\r\noff\r\n$8\r\nredirect\r\n:-1\r\n$8\r\nprefixes\r\n*0\r\n");
        talk.ask("HELLO", "3");
        assertThat(talk.ask("CLIENT", "TRACKINGINFO")).startsWith("%3\r\n$5\r\nflags\r\n~1\r\n$3\r\noff\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "PUT k v 0 | *1,$1,k",
                "WATCH a b | *2,$1,a,$1,b",
                "get k | *1,$1,k",
                "PUT k | -ERR Invalid number of arguments specified for command",
                "PING | -ERR The command has no key arguments",
                "NOPE k | -ERR Invalid command specified",
            })
    void keysOfARequestAreNamed(String request, String reply) {
        assertThat(talk.ask(("COMMAND GETKEYS " + request).split(" "))).isEqualTo(reply.replace(",", "\r\n") + "\r\n");
    }

    @Test
    void configIsEmptyInTheShapeOfEachProtocol() {
        assertThat(talk.ask("CONFIG", "GET", "save")).isEqualTo("*0\r\n");
        talk.ask("HELLO", "3");
        assertThat(talk.ask("CONFIG", "GET", "save")).isEqualTo("%0\r\n");
    }

    @Test
    void commandTableIsShown() {
        int count = Verb.values().length;
        assertThat(talk.ask("COMMAND", "COUNT")).isEqualTo(":" + count + "\r\n");
        assertThat(talk.ask("COMMAND")).startsWith("*" + count + "\r\n*10\r\n$3\r\nget\r\n:2\r\n");
        assertThat(talk.ask("COMMAND", "LIST")).startsWith("*" + count + "\r\n$3\r\nget\r\n");
        assertThat(talk.ask("COMMAND", "INFO", "nope", "put"))
                .startsWith("*2\r\n$-1\r\n*10\r\n$3\r\nput\r\n:-4\r\n*3\r\n+write\r\n");
        assertThat(talk.ask("COMMAND", "DOCS", "put")).startsWith("*2\r\n$3\r\nput\r\n*10\r\n$7\r\nsummary\r\n");
        assertThat(talk.ask("COMMAND", "NOPE")).startsWith("-ERR unknown subcommand or wrong number of arguments");
        talk.ask("HELLO", "3");
        assertThat(talk.ask("COMMAND", "DOCS", "put")).startsWith("%1\r\n$3\r\nput\r\n%5\r\n$7\r\nsummary\r\n");
        assertThat(talk.ask("COMMAND", "INFO", "nope")).isEqualTo("*1\r\n_\r\n");
    }

    @Test
    void infoGetsTheSectionsThatAreNamed() {
        assertThat(talk.ask("INFO", "stats", "x")).isEqualTo(Resp.bulk("info of [stats, x]"));
        assertThat(talk.ask("INFO")).isEqualTo(Resp.bulk("info of []"));
    }

    @Test
    void quitIsTheLastThingThatIsAnswered() {
        assertThat(talk.say(Resp.request("PING") + Resp.request("QUIT") + Resp.request("PUT", "k", "v", "0")))
                .isEqualTo("+PONG\r\n+OK\r\n");
        assertThat(talk.hungUp).isTrue();
        assertThat(talk.untaken()).isZero();
        assertThat(talk.say(Resp.request("PING"))).isEmpty();
    }

    @Test
    void inlineCommandsAreAnsweredAlike() {
        assertThat(talk.say("put greeting \"hello there\" 0\r\n")).isEqualTo(":1\r\n");
        assertThat(talk.say("GET greeting\n")).isEqualTo("$11\r\nhello there\r\n");
    }
}
