package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A batch comes out as sorting its keys one against the other would have it. */
class KeyBatchTest {

    /** Few different bytes, alike at the beginning and longer than a head: ties, prefixes of each other, bytes above 127. */
    @Provide
    Arbitrary<List<Key>> keys() {
        Arbitrary<Byte> bytes = Arbitraries.of((byte) 0, (byte) 'a', (byte) 0x80, (byte) 0xff);
        Arbitrary<Key> any =
                bytes.array(byte[].class).ofMinSize(1).ofMaxSize(12).map(Key::of);
        Arbitrary<Key> alike =
                Arbitraries.strings().withChars("ab").ofMaxLength(9).map(rest -> Key.of("begin alike " + rest));
        return Arbitraries.oneOf(
                any.list().uniqueElements().ofMaxSize(200),
                alike.list().uniqueElements().ofMaxSize(200));
    }

    @Property
    void isSortedAsKeysAre(@ForAll("keys") List<Key> keys) {
        KeyBatch batch = new KeyBatch(300);
        keys.forEach(batch::add);
        assertThat(batch.takeSorted())
                .containsExactlyElementsOf(keys.stream().sorted().toList());
        assertThat(batch.takeSorted()).isEmpty();
    }

    @Test
    void isFullWithAsManyAsWereAllowed() {
        KeyBatch batch = new KeyBatch(2);
        batch.add(Key.of("b"));
        assertThat(batch.isFull()).isFalse();
        batch.add(Key.of("a"));
        assertThat(batch.isFull()).isTrue();
        assertThat(batch.takeSorted()).containsExactly(Key.of("a"), Key.of("b"));
        assertThat(batch.isFull()).isFalse();
    }

    @Test
    void hasBounds() {
        assertThatThrownBy(() -> new KeyBatch(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyBatch(KeyBatch.SIZE_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
