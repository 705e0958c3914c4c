package dev.latchkey.core.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Log records are encoded to bytes and decoded again. */
final class RecordCodecTest {

    private static final List<LogRecord> RECORDS = List.of(
            new LogRecord.Begin(new StoreId(-1, 2), new StateLimits(Integer.MAX_VALUE, 1, Version.MAX)),
            new LogRecord.Begin(new StoreId(0, Long.MIN_VALUE), new StateLimits(1, 65_536, Version.of(2))),
            write(new Command.Put(Key.of("k"), Value.EMPTY, Version.NONE)),
            write(new Command.Put(Key.of(new byte[] {0, (byte) 0xff}), Value.of("value"), Version.of(77))),
            write(new Command.Put(Key.of(new byte[Key.LENGTH_MAX]), Value.of(new byte[Value.LENGTH_MAX]), Version.MAX)),
            write(new Command.Delete(Key.of("k"), Version.of(1))),
            write(new Command.Delete(Key.of(new byte[Key.LENGTH_MAX]), Version.MAX)));

    private static final SessionId SESSION = new SessionId(-2, 3);
    private static final Command.Guard GUARD = new Command.Guard(Key.of("guard"), Version.of(3));
    private static final String LONGEST_NAME = "\u00e9".repeat(32);
    private static final Command.Put LONGEST_PUT = new Command.Put(
            Key.of(new byte[Key.LENGTH_MAX]),
            Value.of(new byte[Value.LENGTH_MAX]),
            Version.MAX,
            new Command.Owner(SESSION, LONGEST_NAME),
            new Command.Guard(Key.of(new byte[Key.LENGTH_MAX]), Version.NONE));

    private static final List<LogRecord> OF_SESSIONS = List.of(
            write(new Command.OpenSession(SESSION, 1, "")),
            new LogRecord.Begin(new StoreId(1, 2), StateLimits.STANDARD.withHistory(new HistoryLimits(1, 1))),
            new LogRecord.Begin(
                    new StoreId(1, 2),
                    StateLimits.STANDARD.withHistory(new HistoryLimits(HistoryLimits.EVENTS_LIMIT, Long.MAX_VALUE))),
            write(new Command.OpenSession(SESSION, Command.OpenSession.TTL_MILLIS_MAX, LONGEST_NAME)),
            write(new Command.KeepSession(SESSION, 30_000, "alice")),
            write(new Command.CloseSession(SESSION, "alice")),
            write(new Command.EndSession(SESSION)),
            write(owned(new Command.Owner(SESSION, "alice"), null)),
            write(owned(null, GUARD)),
            write(owned(new Command.Owner(SESSION, ""), GUARD)),
            write(new Command.Delete(Key.of("k"), Version.of(1), GUARD)),
            once(1, 0, new Command.Put(Key.of("k"), Value.EMPTY, Version.NONE)),
            once(7, 6, owned(new Command.Owner(SESSION, "alice"), GUARD)),
            once(8, 0, new Command.Delete(Key.of("k"), Version.of(1))),
            once(9, 0, new Command.Delete(Key.of("k"), Version.of(1), GUARD)),
            once(Long.MAX_VALUE, Long.MAX_VALUE, Command.Cancel.INSTANCE),
            once(10, 0, new Command.KeepSession(SESSION, 5, "alice")),
            new LogRecord.Write(new Command.EndSession(SESSION), new Origin("", 1)),
            new LogRecord.Write(new Command.Delete(Key.of("k"), Version.of(1)), new Origin("bob", -1)),
            write(transaction(new Command.Put(Key.of("k"), Value.EMPTY, Version.NONE))),
            once(11, 0, transaction(new Command.Read(Key.of("k"), false))),
            once(
                    12,
                    0,
                    transaction(
                            new Command.Check(Key.of("k"), Version.NONE),
                            new Command.Read(Key.of("k"), true),
                            new Command.Observe(Key.of("k")),
                            new Command.Unchanged(Key.of("k"), true, Version.MAX),
                            new Command.Unchanged(Key.of("k"), false, Version.NONE),
                            owned(new Command.Owner(SESSION, "alice"), GUARD),
                            new Command.Delete(Key.of("k"), Version.of(1)),
                            new Command.Delete(Key.of("k"), Version.of(1), GUARD))));

