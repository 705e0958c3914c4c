package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NewerVersionException;
import dev.latchkey.log.files.Batch;
import dev.latchkey.log.files.Checksum;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.sim.ForgetfulDisk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Damage has names. The log under test has the records a1 to a9, 34 bytes each, from offset 64 of one segment, each a batch of its
 * own, and was not closed; so a9 is behind the last mark.
 */
final class DamageTest {

    private static final String SEGMENT = "0000000000000000001.log";

    private final Map<String, byte[]> files = new TreeMap<>();

    @BeforeEach
    void writeLog() {
        files.putAll(killedAfter(9));
    }

    private static Map<String, byte[]> killedAfter(int records) {
        ForgetfulDisk disk = new ForgetfulDisk();
        new TestLog(disk).appendEach("a", records);
        return disk.contents();
    }

    private static Map<String, byte[]> closedAfter(int records) {
        ForgetfulDisk disk = new ForgetfulDisk();
        new TestLog(disk).appendEach("a", records).close();
        return disk.contents();
    }

    private static int offsetOf(int record) {
        return 64 + 34 * (record - 1);
    }

    private byte[] segment() {
        return files.getOrDefault(SEGMENT, new byte[0]);
    }

    private TestLog start() {
        return new TestLog(new ForgetfulDisk(files));
    }

    private void startIsRefused(String message) {
        assertThatThrownBy(this::start).isInstanceOf(DamagedLogException.class).hasMessage(message);
    }

    private void startCuts(int kept, int offset, int records, long bytes, String reason) {
        try (TestLog log = start()) {
            assertThat(log.records).hasSize(kept);
            assertThat(log.log.recovery().cut())
                    .contains(new RecoveryReport.Cut("disk/" + SEGMENT, offset, records, bytes, reason));
        }
    }

    @Test
    void tornTailIsCutAndReported() {
        files.put(SEGMENT, Arrays.copyOf(segment(), offsetOf(9) + 33));
        startCuts(8, offsetOf(9), 1, 33, "record 9 reaches beyond the end of the file");
    }

    @Test
    void tornHeaderIsCutAndReported() {
        files.put(SEGMENT, Arrays.copyOf(segment(), offsetOf(9) + 20));
        startCuts(8, offsetOf(9), 0, 20, "the file ends before the header of record 9 does");
    }

    @Test
    void tornPayloadBeforeZerosIsCutAndReported() {
        segment()[offsetOf(9) + 33] = 0;
        startCuts(8, offsetOf(9), 1, 33, "the checksum of record 9 is wrong");
    }

    @Test
    void headerLostFromTheLastRecordIsCutAndReported() {
        Arrays.fill(segment(), offsetOf(9), offsetOf(9) + 32, (byte) 0);
        startCuts(8, offsetOf(9), 0, 34, "zeros where record 9 belongs");
    }

    @Test
    void zeroFilledTailIsEndOfLog() {
        assertThat(segment().length).isGreaterThan(offsetOf(10) + 32);
        try (TestLog log = start()) {
            assertThat(log.records).hasSize(9);
            assertThat(log.log.recovery().cut()).isEmpty();
        }
    }

    @Test
    void missingZerosBehindTheLastRecordAreNoDamage() {
        files.put(SEGMENT, Arrays.copyOf(segment(), offsetOf(10)));
        assertThat(TestLog.recordsOn(new ForgetfulDisk(files))).hasSize(9);
    }

    @Test
    void cutTailIsGoneAndWhatIsAppendedThenIsKept() {
        segment()[offsetOf(9) + 33] = 'x';
        ForgetfulDisk disk = new ForgetfulDisk(files);
        try (TestLog log = new TestLog(disk)) {
            log.append("b9");
        }
        try (TestLog log = new TestLog(disk)) {
            assertThat(log.records).hasSize(9).endsWith("a8", "b9");
            assertThat(log.log.recovery().cut()).isEmpty();
        }
    }

    @Test
    void flippedPayloadBelowTheMarkStopsTheStart() {
        segment()[offsetOf(8) + 32] ^= 1;
        startIsRefused("disk/" + SEGMENT + " is damaged at offset " + offsetOf(8)
                + ": the checksum of record 8 is wrong, and records up to 8 had been forced");
    }

    @Test
    void flippedLengthBelowTheMarkStopsTheStart() {
        segment()[offsetOf(3) + 3] ^= 4;
        startIsRefused("disk/" + SEGMENT + " is damaged at offset " + offsetOf(3)
                + ": the check of the header of record 3 is wrong, and records up to 8 had been forced");
    }

    @Test
    void zeroedBlockBelowTheMarkStopsTheStart() {
        Arrays.fill(segment(), offsetOf(3), offsetOf(7) + 5, (byte) 0);
        startIsRefused("disk/" + SEGMENT + " is damaged at offset " + offsetOf(3)
                + ": zeros where record 3 belongs, and records up to 8 had been forced");
    }

