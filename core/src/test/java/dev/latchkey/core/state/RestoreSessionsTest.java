package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.bytes.UnreadableException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid events, sessions and owned keys are refused with a message that names the reason and the place. */
final class RestoreSessionsTest {

    private static final String ID = "000102030405060708090a0b0c0d0e0f";
    private static final String LATER_ID = "ff0102030405060708090a0b0c0d0e0f";

    /** Returns a header with revision 9 and these counts; at most 3 events of 1,024 bytes. */
    private static String header(int events, int entries, int sessions, int owned) {
        String limits = "00000002" + "00000010" + "0000000000000064" + "00000003" + "0000000000000400";
        return "00000002" + limits + "0000000000000009"
                + String.format("%08x%016x%08x%08x%08x", events, 0, entries, sessions, owned);
    }

    private static String event(int kind, int last, long version, String key, String value, String name) {
        return String.format("%02x%02x%04x%08x%016x", kind, last, key.length() / 2, value.length() / 2, version)
                + "0000000000000000" + String.format("%02x", name.length() / 2) + key + value + name;
    }

    private static String put(String key) {
        return event(1, 1, 1, key, "", "");
    }

    private static String entry(String key) {
        return String.format("%04x%08x%016x%016x", key.length() / 2, 0, 1, 1) + key;
    }

    private static String session(String id, int ttlMillis, long acked, String name, int records) {
        return id + String.format("%08x%016x%02x%04x", ttlMillis, acked, name.length() / 2, records) + name;
    }

    private static String record(long seq, long fingerprint, int kind, long number) {
        return String.format("%016x%016x%02x%016x", seq, fingerprint, kind, number);
    }

    private static String owned(String key, String id) {
        return String.format("%04x", key.length() / 2) + id + key;
    }

