package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.wire.Requests;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LIST [prefix] [AFTER key] [LIMIT n] [VALUES]: how arguments are read that could be a prefix or an option. */
class ListArgumentsTest {

    private static final String USAGE = Verb.LIST.advice();

    private static Command list(String prefix, @Nullable String after, int limit, boolean values) {
        return new Command.ListKeys(Prefix.of(prefix), after == null ? null : Key.of(after), limit, values);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // words, prefix, after, limit, values
                "LIST, '', -, 1000, false",
                "LIST p, p, -, 1000, false",
                "list P, P, -, 1000, false",
                "LIST p AFTER k LIMIT 5 VALUES, p, k, 5, true",
                "LIST p values limit 5 after k, p, k, 5, true",
                "LIST p LIMIT 1, p, -, 1, false",
                "LIST p LIMIT 10000, p, -, 10000, false",
                "LIST LIMIT 7, '', -, 7, false",
                "LIST AFTER k, '', k, 1000, false",
                "LIST AFTER k VALUES, '', k, 1000, true",
                "LIST LIMIT 5 AFTER k, '', k, 5, false",
                "LIST p AFTER VALUES, p, VALUES, 1000, false",
                "LIST p AFTER AFTER, p, AFTER, 1000, false",
                // The first argument is the prefix whenever the others can be read as options
                "LIST VALUES, VALUES, -, 1000, false",
                "LIST AFTER, AFTER, -, 1000, false",
                "LIST LIMIT, LIMIT, -, 1000, false",
                "LIST VALUES VALUES, VALUES, -, 1000, true",
                "LIST AFTER LIMIT 5, AFTER, -, 5, false",
                "LIST AFTER AFTER k, AFTER, k, 1000, false",
                "LIST LIMIT AFTER k VALUES, LIMIT, k, 1000, true",
            })
    void aListMeans(String words, String prefix, @Nullable String after, int limit, boolean values) {
        assertThat(Requests.command(words.split(" ", -1))).isEqualTo(list(prefix, after, limit, values));
    }

    @Test
    void anEmptyPrefixCanBeWritten() {
        assertThat(Requests.command("LIST", "", "LIMIT", "5")).isEqualTo(list("", null, 5, false));
    }

    @ParameterizedTest
    @CsvSource({
        "LIST p x, syntax error",
        "LIST p AFTER, syntax error",
        "LIST p LIMIT, syntax error",
        "LIST p VALUES x, syntax error",
        "LIST p LIMIT 1 LIMIT 2, LIMIT is given twice",
        "LIST p LIMIT 1 AFTER k limit 1, LIMIT is given twice",
        "LIST p AFTER a AFTER b, AFTER is given twice",
        "LIST p VALUES VALUES, VALUES is given twice",
        "LIST LIMIT 1 LIMIT 2, LIMIT is given twice",
        "LIST p LIMIT 5 AFTER, syntax error",
        "LIST VALUES x, syntax error",
        "LIST p LIMIT 0, limit '0' is not a decimal number from 1 to 10000",
        "LIST p LIMIT -1, limit '-1' is not a decimal number from 1 to 10000",
        "LIST p LIMIT 10001, limit '10001' is not a decimal number from 1 to 10000",
        "LIST p LIMIT 1e3, limit '1e3' is not a decimal number from 1 to 10000",
        "LIST p LIMIT 4294967297, limit '4294967297' is not a decimal number from 1 to 10000",
        "LIST LIMIT x, limit 'x' is not a decimal number from 1 to 10000",
    })
    void invalidListArgumentsAreRefusedWithTheUsage(String words, String reason) {
        assertThat(Requests.refusal(words.split(" ", -1))).isEqualTo("ERR " + reason + ": " + USAGE);
    }

    @Test
    void tooLongPrefixesAndKeysAreRefused() {
        assertThat(Requests.refusal("LIST", "p".repeat(1_025)))
                .isEqualTo("ERR prefix has 1025 bytes: a prefix has 0 to 1024 bytes: " + USAGE);
        assertThat(Requests.refusal("LIST", "p", "AFTER", ""))
                .isEqualTo("ERR key is empty: a key has 1 to 1024 bytes: " + USAGE);
    }
}