    @Test
    void afterACleanStopTheLastRecordIsBelowTheMarkToo() {
        files.putAll(closedAfter(9));
        segment()[offsetOf(9) + 33] ^= 8;
        startIsRefused("disk/" + SEGMENT + " is damaged at offset " + offsetOf(9)
                + ": the checksum of record 9 is wrong, and records up to 9 had been forced");
    }

    @Test
    void finalMarkThatIsDamagedCostsNoRecord() {
        files.putAll(closedAfter(9));
        segment()[offsetOf(10) + 20] ^= 8;
        startCuts(9, offsetOf(10), 0, 32, "the check of the header of record 10 is wrong");
    }

    @Test
    void misplacedBlockStopsTheStart() {
        System.arraycopy(segment(), offsetOf(2), segment(), offsetOf(9), 34);
        startIsRefused("disk/" + SEGMENT + " is damaged at offset " + offsetOf(9)
                + ": a DATA record of index 2 stands where index 9 belongs: a misplaced block");
    }

    /** The same start, the same indexes: only the chain tells that the record behind belongs to another past. */
    @Test
    void recordThatFollowsAnotherRecordStopsTheStart() {
        ForgetfulDisk other = new ForgetfulDisk();
        new TestLog(other).appendEach("b", 9);
        byte[] otherSegment = other.contents().getOrDefault(SEGMENT, new byte[0]);
        assertThat(Arrays.copyOf(otherSegment, 64)).isEqualTo(Arrays.copyOf(segment(), 64));
        System.arraycopy(otherSegment, offsetOf(8), segment(), offsetOf(8), 2 * 34);
        startIsRefused("disk/" + SEGMENT + " is damaged at offset " + offsetOf(8)
                + ": record 8 does not follow the record before it: an old record, or that one is");
    }

    @Test
    void blockOfAnotherNodeDoesNotPass() {
        ForgetfulDisk other = new ForgetfulDisk();
        Log log = Log.open(other, TestLog.SMALL, new SplittableRandom(8), new Replayed());
        Batch batch = new Batch(100);
        for (int i = 1; i <= 9; i++) {
            batch.clear();
            batch.add(new byte[] {'a', (byte) ('0' + i)});
            log.append(batch);
        }
        byte[] foreign = other.contents().getOrDefault(SEGMENT, new byte[0]);
        System.arraycopy(foreign, offsetOf(5), segment(), offsetOf(5), 34);
        startIsRefused("disk/" + SEGMENT + " is damaged at offset " + offsetOf(5)
                + ": the check of the header of record 5 is wrong, and records up to 8 had been forced");
    }

    /** Two segments, the second made by a second start, which knew that all of the first was forced. */
    private void writeTwoSegments() {
        ForgetfulDisk disk = new ForgetfulDisk(closedAfter(9));
        new TestLog(disk).append("b10").append("b11");
        files.clear();
        files.putAll(disk.contents());
        assertThat(files).containsOnlyKeys(SEGMENT, "0000000000000000010.log");
    }

    @Test
    void damageInAnOlderSegmentStopsTheStart() {
        writeTwoSegments();
        segment()[offsetOf(9) + 33] ^= 1;
        startIsRefused("disk/" + SEGMENT + " is damaged at offset " + offsetOf(9)
                + ": the checksum of record 9 is wrong, and the next segment begins only with record 10");
    }

    @Test
    void truncatedOlderSegmentStopsTheStart() {
        writeTwoSegments();
        files.put(SEGMENT, Arrays.copyOf(segment(), offsetOf(7)));
        startIsRefused(
                "disk/" + SEGMENT + " is damaged at offset " + offsetOf(7)
                        + ": the file ends before the header of record 7 does, and the next segment begins only with record 10");
    }

    @Test
    void missingOldestSegmentStopsTheStart() {
        writeTwoSegments();
        files.remove(SEGMENT);
        startIsRefused("disk/0000000000000000010.log is damaged at offset 0:"
                + " the log begins with record 10, and no sound snapshot covers what was before");
    }

    @Test
    void missingNewestSegmentStopsTheStart() {
        writeTwoSegments();
        files.remove("0000000000000000010.log");
        startIsRefused("disk/0000000000000000010.log is damaged at offset 0: it is missing, but disk/" + SEGMENT
                + " says that it was there");
    }

    @Test
    void reserveWithoutALogStopsTheStart() {
        files.clear();
        files.put("reserve", new byte[100]);
        startIsRefused(
                "disk/reserve: it belongs to a log of which no file is left. To begin anew all the same, delete it too");
    }

    @Test
    void missingSegmentInTheMiddleStopsTheStart() {
        writeTwoSegments();
        ForgetfulDisk disk = new ForgetfulDisk(files);
        new TestLog(disk).append("c12").close();
        files.putAll(disk.contents());
        files.remove("0000000000000000010.log");
        startIsRefused("disk/0000000000000000010.log is damaged at offset 0: it is missing, but disk/" + SEGMENT
                + " says that it was there");
    }

