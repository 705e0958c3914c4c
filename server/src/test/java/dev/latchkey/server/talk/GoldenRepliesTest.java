package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Engine;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.wire.Limits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replies that clients match, compared byte for byte. */
class GoldenRepliesTest {

    private final StringBuilder transcript = new StringBuilder();
    private Talk talk = Talk.open();

    @Test
    void theCommandTable() throws IOException {
        for (String protocol : new String[] {"2", "3"}) {
            section("RESP" + protocol);
            talk.ask("HELLO", protocol);
            ask("COMMAND");
            ask("COMMAND", "INFO", "put", "no-such-command", "Get");
            ask("COMMAND", "DOCS");
            ask("COMMAND", "DOCS", "no-such-command", "LIST");
            ask("COMMAND", "COUNT");
            ask("COMMAND", "LIST");
        }
        Golden.requireSame("commands.txt", transcript.toString());
    }

    @Test
    void theErrors() throws IOException {
        access();
        transactions();
        wrongUse();
        refusals();
        sessions();
        protocolErrors();
        Golden.requireSame("errors.txt", transcript.toString());
    }

    private void access() {
        section("before login");
        talk = Talk.withPassword();
        ask("GET", "k");
        ask("SET", "k", "v");
        ask("HELLO", "3");
        ask("HELLO", "3", "AUTH", "default", "wrong");
        ask("AUTH", "wrong");
        ask("AUTH", "nobody", Talk.PASSWORD);
        ask("AUTH", "a", "b", "c");
        section("no password is set");
        talk = Talk.open();
        ask("AUTH", "x");
        ask("AUTH", "default", "x");
        section("HELLO");
        ask("HELLO", "4");
        ask("HELLO", "x");
        ask("HELLO", "2", "WHAT");
        ask("HELLO", "2", "SETNAME", "a b");
    }

    private void transactions() {
        section("transactions");
        ask("EXEC");
        ask("DISCARD");
        ask("MULTI");
        ask("MULTI");
        ask("MULTI", "x");
        ask("PUT", "k", "v", "0");
        ask("SET", "k", "v");
        ask("EXEC", "x");
        ask("EXEC");
        ask("MULTI", "x");
        ask("GET", "k");
        ask("DISCARD");
        ask("UNWATCH");
        ask("MULTI");
        ask("PING");
        ask("WATCH", "k");
        ask("TXN", "1", "2", "GET", "k");
        ask("PUT", "k", "v", "x");
        ask("EXEC");
        ask("MULTI");
        ask("EXEC");
        ask("TXN", "2", "4", "PUT", "k", "v", "0", "3", "CHECK", "k", "2");
        ask("TXN", "1", "3", "DEL", "k", "7");
        ask("TXN", "1", "6", "DEL", "k", "7", "GUARD", "g", "1");
        ask("TXN", "1", "6", "PUT", "k", "v", "0", "OWNER", "0".repeat(32));
    }

    private void wrongUse() {
        section("wrong use");
        ask("SELECT", "1");
        ask("CLUSTER", "SLOTS");
        ask("CONFIG", "SET", "a", "b");
        ask("CLIENT", "TRACKING", "ON");
        ask("CLIENT", "MAINT_NOTIFICATIONS", "ON");
        ask("CLIENT", "CACHING", "YES");
        ask("CLIENT", "REPLY", "OFF");
        ask("COMMAND", "GETKEYS", "PING");
        ask("CLIENT", "KILL", "x");
        ask("COMMAND", "NOPE");
        ask("BACKUP", "NEXT");
        ask("BACKUP", "NOPE");
        section("unknown commands");
        for (String name :
                ("NOPE SET SETNX MSET GETSET INCR MGET EXISTS UNLINK KEYS SCAN EVAL EVALSHA_RO SCRIPT FCALL FUNCTION MSETNX DECR"
                                + " FLUSHALL DBSIZE ROLE SUBSCRIBE XADD EXPIRE LPUSH HSET SADD ZADD WAIT SENTINEL")
                        .split(" ", -1)) {
            ask(name, "x");
        }
        section("wrong number of arguments");
        for (String name :
                "GET GETV PUT DEL SESSION ONCE TXN WATCH AUTH ECHO SELECT CLIENT CONFIG BACKUP".split(" ", -1)) {
            ask(name);
        }
        for (String name : "READONLY READWRITE RESET QUIT EXEC DISCARD UNWATCH".split(" ", -1)) {
            ask(name, "x");
        }
        ask("PING", "a", "b");
        section("arguments");
        ask("GET", "");
        ask("GET", "k".repeat(1_025));
        ask("PUT", "k", "v", "-1");
        ask("PUT", "k", "v", "one");
        ask("PUT", "k", "v", "9223372036854775808");
        ask("DEL", "k", "0");
        ask("LIST", "p", "WHAT");
        ask("LIST", "p", "LIMIT", "0");
        ask("LIST", "p", "LIMIT", "10001");
        ask("LIST", "p", "LIMIT", "1", "LIMIT", "2");
        ask("PUT", "k", "v", "0", "NX");
        ask("PUT", "k", "v", "0", "OWNER");
        ask("PUT", "k", "v", "0", "OWNER", "x");
        ask("PUT", "k", "v", "0", "GUARD", "g", "1", "GUARD", "g", "1");
        ask("DEL", "k", "1", "GUARD", "g");
        ask("SESSION", "LIST", "x");
        ask("SESSION", "OPEN", "0");
        ask("SESSION", "KEEP", "x");
        ask("SESSION", "CLOSE", "x", "y");
        ask("ONCE", "x", "1", "0", "CANCEL");
        String id = "0".repeat(32);
        ask("ONCE", id, "0", "0", "CANCEL");
        ask("ONCE", id, "1", "-1", "CANCEL");
        ask("ONCE", id, "1", "0", "GET", "k");
        ask("ONCE", id, "1", "0", "DEL", "k");
        ask("ONCE", id, "1", "0", "KEEP");
        ask("TXN", "0", "1", "GET");
        ask("TXN", "129", "2", "GET", "k");
        ask("TXN", "x", "2", "GET", "k");
        ask("TXN", "2", "2", "GET", "k");
        ask("TXN", "1", "3", "GET", "k");
        ask("TXN", "1", "x", "GET", "k");
        ask("TXN", "1", "2", "GET", "k", "l");
        ask("TXN", "1", "2", "LIST", "k");
        ask("TXN", "1", "1", "GET");
        ask("TXN", "2", "2", "GET", "k", "4", "PUT", "k", "v", "x");
        ask("TXN", "1", "2", "CHECK", "k");
        ask("TXN", "1", "5", "TXN", "1", "2", "GET", "k");
        ask("ONCE", id, "1", "0", "TXN", "1", "2", "ONCE", "k");
    }

