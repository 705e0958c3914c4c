package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys, values and prefixes are immutable bytes, compared as unsigned numbers and printed on one line. */
final class ByteStringTest {

    @Test
    void changingTheArrayAfterwardsChangesNothing() {
        byte[] bytes = {'a'};
        Key key = Key.of(bytes);
        Value value = Value.of(bytes);
        Prefix prefix = Prefix.of(bytes);

        bytes[0] = 'z';
        key.toBytes()[0] = 'z';

        assertThat(key).isEqualTo(Key.of("a"));
        assertThat(value).isEqualTo(Value.of("a"));
        assertThat(prefix).isEqualTo(Prefix.of("a"));
    }

    @Test
    void equalBytesAreEqualWithinOneKindOnly() {
        assertThat(Key.of("a")).isEqualTo(Key.of("a")).hasSameHashCodeAs(Key.of("a"));
        assertThat(Value.of("a")).isEqualTo(Value.of("a")).hasSameHashCodeAs(Value.of("a"));
        assertThat(Prefix.of("a")).isEqualTo(Prefix.of("a")).hasSameHashCodeAs(Prefix.of("a"));

        assertThat((Object) Key.of("a")).isNotEqualTo(Value.of("a")).isNotEqualTo(Prefix.of("a"));
        assertThat((Object) Value.of("a")).isNotEqualTo(Key.of("a"));
        assertThat((Object) Prefix.of("a")).isNotEqualTo(Key.of("a"));
    }

    @Test
    void otherBytesAreNotEqual() {
        assertThat(Key.of("a")).isNotEqualTo(Key.of("b"));
        assertThat(Key.of("Aa")).isNotEqualTo(Key.of("BB"));
        assertThat(Value.of("a")).isNotEqualTo(Value.of("b"));
        assertThat(Prefix.of("a")).isNotEqualTo(Prefix.of("b"));
    }

    @Test
    void keysAreOrderedByUnsignedBytesTheShorterFirst() {
        List<Key> keys = new ArrayList<>(List.of(
                Key.of(new byte[] {(byte) 0xff}),
                Key.of(new byte[] {(byte) 0x80}),
                Key.of("b"),
                Key.of("ab"),
                Key.of("a"),
                Key.of(new byte[] {'a', 0}),
                Key.of(new byte[] {0x7f})));
        keys.sort(null);

        assertThat(keys).map(Key::toString).containsExactly("a", "a\\x00", "ab", "b", "\\x7f", "\\x80", "\\xff");
    }

    @Test
    void keyStartsWithItsOwnBeginningsOnly() {
        Key key = Key.of("lock/build");

        assertThat(key.startsWith(Prefix.EMPTY)).isTrue();
        assertThat(key.startsWith(Prefix.of("lock/"))).isTrue();
        assertThat(key.startsWith(Prefix.of("lock/build"))).isTrue();
        assertThat(key.startsWith(Prefix.of("lock/build2"))).isFalse();
        assertThat(key.startsWith(Prefix.of("build"))).isFalse();
    }

    @Test
    void utf8ReadsWhatWasWrittenAsText() {
        assertThat(Value.of("Schlüssel ☎").utf8()).isEqualTo("Schlüssel ☎");
        assertThat(Value.of("é").length()).isEqualTo(2);
        assertThat(Value.of(new byte[] {(byte) 0xff}).utf8()).isEqualTo("\ufffd");
    }

    @Test
    void writeToHandsOverAllBytes() {
        StringBuilder seen = new StringBuilder();
        Value.of("value")
                .writeTo((array, offset, length) ->
                        seen.append(new String(array, offset, length, StandardCharsets.US_ASCII)));

        assertThat(seen).hasToString("value");
    }

    @Test
    void toStringIsOneLineOfPrintableAscii() {
        byte[] bytes = {' ', 'a', '~', '\\', 0x7f, '\n', 0, (byte) 0x80, (byte) 0xff};

        assertThat(Value.of(bytes)).hasToString(" a~\\x5c\\x7f\\x0a\\x00\\x80\\xff");
    }

    @Test
    void toStringCutsAfter64Bytes() {
        assertThat(Value.of("x".repeat(64))).hasToString("x".repeat(64));
        assertThat(Value.of("x".repeat(65))).hasToString("x".repeat(64) + "... (65 bytes)");
    }
}
