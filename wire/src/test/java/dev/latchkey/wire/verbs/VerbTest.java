package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.wire.Requests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command table, row by row, and the requests that it refuses. */
class VerbTest {

    @ParameterizedTest
    @EnumSource
    void aCommandIsFoundInAnyCase(Verb verb) {
        String name = verb.name();
        String mixed = name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
        for (String spelt : new String[] {name, name.toLowerCase(Locale.ROOT), mixed}) {
            assertThat(Verb.find(ascii(spelt))).isSameAs(verb);
        }
        assertThat(Verb.find(ascii(name + "X"))).isNull();
        assertThat(Verb.find(ascii(name.substring(1)))).isNotSameAs(verb);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "SET", "GE\u0014", "GET ", "G\u00c5T", "'GET", "COMMANDCOMMAND", "\u0007ET"})
    void whatIsNoCommandIsNotFound(String name) {
        assertThat(Verb.find(name.getBytes(StandardCharsets.ISO_8859_1))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 2, GET key",
        "PUT, -4, PUT key value version [OWNER session] [GUARD key version]",
        "DEL, -3, DEL key version [GUARD key version]",
        "SESSION, -3, SESSION subcommand argument...",
        "ONCE, -5, ONCE session seq acked command...",
        "TXN, -4, TXN count argc arg...",
        "WATCH, -2, WATCH key...",
        "LIST, -1, LIST [prefix] [AFTER key] [LIMIT n] [VALUES]",
        "AUTH, -2, AUTH [username] password",
        "CLIENT, -2, CLIENT subcommand [argument...]",
        "QUIT, 1, QUIT",
    })
    void arityAndUsageFollowFromTheArguments(Verb verb, int arity, String usage) {
        assertThat(verb.arity()).isEqualTo(arity);
        assertThat(verb.usage()).isEqualTo(usage);
    }

    @ParameterizedTest
    @EnumSource
    void numberOfArgumentsIsWhatTheArityAllows(Verb verb) {
        int arity = verb.arity();
        assertThat(verb.acceptsCount(Math.abs(arity))).isTrue();
        assertThat(verb.acceptsCount(Math.abs(arity) - 1)).isFalse();
        assertThat(verb.acceptsCount(Math.abs(arity) + 1)).isEqualTo(arity < 0);
    }

    /** Columns that depend on each other agree. */
    @ParameterizedTest
    @EnumSource
    void rowIsConsistent(Verb verb) {
        boolean beginsWithKey =
                !verb.arguments().isEmpty() && verb.arguments().get(0).type().equals("key");
        assertThat(verb.keys().first() == 1).as("keys").isEqualTo(beginsWithKey);
        assertThat(verb.summary()).endsWith(".");
        assertThat(verb.reply()).endsWith(".");
        if (verb.effect() != Effect.NONE) {
            assertThat(verb.timing()).as("sees earlier writes").isEqualTo(Timing.IN_ORDER);
            assertThat(verb.access()).as("needs the password").isNotEqualTo(Access.BEFORE_LOGIN);
        }
        assertThat(verb.isForStore() || verb.effect() != Effect.NONE)
                .as("needs a permission")
                .isEqualTo(needsPermission(verb) && verb != Verb.INFO);
        assertThat(Requests.decode(shortest(verb)))
                .isInstanceOf(verb.isForStore() ? Decoded.ForStore.class : Decoded.ForServer.class);
    }

    private static boolean needsPermission(Verb verb) {
        return verb.access() != Access.BEFORE_LOGIN && verb.access() != Access.ANY_USER;
    }

    /** A correct request with as few words as possible. */
    private static String[] shortest(Verb verb) {
        if (verb == Verb.CHANGES) {
            return new String[] {"CHANGES", "k", "FROM", "0"};
        }
        if (verb == Verb.SESSION) {
            return new String[] {"SESSION", "OPEN", "1"};
        }
        if (verb == Verb.ONCE) {
            return new String[] {"ONCE", Requests.SESSION.toString(), "1", "0", "CANCEL"};
        }
        if (verb == Verb.TXN) {
            return new String[] {"TXN", "1", "2", "GET", "k"};
        }
        String[] request = new String[Math.abs(verb.arity())];
        Arrays.fill(request, "1");
        request[0] = verb.name();
        return request;
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "2, 1, 1", "1, 1, 0", "-1, 1, 1"})
    void keysThatAreNoRangeAreRefused(int first, int last, int step) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Keys(first, last, step));
    }

    @ParameterizedTest
    @EnumSource
    void tooFewWordsAreToldWhatIsRight(Verb verb) {
        if (Math.abs(verb.arity()) > 1) {
            assertThat(Requests.refusal(verb.name()))
                    .isEqualTo("ERR wrong number of arguments for '" + verb.lowerCase() + "': " + verb.advice());
        } else {
            assertThat(Requests.decode(verb.name())).isNotInstanceOf(Decoded.Wrong.class);
        }
    }

    @Test
    void theErrorsOfTheDesignAreGivenToTheLetter() {
        assertThat(Requests.refusal("put"))
                .isEqualTo("ERR wrong number of arguments for 'put': PUT key value version (0 creates, otherwise the"
                        + " version you read)");
        assertThat(Requests.refusal("SET", "k", "v"))
                .isEqualTo(
                        "ERR unknown command 'SET'. To write: PUT key value version (0 creates, otherwise the version"
                                + " you read)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET",
                "setnx",
                "MSET",
                "GETSET",
                "incr",
                "MGET",
                "EXISTS",
                "UNLINK",
                "KEYS",
                "SCAN",
                "flushall",
                "RENAME"
            })
    void whatRedisCallsOtherwiseIsToldByItsNameHere(String name) {
        assertThat(Requests.refusal(name, "k"))
                .startsWith("ERR unknown command '" + name + "'. ")
                .matches(message -> Stream.of(Verb.GET, Verb.GETV, Verb.PUT, Verb.DEL, Verb.LIST)
                        .anyMatch(verb -> message.contains(verb + " ")));
    }

    @Test
    void whatIsForTheServerIsHandedOn() {
        Decoded.ForServer decoded = (Decoded.ForServer) Requests.decode("echo", "a");
        assertThat(decoded.verb()).isEqualTo(Verb.ECHO);
        assertThat(decoded.arguments()).isDeepEqualTo(new byte[][] {ascii("echo"), ascii("a")});
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
