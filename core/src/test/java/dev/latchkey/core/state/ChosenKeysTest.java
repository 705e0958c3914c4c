package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Key;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Covers LOAD-08: keys that a client has chosen so that they collide. The table hashes under a secret key, so its probe sequences are
 * as short as with any other keys. {@code -Dcore.keys=10000000} sets the number of keys of the largest table.
 */
class ChosenKeysTest {

    private static final SipHash SECRET = new SipHash(0x6c61746368L, 0x6b6579L);
    private static final SipHash KNOWN = new SipHash(0, 0);

    /**
     * Linear probing with a load of at most two thirds displaces an entry by O(log n) slots: in a table of a million keys by fewer
     * than 200, in all of many tries.
     */
    private static final int DISPLACEMENT_MAX = 300;

    /** As many keys as collide under {@link String#hashCode} and {@link Arrays#hashCode(byte[])}: {@code Aa} and {@code BB} do. */
    private static List<byte[]> collidingInJava(int pairs) {
        List<byte[]> keys = new ArrayList<>();
        for (int bits = 0; bits < 1 << pairs; bits++) {
            StringBuilder key = new StringBuilder();
            for (int pair = 0; pair < pairs; pair++) {
                key.append(((bits >> pair) & 1) == 0 ? "Aa" : "BB");
            }
            keys.add(key.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return keys;
    }

    /** Keys whose hash under a known key begins with eleven zero bits. */
    private static List<byte[]> collidingUnderKnownKey(int count) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; keys.size() < count; i++) {
            byte[] key = ("key:" + i).getBytes(StandardCharsets.US_ASCII);
            if ((int) KNOWN.of(key) >>> 21 == 0) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** Keys with the same CRC-32: each is a random prefix followed by the four bytes that lead to the checksum 0. */
    private static List<byte[]> collidingUnderCrc(int count) {
        Random random = new Random(1);
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] prefix = new byte[8];
            random.nextBytes(prefix);
            CRC32 crc = new CRC32();
            crc.update(prefix);
            int state = ~(int) crc.getValue();
            byte[] key = Arrays.copyOf(prefix, 12);
            int suffix = state ^ undone(~0);
            for (int at = 0; at < 4; at++) {
                key[8 + at] = (byte) (suffix >>> (8 * at));
            }
            keys.add(key);
        }
        return keys;
    }

    /** The register of CRC-32 that four zero bytes turn into {@code register}. */
    private static int undone(int register) {
        int before = register;
        for (int bit = 0; bit < 32; bit++) {
            before = before < 0 ? ((before ^ 0xedb88320) << 1) | 1 : before << 1;
        }
        return before;
    }

    private static int displacementMax(SipHash hash, List<byte[]> keys) {
        EntryTable<Entry> table = new EntryTable<>(hash);
        for (byte[] key : keys) {
            table.add(new Entry(Key.of(key), Value.EMPTY, Version.of(1), 1), table.hashOf(key));
        }
        assertThat(table.size()).isEqualTo(keys.size());
        return table.displacementMax();
    }

    @Test
    void keysThatCollideInJavaAreSpread() {
        List<byte[]> keys = collidingInJava(16);
        assertThat(keys.stream().map(Arrays::hashCode).distinct()).hasSize(1);
        assertThat(displacementMax(SECRET, keys)).isLessThan(DISPLACEMENT_MAX);
    }

    @Test
    void keysThatCollideUnderCrcAreSpread() {
        List<byte[]> keys = collidingUnderCrc(50_000);
        assertThat(keys.stream().map(ChosenKeysTest::crc).distinct()).hasSize(1);
        assertThat(displacementMax(SECRET, keys)).isLessThan(DISPLACEMENT_MAX);
    }

    private static long crc(byte[] key) {
        CRC32 crc = new CRC32();
        crc.update(key);
        return crc.getValue();
    }

    /** The comparison with the known key shows that the attack works on a table whose key is not secret. */
    @Test
    void keysThatCollideUnderAnotherKeyOfTheSameHashAreSpread() {
        List<byte[]> keys = collidingUnderKnownKey(1_000);
        assertThat(displacementMax(KNOWN, keys)).isGreaterThan(900);
        assertThat(displacementMax(SECRET, keys)).isLessThan(DISPLACEMENT_MAX);
    }

    @Test
    void manyKeysHaveShortProbeSequences() {
        int count = Integer.getInteger("core.keys", 300_000);
        EntryTable<Entry> table = new EntryTable<>(SECRET);
        for (int i = 0; i < count; i++) {
            byte[] key = ("key:" + i).getBytes(StandardCharsets.US_ASCII);
            table.add(new Entry(Key.of(key), Value.EMPTY, Version.of(1), 1), table.hashOf(key));
        }
        System.out.printf(
                "LOAD-08: with %d keys no entry is more than %d slots away%n", count, table.displacementMax());
        assertThat(table.displacementMax()).isLessThan(DISPLACEMENT_MAX);
    }
}
