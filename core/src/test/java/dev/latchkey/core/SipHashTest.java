package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {

    /** The results of CPython 3.11, whose hash of bytes is SipHash-1-3, for bytes(range(n)) with a key of zeros. */
    @ParameterizedTest
    @CsvSource({
        "1, 7541581120933061747",
        "7, 3389392686435873370",
        "8, -1525574692105212182",
        "9, 8471974163824919394",
        "15, -932606700130547222",
        "16, -8542738587087157833",
        "39, 7815635221972701803"
    })
    void isWhatOthersCompute(int length, long expected) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        assertThat(new SipHash(0, 0).of(bytes)).isEqualTo(expected);
    }

    @Test
    void anotherKeyGivesAnotherHash() {
        byte[] bytes = {1, 2, 3};
        Set<Long> hashes = new HashSet<>();
        for (SipHash hash : new SipHash[] {new SipHash(0, 0), new SipHash(1, 0), new SipHash(0, 1)}) {
            hashes.add(hash.of(bytes));
        }
        assertThat(hashes).hasSize(3);
    }
}