    private void refusals() {
        section("refused by the store");
        ask("PUT", "k", "v", "0");
        ask("PUT", "k", "v", "0");
        ask("PUT", "none", "v", "1");
        ask("DEL", "k", "7");
        ask("DEL", "none", "7");
        for (Reply.Refusal reason : Reply.Refusal.values()) {
            talk = Talk.withEngine(refusing(reason));
            ask("PUT", "k", "v", "0");
        }
    }

    private void sessions() {
        section("sessions");
        talk = Talk.open();
        String opened = talk.ask("SESSION", "OPEN", "1000");
        String id = opened.split("\r\n", -1)[2];
        ask("SESSION", "KEEP", id);
        ask("SESSION", "KEEP", id, "2000");
        ask("PUT", "k", "v", "0", "GUARD", "g", "1");
        ask("ONCE", id, "2", "2", "CANCEL");
        ask("ONCE", id, "1025", "0", "CANCEL");
        ask("ONCE", id, "1026", "1", "CANCEL");
        ask("ONCE", id, "2", "0", "PUT", "k", "v", "0");
        ask("ONCE", id, "2", "0", "PUT", "k", "w", "0");
        ask("ONCE", id, "2", "0", "CANCEL");
        ask("ONCE", id, "3", "2", "CANCEL");
        ask("ONCE", id, "3", "2", "DEL", "k", "1");
        ask("ONCE", id, "2", "1", "CANCEL");
        ask("SESSION", "CLOSE", id);
        ask("SESSION", "KEEP", id);
        ask("ONCE", id, "4", "3", "CANCEL");
        ask("PUT", "k", "v", "1", "OWNER", id);
    }

    private static Engine refusing(Reply.Refusal reason) {
        return new EngineAround(Talk.memory()) {
            @Override
            public @Nullable Reply tryAnswer(Command command) {
                return new Reply.Refused(reason);
            }
        };
    }

    private void protocolErrors() {
        section("protocol errors, each of which ends the connection");
        violation("*0x\r\n");
        violation("*2049\r\n");
        violation("*1\r\n:1\r\n");
        violation("*1\r\n$-1\r\n");
        violation("*1\r\n$1048577\r\n");
        violation("*3\r\n" + Resp.bulk("x".repeat(1_048_576)).repeat(2) + "$1\r\n");
        violation("*1\r\n$1\r\nxyz");
        violation("GET \"open\r\n");
        violation("x".repeat(70_000));
        talk = Talk.withPassword();
        violation("*11\r\n");
        talk = Talk.withPassword();
        violation("\r\n".repeat(524_289));
        talk = new Talk(Talk.memory(), Credentials.NONE, Limits.STANDARD);
        talk.say("*1\r\n$4\r\nPI");
        talk.conversation.refuseInput();
        record("(the input budget of all connections is spent)", talk.heard());
    }

    private void violation(String input) {
        String shown = input.length() > 60 ? input.substring(0, 30) + "... (" + input.length() + " bytes)" : input;
        record(shown.replace("\r\n", "\\r\\n"), talk.say(input));
        assertThat(talk.hungUp).as(shown).isTrue();
        talk = Talk.open();
    }

    private void section(String title) {
        transcript.append("# ").append(title).append("\n\n");
    }

    private void ask(String... words) {
        String request = String.join(" ", words);
        record(request.length() > 60 ? request.substring(0, 60) + "..." : request, talk.ask(words));
    }

    private void record(String request, String reply) {
        assertThat(reply.replace("\r\n", "")).doesNotContain("\r", "\n");
        transcript
                .append("> ")
                .append(request)
                .append('\n')
                .append(reply.replace("\r\n", "\n"))
                .append('\n');
    }
}
