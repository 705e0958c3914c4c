package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.state.StateMachine;
import dev.latchkey.core.state.TestStore;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** IN-03: keys and values are arbitrary bytes within their bounds. */
@DisplayName("IN-03 bytes of keys and values")
final class BytesTest {

    private static final byte[] NOT_UTF8 = {(byte) 0xff, (byte) 0xc3, 0, (byte) 0x80, '\r', '\n'};

    private final StateMachine machine = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));

    @Test
    void invalidUtf8InKeyAndValueIsKeptByteForByte() {
        machine.apply(new Command.Put(Key.of(NOT_UTF8), Value.of(NOT_UTF8), Version.NONE));

        Reply.Found found = (Reply.Found) machine.apply(new Command.Get(Key.of(NOT_UTF8)));
        assertThat(found.versioned().value().toBytes()).containsExactly(NOT_UTF8);
        assertThat(listAll().get(0).key().toBytes()).containsExactly(NOT_UTF8);
    }

    @Test
    void keysThatDecodeToTheSameTextAreDifferentKeys() {
        Key first = Key.of(new byte[] {(byte) 0xff});
        Key second = Key.of(new byte[] {(byte) 0xfe});
        assertThat(first.utf8()).isEqualTo(second.utf8());

        machine.apply(new Command.Put(first, Value.of("v"), Version.NONE));

        assertThat(machine.apply(new Command.Get(second))).isEqualTo(TestStore.noKey());
    }

    @Test
    void keysOfOneHashAreDifferentKeys() {
        assertThat(Key.of("Aa")).hasSameHashCodeAs(Key.of("BB"));

        machine.apply(new Command.Put(Key.of("Aa"), Value.of("v"), Version.NONE));

        assertThat(machine.apply(new Command.Get(Key.of("BB")))).isEqualTo(TestStore.noKey());
    }

    @Test
    void everyByteIsAKeyOfItsOwn() {
        for (int b = 0; b < 256; b++) {
            Key key = Key.of(new byte[] {(byte) b});
            assertThat(machine.apply(new Command.Put(key, Value.EMPTY, Version.NONE)))
                    .isEqualTo(TestStore.written(1));
        }
        assertThat(machine.size()).isEqualTo(256);
    }

    @Test
    void keyOfNoBytesIsRefused() {
        assertThatThrownBy(() -> Key.of(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key is empty: a key has 1 to 1024 bytes");
    }

    @Test
    void keyOfOneByteAndKeyOfTheMostBytesAreStored() {
        for (int length : new int[] {1, 1_024}) {
            Key key = Key.of(new byte[length]);
            machine.apply(new Command.Put(key, Value.of("v"), Version.NONE));
            assertThat(machine.apply(new Command.Get(key))).isInstanceOf(Reply.Found.class);
        }
    }

    @Test
    void keyOfOneByteMoreIsRefused() {
        assertThatThrownBy(() -> Key.owning(new byte[1_025]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key has 1025 bytes: a key has 1 to 1024 bytes");
    }

    @Test
    void valueOfNoBytesIsNotTheSameAsNoValue() {
        Key key = Key.of("k");
        machine.apply(new Command.Put(key, Value.EMPTY, Version.NONE));

        assertThat(machine.apply(new Command.Get(key))).isEqualTo(TestStore.found("", 1, 1));
    }

    @Test
    void valueOfTheMostBytesIsStored() {
        Key key = Key.of("k");
        Value value = Value.owning(new byte[1_048_576]);
        machine.apply(new Command.Put(key, value, Version.NONE));

        Reply.Found found = (Reply.Found) machine.apply(new Command.Get(key));
        assertThat(found.versioned().value()).isEqualTo(value);
    }

    @Test
    void valueOfOneByteMoreIsRefused() {
        assertThatThrownBy(() -> Value.owning(new byte[1_048_577]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value has 1048577 bytes: a value has 0 to 1048576 bytes");
    }

    @Test
    void prefixOfNoBytesAndOfTheMostBytesAreFineAndOfOneByteMoreIsRefused() {
        assertThat(Prefix.of(new byte[0])).isEqualTo(Prefix.EMPTY);
        assertThat(Prefix.of(new byte[1_024]).length()).isEqualTo(1_024);
        assertThatThrownBy(() -> Prefix.of(new byte[1_025]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefix has 1025 bytes: a prefix has 0 to 1024 bytes");
    }

    private List<Reply.Listed.Entry> listAll() {
        Reply reply = machine.apply(new Command.ListKeys(Prefix.EMPTY, null, Command.ListKeys.LIMIT_MAX, false));
        return ((Reply.Listed) reply).entries();
    }
}