    /** Of more than a megabyte each. */
    private static final List<LogRecord> LONG = List.of(
            new LogRecord.Write(
                    new Command.Once(SESSION, LONGEST_NAME, 1, 0, LONGEST_PUT),
                    new Origin(LONGEST_NAME, Long.MAX_VALUE)),
            new LogRecord.Write(
                    new Command.Once(SESSION, LONGEST_NAME, 1, 0, longestTransaction()),
                    new Origin(LONGEST_NAME, Long.MAX_VALUE)));

    private static Command.Transaction transaction(Command.Operation... operations) {
        return new Command.Transaction(List.of(operations));
    }

    /** As many puts as there can be, with owners and guards, and as many bytes as they can have together. */
    private static Command.Transaction longestTransaction() {
        int each = Command.Transaction.BYTES_MAX / Command.Transaction.OPERATIONS_MAX - Command.Transaction.FRAME_BYTES;
        Command.Put put = new Command.Put(
                Key.of("k"),
                Value.of(new byte[each - 1 - GUARD.key().length()]),
                Version.MAX,
                new Command.Owner(SESSION, LONGEST_NAME),
                GUARD);
        return new Command.Transaction(Collections.nCopies(Command.Transaction.OPERATIONS_MAX, put));
    }

    private static Command.Put owned(Command.@Nullable Owner owner, Command.@Nullable Guard guard) {
        return new Command.Put(Key.of("k"), Value.of("value"), Version.of(1), owner, guard);
    }

    private static LogRecord once(long seq, long acked, Command.Write step) {
        return write(new Command.Once(SESSION, "alice", seq, acked, step));
    }

    private static LogRecord write(Command command) {
        return new LogRecord.Write(command);
    }

    private static List<LogRecord> all() {
        return Stream.of(RECORDS, OF_SESSIONS, LONG).flatMap(List::stream).toList();
    }

