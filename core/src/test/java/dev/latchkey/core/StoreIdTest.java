package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class StoreIdTest {

    private static final StoreId ID = new StoreId(0x0123456789abcdefL, 0xfedcba9876543210L);

    @Test
    void isWrittenAs32HexDigits() {
        assertThat(ID).hasToString("0123456789abcdeffedcba9876543210");
        assertThat(new StoreId(0, 1)).hasToString("00000000000000000000000000000001");
    }

    @Test
    void parseReadsWhatToStringWrote() {
        assertThat(StoreId.parse(ID.toString())).isEqualTo(ID);
    }

    @Test
    void parseRefusesAnotherLength() {
        assertThatThrownBy(() -> StoreId.parse("0123"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("store id has 4 characters: it has 32 hex digits");
    }

    @Test
    void parseRefusesWhatIsNotHex() {
        assertThatThrownBy(() -> StoreId.parse("g".repeat(32))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isWrittenAs16BytesInTheOrderOfItsDigits() {
        assertThat(ID.toBytes()).isEqualTo(HexFormat.of().parseHex(ID.toString()));
        assertThat(StoreId.ofBytes(ID.toBytes())).isEqualTo(ID);
    }

    @Test
    void ofBytesRefusesAnotherLength() {
        for (int length : new int[] {0, 15, 17}) {
            assertThatThrownBy(() -> StoreId.ofBytes(new byte[length]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a store id of " + length + " bytes: it has 16");
        }
    }

    @Test
    void drawTakes128BitsOfTheGivenChance() {
        RandomGenerator counting = new RandomGenerator() {
            private long next = 7;

            @Override
            public long nextLong() {
                return next++;
            }
        };

        assertThat(StoreId.draw(counting)).isEqualTo(new StoreId(7, 8));
        assertThat(StoreId.draw(counting)).isEqualTo(new StoreId(9, 10));
    }
}