    @Test
    void segmentOfAnotherNodeStopsTheStart() {
        writeTwoSegments();
        ForgetfulDisk other = new ForgetfulDisk();
        Log.open(other, TestLog.SMALL, new SplittableRandom(8), new Replayed()).close();
        byte[] header = other.contents().getOrDefault(SEGMENT, new byte[0]);
        NodeId foreign = SegmentHeader.decode("", ByteBuffer.wrap(header)).node();
        NodeId ours = SegmentHeader.decode("", ByteBuffer.wrap(segment())).node();
        files.put(
                "0000000000000000010.log",
                SegmentHeader.of(foreign, 2, new LogPosition(9, 0)).encode().array());
        startIsRefused("disk/0000000000000000010.log is damaged at offset 0: it is a file of another node, " + foreign
                + "; this is " + ours);
    }

    @Test
    void segmentOfAnotherHistoryStopsTheStart() {
        writeTwoSegments();
        NodeId ours = SegmentHeader.decode("", ByteBuffer.wrap(segment())).node();
        files.put(
                "0000000000000000010.log",
                SegmentHeader.of(ours, 2, new LogPosition(9, 0)).encode().array());
        startIsRefused(
                "disk/0000000000000000010.log is damaged at offset 0: it does not follow record 9 but another history");
    }

    @Test
    void segmentUnderAnotherNameStopsTheStart() {
        files.put("0000000000000000010.log", segment());
        startIsRefused(
                "disk/0000000000000000010.log is damaged at offset 0: its header says that it begins with record 1");
    }

    @Test
    void damagedSegmentHeaderStopsTheStart() {
        segment()[20] ^= 1;
        startIsRefused("disk/" + SEGMENT + " is damaged at offset 0: the check of its header is wrong");
        files.put(SEGMENT, new byte[10]);
        startIsRefused("disk/" + SEGMENT + " is damaged at offset 0: it has 10 bytes, too few for a header");
        files.put(SEGMENT, "GIF89a".repeat(20).getBytes(StandardCharsets.US_ASCII));
        startIsRefused("disk/" + SEGMENT + " is damaged at offset 0: it does not begin as a segment of a log does");
    }

    @Test
    void newerVersionIsNamedAndNotCalledDamage() {
        ByteBuffer header = ByteBuffer.wrap(segment());
        header.putInt(8, 2);
        header.putInt(12, Checksum.ofHeader(header, 64, 12));
        assertThatThrownBy(this::start)
                .isInstanceOf(NewerVersionException.class)
                .hasMessage(
                        "disk/" + SEGMENT
                                + " has format version 2, and this program knows version 1 only: use the newer program that wrote it");
    }

    @Test
    void refusedStartChangesNothingAndHoldsNothing() {
        segment()[offsetOf(2)] ^= 1;
        files.put("0000000000000000002.log.tmp", new byte[3]);
        ForgetfulDisk disk = new ForgetfulDisk(files);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> new TestLog(disk)).isInstanceOf(DamagedLogException.class);
        }
        assertThat(disk.filesOpen()).isZero();
        assertThat(disk.contents()).containsOnlyKeys(files.keySet());
        files.forEach((name, bytes) -> assertThat(disk.contents().get(name)).isEqualTo(bytes));
    }

    @Test
    void halfMadeFilesAreDeletedByTheNextStart() {
        files.put("0000000000000000010.log.tmp", new byte[3]);
        files.put("0000000000000000009.snapshot.tmp", new byte[3]);
        ForgetfulDisk disk = new ForgetfulDisk(files);
        assertThat(TestLog.recordsOn(disk)).hasSize(9);
        assertThat(disk.contents().keySet()).noneMatch(name -> name.endsWith(".tmp"));
    }

    /**
     * One batch of two records of which only the second arrived; it is cut. The next life writes the same first record again, and a
     * stale block brings the second back, byte by byte: it followed that record, but in another life.
     */
    @Test
    void oldRecordBehindACutDoesNotComeBack() {
        ForgetfulDisk disk = new ForgetfulDisk();
        new TestLog(disk).append("a1", "a2");
        files.putAll(disk.contents());
        byte[] old = Arrays.copyOfRange(segment(), offsetOf(2), offsetOf(3));
        Arrays.fill(segment(), offsetOf(1), offsetOf(2), (byte) 0);
        ForgetfulDisk next = new ForgetfulDisk(files);
        TestLog nextLife = new TestLog(next);
        assertThat(nextLife.records).isEmpty();
        nextLife.append("a1");

        files.putAll(next.contents());
        System.arraycopy(old, 0, segment(), offsetOf(2), 34);
        startCuts(1, offsetOf(2), 0, 34, "the check of the header of record 2 is wrong");
    }

    /** What a client stores may look like a record; found behind a torn one it must not pass for one. */
    @Test
    void recordsInsidePayloadsAreNotTakenForRecords() {
        ForgetfulDisk disk = new ForgetfulDisk();
        TestLog log = new TestLog(disk).appendEach("a", 9);
        Batch batch = new Batch(1_000);
        batch.add(Arrays.copyOfRange(segment(), offsetOf(2), offsetOf(3)));
        log.log.append(batch);
        files.putAll(disk.contents());
        segment()[offsetOf(10) + 28] ^= 1;
        startCuts(9, offsetOf(10), 2, 66, "the checksum of record 10 is wrong");
    }
}