    private static byte[] encode(LogRecord record) {
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(record));
        RecordCodec.encode(record, bytes);
        assertThat(bytes.hasRemaining()).as("fewer bytes than announced").isFalse();
        return bytes.array();
    }

    private static LogRecord decode(String hex) {
        return RecordCodec.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private static void assertRefused(String hex, String sentence) {
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> decode(hex))
                .withMessage(sentence);
    }

    @Test
    void recordIsReadAsItWasWritten() {
        assertThat(all()).allSatisfy(record -> assertThat(RecordCodec.decode(ByteBuffer.wrap(encode(record))))
                .isEqualTo(record));
    }

    @Test
    void longestRecordIsAStampedStepOfPutsWithOwnersAndGuardsOfTheMaximumSize() {
        assertThat(all().stream().mapToInt(RecordCodec::lengthOf).max()).hasValue(RecordCodec.LENGTH_MAX);
    }

    @Test
    void recordStandsBetweenPositionAndLimitWhateverTheByteOrder() {
        LogRecord record = RECORDS.get(3);
        ByteBuffer bytes =
                ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN).position(7);

        RecordCodec.encode(record, bytes);

        assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.position()).isEqualTo(7 + RecordCodec.lengthOf(record));
        ByteBuffer read = bytes.flip().position(7).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(RecordCodec.decode(read)).isEqualTo(record);
        assertThat(read.hasRemaining()).isFalse();
    }

    @Test
    void recordDoesNotShareTheBytesOfTheBuffer() {
        byte[] bytes = encode(RECORDS.get(3));
        LogRecord record = RecordCodec.decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);

        assertThat(record).isEqualTo(RECORDS.get(3));
    }

    @Test
    void nothingIsWrittenToABufferThatIsTooSmall() {
        ByteBuffer small = ByteBuffer.allocate(RecordCodec.lengthOf(RECORDS.get(0)) - 1);

        assertThatExceptionOfType(BufferOverflowException.class)
                .isThrownBy(() -> RecordCodec.encode(RECORDS.get(0), small));
        assertThat(small.position()).isZero();
        assertThat(small.array()).containsOnly(0);
    }

    @Test
    void readIsNoRecord() {
        assertThatIllegalArgumentException().isThrownBy(() -> write(new Command.Get(Key.of("k"))));
    }

    @ParameterizedTest
    @CsvSource({"00, 0", "16, 22", "80, 128", "ff, 255", "1600016b, 22"})
    void opcodeOfANewerProgramIsRefused(String hex, int opcode) {
        assertRefused(
                hex,
                "the record begins with opcode " + opcode
                        + ", which this program does not know; a newer one may have written it");
    }

    @ParameterizedTest
    @CsvSource({
        "0300010000000000000001 6b 00, 1",
        "02000100000000 0000000000000000 6b 6b6b, 2",
        "01 000102030405060708090a0b0c0d0e0f 00000001 00000001 0000000000000002 00, 1"
    })
    void bytesAfterARecordAreRefused(String hex, int after) {
        assertRefused(hex.replace(" ", ""), "the record has " + after + " bytes after its end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "03 0000 0000000000000001 6b | length of the key 0 is not one of 1 to 1024",
                "03 0401 0000000000000001 6b | length of the key 1025 is not one of 1 to 1024",
                "03 0001 0000000000000000 6b | version 0 is not one of 1 to 9223372036854775807",
                "03 0001 8000000000000000 6b | version 9223372036854775808 is not one of 1 to 9223372036854775807",
                "02 0000 00000000 0000000000000000 | length of the key 0 is not one of 1 to 1024",
                "02 0001 00100001 0000000000000000 6b | length of the value 1048577 is not one of 0 to 1048576",
                "02 0001 ffffffff 0000000000000000 6b | length of the value 4294967295 is not one of 0 to 1048576",
                "02 0001 00000000 ffffffffffffffff 6b | version 18446744073709551615 is not one of 0 to 9223372036854775807",
                "01 00000000000000000000000000000000 00000000 00000001 0000000000000002 | tombstonesMax 0 is not one of 1 to 2147483647",
                "01 00000000000000000000000000000000 80000000 00000001 0000000000000002 | tombstonesMax 2147483648 is not one of 1 to 2147483647",
                "01 00000000000000000000000000000000 00000001 00000003 0000000000000002 | invalid limits of a store: floorsCount 3 is not a power of two up to 65536",
                "01 00000000000000000000000000000000 00000001 00020000 0000000000000002 | invalid limits of a store: floorsCount 131072 is not a power of two up to 65536",
                "0d ID 00000001 00000001 0000000000000002 00000000 0000000000000001 | events of the history 0 is not one of 1 to 16777216",
                "0d ID 00000001 00000001 0000000000000002 01000001 0000000000000001 | events of the history 16777217 is not one of 1 to 16777216",
                "0d ID 00000001 00000001 0000000000000002 00000001 0000000000000000 | bytes of the history 0 is not one of 1 to 9223372036854775807",
                "0d ID 00000001 00000001 0000000000000002 0000c350 0000000001000000 | the record states the bounds of the history that need not be stated",
                "0c 00 0000000000000001 0d | opcode 13 cannot stand at this place of a record",
                "04 ID 00000000 00 | time to live 0 is not one of 1 to 86400000",
                "04 ID 05265c01 00 | time to live 86400001 is not one of 1 to 86400000",
                "04 ID 00000001 41 | length of the name of the user 65 is not one of 0 to 64",
                "04 ID 00000001 01ff | the name of the user is not UTF-8",
                "08 ID 00 0000000000000000 0000000000000000 09 | number of a step 0 is not one of 1 to 9223372036854775807",
                "08 ID 00 8000000000000000 0000000000000000 09 | number of a step 9223372036854775808 is not one of 1 to 9223372036854775807",
                "08 ID 00 0000000000000001 ffffffffffffffff 09 | acknowledged number 18446744073709551615 is not one of 0 to 9223372036854775807",
                "08 ID 00 0000000000000001 0000000000000000 04 | opcode 4 cannot stand at this place of a record",
                "08 ID 00 0000000000000001 0000000000000000 07 | opcode 7 cannot stand at this place of a record",
                "08 ID 00 0000000000000001 0000000000000000 08 | opcode 8 cannot stand at this place of a record",
                "08 ID 00 0000000000000001 0000000000000000 0c | opcode 12 cannot stand at this place of a record",
                "09 | opcode 9 cannot stand at this place of a record",
                "0f 00 | number of operations 0 is not one of 1 to 128",
                "0f 81 | number of operations 129 is not one of 1 to 128",
                "0f 01 04 | opcode 4 cannot stand at this place of a record",
                "0f 01 0f 01 | opcode 15 cannot stand at this place of a record",
                "0f 01 10 0000 0000000000000000 | length of the key 0 is not one of 1 to 1024",
                "0f 01 10 0001 8000000000000000 | version 9223372036854775808 is not one of 0 to 9223372036854775807",
                "0f 01 11 0401 | length of the key 1025 is not one of 1 to 1024",
                "0f 01 11 0001 6b | the transaction writes nothing, so it is not logged",
                "0f 01 14 0001 0000000000000000 6b | a present key has no version 0",
                "15 0001 0000000000000000 6b | opcode 21 cannot stand at this place of a record",
                "10 0001 0000000000000000 6b | opcode 16 cannot stand at this place of a record",
                "12 0001 6b | opcode 18 cannot stand at this place of a record",
                "0a 00 0001 00000000 0000000000000000 6b | options of a put 0 is not one of 1 to 3",
                "0a 04 0001 00000000 0000000000000000 6b | options of a put 4 is not one of 1 to 3",
                "0b 0000 0000000000000000 | length of the key 0 is not one of 1 to 1024",
                "0b 0001 8000000000000000 | version 9223372036854775808 is not one of 0 to 9223372036854775807",
                "0c 00 0000000000000000 07 ID | the record has a stamp that says nothing",
                "0c 41 | length of the name of the origin 65 is not one of 0 to 64",
                "0c 00 0000000000000001 0c | opcode 12 cannot stand at this place of a record",
                "0c 00 0000000000000001 01 | opcode 1 cannot stand at this place of a record",
                "0c 00 0000000000000001 09 | opcode 9 cannot stand at this place of a record",
                "01 00000000000000000000000000000000 00000001 00000001 0000000000000001 | version 1 is not one of 2 to 9223372036854775807",
            })
    void numberOutOfItsBoundsIsRefused(String hex, String sentence) {
        assertRefused(hex.replace("ID", "00".repeat(SessionId.LENGTH)).replace(" ", ""), sentence);
    }

    @Test
    void keepOfAnotherSessionIsNoStep() {
        String once = "08" + "00".repeat(SessionId.LENGTH) + "00" + "0000000000000001" + "0000000000000000";
        String keep = "05" + "00".repeat(SessionId.LENGTH - 1) + "01" + "00000001" + "00";

        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> decode(once + keep))
                .withMessageStartingWith("not a step of session 00000000000000000000000000000000: KeepSession");
    }

    @Test
    void recordThatEndsTooEarlySaysWhere() {
        assertRefused(
                "", "the record ends after 0 bytes, in the middle of its opcode, which takes 1 from byte 0 onward");
        assertRefused(
                "02000100100000000000000000000000",
                "the record ends after 16 bytes, in the middle of its value, which takes 1048576 from byte 16 onward");
        List<LogRecord> small = new ArrayList<>(RECORDS.subList(0, 4));
        small.addAll(OF_SESSIONS);
        for (LogRecord record : small) {
            byte[] bytes = encode(record);
            for (int end = 0; end < bytes.length; end++) {
                ByteBuffer cut = ByteBuffer.wrap(bytes, 0, end);
                assertThatExceptionOfType(UnreadableException.class)
                        .isThrownBy(() -> RecordCodec.decode(cut))
                        .withMessageStartingWith("the record ends after " + end + " bytes, in the middle of its ");
                assertThat(cut.position()).isZero();
            }
        }
    }

    @Property(tries = 20_000)
    void damagedRecordIsRefusedOrIsAnother(@ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        List<LogRecord> small = new ArrayList<>(
                List.of(RECORDS.get(0), RECORDS.get(1), RECORDS.get(2), RECORDS.get(3), RECORDS.get(5)));
        small.addAll(OF_SESSIONS);
        byte[] bytes = encode(small.get(chance.nextInt(small.size())));
        byte[] damaged = Arrays.copyOf(bytes, Math.max(0, bytes.length + chance.nextInt(-3, 4)));
        for (int changes = chance.nextInt(4); changes > 0 && damaged.length > 0; changes--) {
            damaged[chance.nextInt(Math.min(damaged.length, 1 + chance.nextInt(40)))] = (byte) chance.nextInt();
        }
        try {
            assertThat(encode(RecordCodec.decode(ByteBuffer.wrap(damaged)))).isEqualTo(damaged);
        } catch (UnreadableException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