    private static void assertRefused(String hex, String sentence) {
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> StateBytes.restore(HexFormat.of().parseHex(hex)))
                .withMessageStartingWith(sentence);
    }

    @Test
    void stateOfAllPartsIsRestored() {
        String state = header(3, 2, 2, 1)
                + event(1, 0, 1, "61", "ff", "c3a9")
                + event(3, 0, 2, "62", "", "")
                + event(4, 1, 100, "63", "", "")
                + entry("61")
                + entry("62")
                + session(ID, 86_400_000, 7, "c3a9", 2)
                + record(8, 0, 8, 0)
                + record(7 + 1_024, -1, 7, 1)
                + session(LATER_ID, 1, 0, "", 0)
                + owned("62", ID);

        StateMachine machine = StateBytes.restore(HexFormat.of().parseHex(state));

        assertThat(HexFormat.of().formatHex(StateBytes.of(machine))).isEqualTo(state);
        assertThat(machine.history().oldestRevision()).isEqualTo(6);
        assertThat(machine.sessions().size()).isEqualTo(2);
        assertThat(machine.sessions().ownedKeys()).isEqualTo(1);
    }

    @Test
    void invalidEventsAreRefused() {
        assertRefused(header(4, 0, 0, 0), "number of events 4 is not one of 0 to 3; at its header");
        assertRefused(
                header(1, 0, 0, 0) + event(5, 1, 1, "61", "", ""),
                "an event of kind 5, which this program does not know; a newer one may have written it; at item 1 of 1");
        assertRefused(
                header(1, 0, 0, 0) + event(1, 2, 1, "61", "", ""), "mark of the last event of a step 2 is not one of");
        assertRefused(
                header(1, 0, 0, 0) + event(1, 0, 1, "61", "", ""),
                "the event history ends within a step; at item 1 of 1 of the events");
        assertRefused(header(1, 0, 0, 0) + event(1, 1, 0, "61", "", ""), "version 0 is not one of 1 to 99");
        assertRefused(header(1, 0, 0, 0) + event(1, 1, 100, "61", "", ""), "version 100 is not one of 1 to 99");
        assertRefused(header(1, 0, 0, 0) + event(2, 1, 1, "61", "", ""), "version 1 is not one of 2 to 100");
        assertRefused(
                header(1, 0, 0, 0) + event(2, 1, 2, "61", "00", ""), "length of the value 1 is not one of 0 to 0");
        assertRefused(header(1, 0, 0, 0) + event(1, 1, 1, "", "", ""), "length of the key 0 is not one of 1 to 1024");
        assertRefused(
                header(1, 0, 0, 0) + event(1, 1, 1, "61", "", "61".repeat(65)),
                "length of the name of the origin 65 is not one of 0 to 64");
        assertRefused(
                header(1, 0, 0, 0) + event(1, 1, 1, "61", "", "ff"),
                "the name of the origin is not UTF-8; at item 1 of 1 of the events");
        assertRefused(
                header(2, 0, 0, 0) + put("61") + event(1, 1, 1, "62", "00".repeat(1_024 - 2 * 289 + 1), ""),
                "the events exceed their bound of 1024 bytes; at item 2 of 2 of the events");
        assertRefused(
                header(2, 0, 0, 0).replace("0000000000000009", "0000000000000001") + put("61") + put("62"),
                "2 events in a store of revision 1; at its header");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, time to live of a session 0 is not one of 1 to 86400000",
        "86400001, 0, time to live of a session 86400001 is not one of 1 to 86400000",
        "1, -1, acknowledged step of a session 18446744073709551615 is not one of 0 to 9223372036854775807",
    })
    void numbersOfASessionHaveBounds(int ttlMillis, long acked, String sentence) {
        assertRefused(header(0, 0, 1, 0) + session(ID, ttlMillis, acked, "", 0), sentence);
    }

    @Test
    void invalidSessionsAreRefused() {
        assertRefused(header(0, 0, 1_000_001, 0), "number of sessions 1000001 is not one of 0 to 1000000");
        assertRefused(
                header(0, 0, 1, 0) + session(ID, 1, 0, "61".repeat(65), 0),
                "length of the user of a session 65 is not one of 0 to 64");
        assertRefused(
                header(0, 0, 1, 0) + session(ID, 1, 0, "ff", 0), "the name of the user of a session is not UTF-8");
        assertRefused(
                header(0, 0, 1, 0) + session(ID, 1, 0, "", 1_025),
                "recorded replies of a session 1025 is not one of 0 to 1024");
        for (String second : new String[] {ID, LATER_ID}) {
            assertRefused(
                    header(0, 0, 2, 0) + session(LATER_ID, 1, 0, "", 0) + session(second, 1, 0, "", 0),
                    "session " + second + " is not greater than " + LATER_ID);
        }
    }

    @Test
    void invalidRecordsAreRefused() {
        String one = header(0, 0, 1, 0) + session(ID, 1, 7, "", 1);
        assertRefused(one + record(7, 1, 3, 0), "number of a recorded step 7 is not one of 8 to 1031");
        assertRefused(one + record(1_032, 1, 3, 0), "number of a recorded step 1032 is not one of 8 to 1031");
        assertRefused(one + record(8, 0, 3, 0), "step 8 has the fingerprint 0 and the reply NoKey[]");
        assertRefused(one + record(8, 1, 8, 0), "step 8 has the fingerprint 1 and the reply Cancelled[before=false]");
        assertRefused(
                one + record(8, 1, 12, 0),
                "a recorded reply of kind 12, which this program does not know; a newer one may have written it");
        assertRefused(one + record(8, 1, 1, 0), "version 0 is not one of 1 to 9223372036854775807");
        assertRefused(one + record(8, 1, 2, -1), "version 18446744073709551615 is not one of");
        assertRefused(one + record(8, 1, 3, 1), "number of a recorded reply without one 1 is not one of 0 to 0");
        assertRefused(one + record(8, 1, 7, 0), "time to live 0 is not one of 1 to 86400000");
        assertRefused(
                header(0, 0, 1, 0) + session(ID, 1, 7, "", 2) + record(9, 1, 3, 0) + record(9, 1, 3, 0),
                "number of a recorded step 9 is not one of 10 to 1031");
    }

    @Test
    void recordsOfTransactionsAreRestored() {
        String state = header(0, 0, 1, 0)
                + session(ID, 1, 7, "", 2)
                + record(8, 1, 9, 6)
                + "01"
                + "020000000000000007"
                + "0301"
                + "050000000000000001"
                + "060000000000000000"
                + "040000000002000000000000000700000000000000096869"
                + record(9, 2, 10, 128)
                + "040000000000000000";

        StateMachine machine = StateBytes.restore(HexFormat.of().parseHex(state));

        assertThat(HexFormat.of().formatHex(StateBytes.of(machine))).isEqualTo(state);
    }

    @Test
    void invalidRecordsOfTransactionsAreRefused() {
        String one = header(0, 0, 1, 0) + session(ID, 1, 7, "", 1);
        assertRefused(one + record(8, 1, 9, 0), "number of results of a recorded transaction 0 is not one of 1 to 128");
        assertRefused(
                one + record(8, 1, 9, 129), "number of results of a recorded transaction 129 is not one of 1 to 128");
        assertRefused(
                one + record(8, 1, 9, 1) + "07",
                "a recorded result of kind 7, which this program does not know; a newer one may have written it");
        assertRefused(one + record(8, 1, 9, 1) + "020000000000000000", "version 0 is not one of 1 to");
        assertRefused(one + record(8, 1, 9, 1) + "0302", "mark of a result with its version 2 is not one of 0 to 1");
        assertRefused(
                one + record(8, 1, 9, 1) + "040000100001", "length of the value 1048577 is not one of 0 to 1048576");
        String large = "0400000a000000000000000000070000000000000009" + "00".repeat(0xa0000);
        assertRefused(
                one + record(8, 1, 9, 2) + large + large,
                "size of the results of a recorded transaction 1310848 is not one of 0 to 1310720");
        assertRefused(
                header(0, 0, 1, 0) + session(ID, 1, 7, "", 2) + record(8, 1, 9, 1) + large + record(9, 1, 9, 1) + large,
                "session " + ID + " has 1310814 bytes of recorded replies: the maximum is 1048576");
        assertRefused(one + record(8, 1, 10, 0), "number of the refused operation 0 is not one of 1 to 128");
        assertRefused(
                one + record(8, 1, 10, 1) + "010000000000000001",
                "a recorded reply of kind 1 cannot stand at this place");
        assertRefused(one + record(8, 1, 11, 0), "a recorded reply of kind 11 cannot stand at this place");
    }

    @Test
    void invalidOwnedKeysAreRefused() {
        String two = entry("61") + entry("62") + session(ID, 1, 0, "", 0);
        assertRefused(
                header(0, 2, 1, 1) + two + owned("61", LATER_ID),
                "key a is owned by session " + LATER_ID + ", which does not exist");
        assertRefused(header(0, 2, 1, 1) + two + owned("63", ID), "key c is owned by a session and does not exist");
        for (String second : new String[] {"61", "62"}) {
            assertRefused(
                    header(0, 2, 1, 2) + two + owned("62", ID) + owned(second, ID),
                    "owned key " + (second.equals("61") ? "a" : "b") + " is not greater than b");
        }
    }
}
