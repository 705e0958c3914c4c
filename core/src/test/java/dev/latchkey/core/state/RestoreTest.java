package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid states are refused with a message that names the reason and the place. */
final class RestoreTest {

    private static final String LIMITS = "00000002" + "00000010" + "0000000000000064";

    /** Returns a header of format version 1 with revision 9 and these counts. */
    private static String header(int floors, int tombstones, int entries) {
        return "00000001" + LIMITS + "0000000000000009" + String.format("%08x%08x%08x", floors, tombstones, entries);
    }

    private static String floor(int index, long version) {
        return String.format("%08x%016x", index, version);
    }

    private static String tombstone(String key, long version) {
        return String.format("%04x%016x", key.length() / 2, version) + key;
    }

    private static String entry(String key, long version, long revision) {
        return String.format("%04x%08x%016x%016x", key.length() / 2, 0, version, revision) + key;
    }

    private static StateMachine restore(String hex) {
        return StateBytes.restore(HexFormat.of().parseHex(hex));
    }

    private static void assertRefused(String hex, String sentence) {
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> restore(hex))
                .withMessage(sentence);
    }

    /** Returns a state of version 1 as the newest version holds it: without events, sessions and owned keys. */
    private static String inNewestFormat(String state) {
        String history = "0000c350" + "0000000001000000";
        String counts = "00000000" + state.substring(56, 80) + "00000000" + "00000000";
        return "00000002" + state.substring(8, 40) + history + state.substring(40, 56) + counts + state.substring(80);
    }

    @Test
    void stateOfAllPartsIsRestored() {
        String state = header(2, 2, 2)
                + floor(0, 2)
                + floor(15, 100)
                + tombstone("63", 2)
                + tombstone("61", 100)
                + entry("62", 1, 9)
                + entry("6200", 99, 1);

        StateMachine machine = restore(state);

        assertThat(HexFormat.of().formatHex(StateBytes.of(machine))).isEqualTo(inNewestFormat(state));
        assertThat(machine.revision()).isEqualTo(9);
        assertThat(machine.size()).isEqualTo(2);
        assertThat(machine.tombstones()).isEqualTo(2);
    }

    @Test
    void newerFormatIsRefused() {
        assertRefused(
                "00000003" + header(0, 0, 0).substring(8),
                "the state has format 3, and this program reads 1 to 2; a newer one may have written it;"
                        + " at its header, before byte 4");
    }

    @Test
    void keyThatIsPresentAndHasATombstoneIsRefused() {
        assertRefused(
                header(0, 1, 1) + tombstone("6b", 2) + entry("6b", 3, 3),
                "key k is present and has a tombstone; at item 1 of 1 of the entries, before byte 74");
    }

    @Test
    void keyWithTwoTombstonesIsRefused() {
        assertRefused(
                header(0, 2, 0) + tombstone("6b", 2) + tombstone("6b", 4),
                "key k has two tombstones; at item 2 of 2 of the tombstones, before byte 62");
    }

    @ParameterizedTest
    @CsvSource({"62, 61, b, a", "61, 61, a, a", "ff, 61, \\xff, a"})
    void keysOutOfOrderAreRefused(String first, String second, String before, String key) {
        assertRefused(
                header(0, 0, 2) + entry(first, 1, 1) + entry(second, 1, 2),
                "key " + key + " is not greater than " + before + "; at item 2 of 2 of the entries, before byte 86");
    }

    @Test
    void floorsOutOfOrderAreRefused() {
        assertRefused(
                header(2, 0, 0) + floor(3, 2) + floor(3, 2),
                "index of a floor 3 is not one of 4 to 15; at item 2 of 2 of the floors, before byte 56");
        assertRefused(
                header(1, 0, 0) + floor(16, 2),
                "index of a floor 16 is not one of 0 to 15; at item 1 of 1 of the floors, before byte 44");
    }

    @ParameterizedTest
    @CsvSource({"1", "101", "0", "-1"})
    void versionThatNoDeleteMakesIsRefused(long version) {
        String sentence = "version " + Long.toUnsignedString(version) + " is not one of 2 to 100";
        assertRefused(header(1, 0, 0) + floor(3, version), sentence + "; at item 1 of 1 of the floors, before byte 52");
        assertRefused(
                header(0, 1, 0) + tombstone("6b", version),
                sentence + "; at item 1 of 1 of the tombstones, before byte 50");
    }

    @ParameterizedTest
    @CsvSource({"0", "100", "-1"})
    void versionThatNoPutMakesIsRefused(long version) {
        assertRefused(
                header(0, 0, 1) + entry("6b", version, 1),
                "version " + Long.toUnsignedString(version)
                        + " is not one of 1 to 99; at item 1 of 1 of the entries, before byte 54");
    }

    @ParameterizedTest
    @CsvSource({"0", "10", "-1"})
    void revisionThatTheStoreDoesNotHaveIsRefused(long revision) {
        assertRefused(
                header(0, 0, 1) + entry("6b", 1, revision),
                "revision of an entry " + Long.toUnsignedString(revision)
                        + " is not one of 1 to 9; at item 1 of 1 of the entries, before byte 62");
    }

    @Test
    void countsOutOfTheirBoundsAreRefused() {
        assertRefused(header(17, 0, 0), "number of floors 17 is not one of 0 to 16; at its header, before byte 32");
        assertRefused(header(0, 3, 0), "number of tombstones 3 is not one of 0 to 2; at its header, before byte 36");
        assertRefused(
                header(0, 0, -1),
                "number of entries 4294967295 is not one of 0 to 2147483647; at its header, before byte 40");
    }

    @Test
    void lengthsOutOfTheirBoundsAreRefused() {
        assertRefused(
                header(0, 0, 1) + "0000" + "00000000",
                "length of the key 0 is not one of 1 to 1024; at item 1 of 1 of the entries, before byte 42");
        assertRefused(
                header(0, 0, 1) + "0001" + "00100001",
                "length of the value 1048577 is not one of 0 to 1048576; at item 1 of 1 of the entries, before byte 46");
        assertRefused(
                header(0, 1, 0) + "0401",
                "length of the key 1025 is not one of 1 to 1024; at item 1 of 1 of the tombstones, before byte 42");
    }

    @Test
    void limitsThatNoStoreHasAreRefused() {
        assertRefused(
                "00000001" + "00000000" + "00000010" + "0000000000000064",
                "tombstonesMax 0 is not one of 1 to 2147483647; at its header, before byte 20");
        assertRefused(
                "00000001" + "00000001" + "00000005" + "0000000000000064",
                "invalid limits of a store: floorsCount 5 is not a power of two up to 65536; at its header, before byte 20");
    }

    @Test
    void stateThatContinuesAfterItsEndIsRefused() {
        assertRefused(header(0, 0, 0) + "00", "the state continues after its end; at its end, before byte 40");
    }

    @Test
    void stateTruncatedAnywhereIsRefused() {
        byte[] state = HexFormat.of().parseHex(header(1, 1, 1) + floor(3, 2) + tombstone("63", 2) + entry("62", 1, 9));
        for (int end = 0; end < state.length; end++) {
            byte[] cut = Arrays.copyOf(state, end);
            assertThatExceptionOfType(UnreadableException.class)
                    .isThrownBy(() -> StateBytes.restore(cut))
                    .withMessageStartingWith("the state is truncated; at ");
        }
    }

    @Test
    void progressIsReportedPeriodicallyAndAtTheEnd() {
        TestStore store = new TestStore();
        for (int i = 0; i < 70_000; i++) {
            store.put("k" + i, "", 0);
        }
        byte[] state = StateBytes.of(store.machine());
        List<Long> done = new ArrayList<>();
        int[] at = {0};

        StateMachine.restore(
                (target, from, length) -> {
                    int read = Math.min(length, state.length - at[0]);
                    System.arraycopy(state, at[0], target, from, read);
                    at[0] += read;
                    return read == 0 ? -1 : read;
                },
                new SipHash(1, 2),
                (restored, inAll) -> {
                    assertThat(inAll).isEqualTo(70_000);
                    done.add(restored);
                });

        assertThat(done).hasSize(70_000 / 1_024 + 1).startsWith(1_024L, 2_048L).endsWith(68 * 1_024L, 70_000L);
    }

    @Property(tries = 5_000)
    void damagedStateIsRefusedOrIsAnother(@ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        Wanderer wanderer = new Wanderer(chance);
        for (int i = 0; i < 40; i++) {
            wanderer.step();
        }
        byte[] bytes = StateBytes.of(wanderer.machine());
        byte[] damaged = Arrays.copyOf(bytes, bytes.length + (chance.nextInt(5) == 0 ? chance.nextInt(-4, 5) : 0));
        for (int changes = 1 + chance.nextInt(2); changes > 0; changes--) {
            damaged[chance.nextInt(damaged.length)] ^= (byte) (1 << chance.nextInt(8));
        }
        try {
            assertThat(StateBytes.of(wanderer.restore(damaged, 1 + chance.nextInt(100))))
                    .isEqualTo(damaged);
        } catch (UnreadableException refused) {
            assertThat(refused.getMessage()).contains("; at ");
        }
    }
}
