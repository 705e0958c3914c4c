package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Key;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The floor of a key is part of the format, so these numbers never change. They were not computed by the code under test. */
final class FloorHashTest {

    private static final int FLOORS = 65_536;

    @ParameterizedTest
    @CsvSource({
        "61, 52512",
        "62, 51945",
        "666f6f626172, 18164",
        "6c6f636b2f6275696c64, 28196",
        "00, 22547",
        "80, 5780",
        "ff, 63557",
        "fffefd, 23414",
    })
    void floorOfTheKeyIsAsPinned(String keyInHex, int floor) {
        assertThat(Floors.floorOf(HexFormat.of().parseHex(keyInHex), FLOORS)).isEqualTo(floor);
    }

    @Test
    void floorOfTheLongestKeyIsAsPinned() {
        assertThat(Floors.floorOf(new byte[Key.LENGTH_MAX], FLOORS)).isEqualTo(29_396);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "4, 1", "16, 9", "256, 233", "32768, 19177"})
    void fewerFloorsTakeTheLowBits(int floorsCount, int floor) {
        assertThat(Floors.floorOf(new byte[] {'b'}, floorsCount)).isEqualTo(floor);
    }
}
