package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Requests;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IN-03 and IN-04: keys, values and versions at and beyond their limits. */
class ArgumentBoundsTest {

    private static final String PUT_USAGE = ": PUT key value version (0 creates, otherwise the version you read)";
    private static final String DEL_USAGE = ": DEL key version (the version you read)";

    @Test
    void bytesThatAreNoUtf8AreKeptExactly() {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        Decoded decoded = Requests.decode(new byte[][] {{'p', 'u', 't'}, every.clone(), every.clone(), {'0'}});
        Command.Put put = (Command.Put) ((Decoded.ForStore) decoded).command();
        assertThat(put.key().toBytes()).isEqualTo(every);
        assertThat(put.value().toBytes()).isEqualTo(every);
    }

    @Test
    void aKeyHasOneToTheMaximumOfBytes() {
        assertThat(Requests.refusal("GET", "")).isEqualTo("ERR key is empty: a key has 1 to 1024 bytes: GET key");
        assertThat(Requests.refusal("PUT", "", "v", "0"))
                .isEqualTo("ERR key is empty: a key has 1 to 1024 bytes" + PUT_USAGE);
        assertThat(Requests.command("GET", "k")).isEqualTo(new Command.Get(Key.of("k")));
        String longest = "k".repeat(1_024);
        assertThat(Requests.command("GETV", longest)).isEqualTo(new Command.Get(Key.of(longest)));
        assertThat(Requests.refusal("GETV", longest + "k"))
                .isEqualTo("ERR key has 1025 bytes: a key has 1 to 1024 bytes: GETV key");
        assertThat(Requests.refusal("DEL", longest + "k", "1"))
                .isEqualTo("ERR key has 1025 bytes: a key has 1 to 1024 bytes" + DEL_USAGE);
    }

    @Test
    void aValueHasZeroToTheMaximumOfBytes() {
        assertThat(Requests.command("PUT", "k", "", "0"))
                .isEqualTo(new Command.Put(Key.of("k"), Value.EMPTY, Version.NONE));
        byte[] longest = new byte[Value.LENGTH_MAX];
        Arrays.fill(longest, (byte) 0xff);
        byte[] longer = Arrays.copyOf(longest, Value.LENGTH_MAX + 1);
        assertThat(Requests.decode(new byte[][] {{'P', 'U', 'T'}, {'k'}, longest, {'0'}}))
                .isInstanceOf(Decoded.ForStore.class);
        assertThat(Requests.decode(new byte[][] {{'P', 'U', 'T'}, {'k'}, longer, {'0'}}))
                .isEqualTo(new Decoded.Wrong(
                        Verb.PUT, "ERR value has 1048577 bytes: a value has 0 to 1048576 bytes" + PUT_USAGE));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 2_147_483_647, 2_147_483_648L, Long.MAX_VALUE - 1, Long.MAX_VALUE})
    void aVersionIsReadExactly(long version) {
        assertThat(Requests.command("PUT", "k", "v", Long.toString(version)))
                .isEqualTo(new Command.Put(Key.of("k"), Value.of("v"), Version.of(version)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1", "-0", "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e3", " 1", "1 ",
                        "0x1",
                "01", "00", "+1", "", "1.0", "1\n", "\u00b2", "a", "9999999999999999999"
            })
    void malformedVersionsAreRefusedAndQuoted(String version) {
        String shown = version.replace('\n', '?').replace('\u00b2', '?');
        String refusal = "ERR version '" + shown + "' is not a decimal number from 0 to 9223372036854775807";
        assertThat(Requests.refusal("PUT", "k", "v", version)).isEqualTo(refusal + PUT_USAGE);
        assertThat(Requests.refusal("DEL", "k", version)).isEqualTo(refusal + DEL_USAGE);
    }

    @Test
    void aDeleteNeedsAVersion() {
        assertThat(Requests.refusal("DEL", "k", "0"))
                .isEqualTo("ERR a delete names the version it deletes, 1 or more" + DEL_USAGE);
        assertThat(Requests.command("DEL", "k", "1")).isEqualTo(new Command.Delete(Key.of("k"), Version.of(1)));
    }
}
