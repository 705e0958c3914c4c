package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NewerVersionException;
import dev.latchkey.log.files.Checksum;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.SegmentHeader;
import dev.latchkey.log.sim.InMemoryDisk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each kind of corruption, and how recovery handles it. The log under test has the records a1 to a9 in one segment, from
 * offset 64, 34 bytes and one batch each. It was not closed, so a9 comes after the last mark.
 *
 * <p>Covers DISK-03 and DISK-05.
 */
final class DamageTest {

    private static final String SEGMENT = "0000000000000000001.log";

    private final Map<String, byte[]> files = new TreeMap<>();

    @BeforeEach
    void writeLog() {
        files.putAll(killedAfter(9));
    }

    private static Map<String, byte[]> killedAfter(int records) {
        InMemoryDisk disk = new InMemoryDisk();
        new TestLog(disk).appendEach("a", records);
        return disk.contents();
    }

    private static Map<String, byte[]> closedAfter(int records) {
        InMemoryDisk disk = new InMemoryDisk();
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
        return new TestLog(new InMemoryDisk(files));
    }

    private void recoveryFails(String message) {
        assertThatThrownBy(this::start).isInstanceOf(DamagedLogException.class).hasMessage(message);
    }

    private void recoveryTruncates(int kept, int offset, int records, long bytes, String reason) {
        try (TestLog log = start()) {
            assertThat(log.records).hasSize(kept);
            assertThat(log.log.recovery().cut())
                    .contains(new RecoveryReport.Cut("disk/" + SEGMENT, offset, records, bytes, reason));
        }
    }

    @Test
    void tornTailIsTruncatedAndReported() {
        files.put(SEGMENT, Arrays.copyOf(segment(), offsetOf(9) + 33));
        recoveryTruncates(8, offsetOf(9), 1, 33, "record 9 extends past the end of the file");
    }

    @Test
    void tornHeaderIsTruncatedAndReported() {
        files.put(SEGMENT, Arrays.copyOf(segment(), offsetOf(9) + 20));
        recoveryTruncates(8, offsetOf(9), 1, 20, "the file ends within the header of record 9");
    }

    @Test
    void tornPayloadBeforeZerosIsTruncatedAndReported() {
        segment()[offsetOf(9) + 33] = 0;
        recoveryTruncates(8, offsetOf(9), 1, 33, "the checksum of record 9 is wrong");
    }

    @Test
    void lastRecordWithoutItsHeaderIsTruncatedAndReported() {
        Arrays.fill(segment(), offsetOf(9), offsetOf(9) + 32, (byte) 0);
        recoveryTruncates(8, offsetOf(9), 1, 34, "zeros where record 9 belongs");
    }

    @Test
    void zeroFilledTailIsTheEndOfTheLog() {
        assertThat(segment().length).isGreaterThan(offsetOf(10) + 32);
        try (TestLog log = start()) {
            assertThat(log.records).hasSize(9);
            assertThat(log.log.recovery().cut()).isEmpty();
        }
    }

    @Test
    void missingZerosAfterTheLastRecordAreNotCorruption() {
        files.put(SEGMENT, Arrays.copyOf(segment(), offsetOf(10)));
        assertThat(TestLog.recordsOn(new InMemoryDisk(files))).hasSize(9);
    }

    @Test
    void truncatedTailStaysGoneAndLaterAppendsAreKept() {
        segment()[offsetOf(9) + 33] = 'x';
        InMemoryDisk disk = new InMemoryDisk(files);
        try (TestLog log = new TestLog(disk)) {
            log.append("b9");
        }
        try (TestLog log = new TestLog(disk)) {
            assertThat(log.records).hasSize(9).endsWith("a8", "b9");
            assertThat(log.log.recovery().cut()).isEmpty();
        }
    }

    @Test
    void flippedPayloadBelowTheMarkStopsRecovery() {
        segment()[offsetOf(8) + 32] ^= 1;
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset " + offsetOf(8)
                + ": the checksum of record 8 is wrong, but records up to 8 had been fsynced");
    }

    @Test
    void flippedLengthBelowTheMarkStopsRecovery() {
        segment()[offsetOf(3) + 3] ^= 4;
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset " + offsetOf(3)
                + ": the header checksum of record 3 is wrong, but records up to 8 had been fsynced");
    }

    @Test
    void zeroedBlockBelowTheMarkStopsRecovery() {
        Arrays.fill(segment(), offsetOf(3), offsetOf(7) + 5, (byte) 0);
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset " + offsetOf(3)
                + ": zeros where record 3 belongs, but records up to 8 had been fsynced");
    }

    @Test
    void afterACleanStopTheLastRecordIsBelowTheMarkToo() {
        files.putAll(closedAfter(9));
        segment()[offsetOf(9) + 33] ^= 8;
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset " + offsetOf(9)
                + ": the checksum of record 9 is wrong, but records up to 9 had been fsynced");
    }

    @Test
    void corruptedFinalMarkLosesNoRecord() {
        files.putAll(closedAfter(9));
        segment()[offsetOf(10) + 20] ^= 8;
        recoveryTruncates(9, offsetOf(10), 1, 32, "the header checksum of record 10 is wrong");
    }

    @Test
    void misplacedBlockStopsRecovery() {
        System.arraycopy(segment(), offsetOf(2), segment(), offsetOf(9), 34);
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset " + offsetOf(9)
                + ": found a DATA record with index 2 where index 9 belongs: a misplaced block");
    }

    /** Epoch and indexes are the same: only the checksum chain shows that the records belong to another history. */
    @Test
    void recordThatFollowsAnotherRecordStopsRecovery() {
        InMemoryDisk other = new InMemoryDisk();
        new TestLog(other).appendEach("b", 9);
        byte[] otherSegment = other.contents().getOrDefault(SEGMENT, new byte[0]);
        assertThat(Arrays.copyOf(otherSegment, 64)).isEqualTo(Arrays.copyOf(segment(), 64));
        System.arraycopy(otherSegment, offsetOf(8), segment(), offsetOf(8), 2 * 34);
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset " + offsetOf(8)
                + ": record 8 does not chain to the record before it: one of the two is stale");
    }

    @Test
    void blockOfAnotherNodeIsRejected() {
        InMemoryDisk other = new InMemoryDisk();
        Log log = Log.open(other, TestLog.SMALL, new SplittableRandom(8), new Replayed());
        RecordBatch batch = new RecordBatch(100);
        for (int i = 1; i <= 9; i++) {
            batch.clear();
            batch.add(new byte[] {'a', (byte) ('0' + i)});
            log.append(batch);
        }
        byte[] foreign = other.contents().getOrDefault(SEGMENT, new byte[0]);
        System.arraycopy(foreign, offsetOf(5), segment(), offsetOf(5), 34);
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset " + offsetOf(5)
                + ": the header checksum of record 5 is wrong, but records up to 8 had been fsynced");
    }

    /** Two segments, the second created at a second startup, when everything in the first was known to be fsynced. */
    private void writeTwoSegments() {
        InMemoryDisk disk = new InMemoryDisk(closedAfter(9));
        new TestLog(disk).append("b10").append("b11");
        files.clear();
        files.putAll(disk.contents());
        assertThat(files).containsOnlyKeys(SEGMENT, "0000000000000000010.log");
    }

    @Test
    void corruptionInAnOlderSegmentStopsRecovery() {
        writeTwoSegments();
        segment()[offsetOf(9) + 33] ^= 1;
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset " + offsetOf(9)
                + ": the checksum of record 9 is wrong, but the next segment begins with record 10");
    }

    @Test
    void truncatedOlderSegmentStopsRecovery() {
        writeTwoSegments();
        files.put(SEGMENT, Arrays.copyOf(segment(), offsetOf(7)));
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset " + offsetOf(7)
                + ": the file ends within the header of record 7, but the next segment begins with record 10");
    }

    @Test
    void missingOldestSegmentStopsRecovery() {
        writeTwoSegments();
        files.remove(SEGMENT);
        recoveryFails("disk/0000000000000000010.log is corrupted at offset 0:"
                + " the log begins with record 10, but no valid snapshot covers the records before it");
    }

    @Test
    void missingNewestSegmentStopsRecovery() {
        writeTwoSegments();
        files.remove("0000000000000000010.log");
        recoveryFails("disk/0000000000000000010.log is corrupted at offset 0: it is missing, but disk/" + SEGMENT
                + " records that it existed");
    }

    @Test
    void reserveWithoutALogStopsRecovery() {
        files.clear();
        files.put("reserve", new byte[100]);
        recoveryFails(
                "disk/reserve: the log it belongs to is gone. To start with an empty log anyway, delete this file too");
    }

    @Test
    void missingSegmentInTheMiddleStopsRecovery() {
        writeTwoSegments();
        InMemoryDisk disk = new InMemoryDisk(files);
        new TestLog(disk).append("c12").close();
        files.putAll(disk.contents());
        files.remove("0000000000000000010.log");
        recoveryFails("disk/0000000000000000010.log is corrupted at offset 0: it is missing, but disk/" + SEGMENT
                + " records that it existed");
    }

    @Test
    void segmentOfAnotherNodeStopsRecovery() {
        writeTwoSegments();
        InMemoryDisk other = new InMemoryDisk();
        Log.open(other, TestLog.SMALL, new SplittableRandom(8), new Replayed()).close();
        byte[] header = other.contents().getOrDefault(SEGMENT, new byte[0]);
        NodeId foreign = SegmentHeader.decode("", ByteBuffer.wrap(header)).node();
        NodeId ours = SegmentHeader.decode("", ByteBuffer.wrap(segment())).node();
        files.put(
                "0000000000000000010.log",
                SegmentHeader.of(foreign, 2, new LogPosition(9, 0)).encode().array());
        recoveryFails("disk/0000000000000000010.log is corrupted at offset 0: it belongs to another node, " + foreign
                + "; this node is " + ours);
    }

    @Test
    void segmentOfAnotherHistoryStopsRecovery() {
        writeTwoSegments();
        NodeId ours = SegmentHeader.decode("", ByteBuffer.wrap(segment())).node();
        files.put(
                "0000000000000000010.log",
                SegmentHeader.of(ours, 2, new LogPosition(9, 0)).encode().array());
        recoveryFails(
                "disk/0000000000000000010.log is corrupted at offset 0: it does not continue from record 9: it belongs to another history");
    }

    @Test
    void segmentUnderAnotherNameStopsRecovery() {
        files.put("0000000000000000010.log", segment());
        recoveryFails(
                "disk/0000000000000000010.log is corrupted at offset 0: its header says that its first record is 1");
    }

    @Test
    void corruptedSegmentHeaderStopsRecovery() {
        segment()[20] ^= 1;
        recoveryFails("disk/" + SEGMENT + " is corrupted at offset 0: its header checksum is wrong");
        files.put(SEGMENT, new byte[10]);
        recoveryFails(
                "disk/" + SEGMENT + " is corrupted at offset 0: it has 10 bytes, which is too short for a header");
        files.put(SEGMENT, "GIF89a".repeat(20).getBytes(StandardCharsets.US_ASCII));
        recoveryFails("disk/" + SEGMENT
                + " is corrupted at offset 0: it does not start with the magic number of a log segment");
    }

    @Test
    void newerVersionIsReportedAsNewerAndNotAsCorrupted() {
        ByteBuffer header = ByteBuffer.wrap(segment());
        header.putInt(8, 2);
        header.putInt(12, Checksum.ofHeader(header, 64, 12));
        assertThatThrownBy(this::start)
                .isInstanceOf(NewerVersionException.class)
                .hasMessage(
                        "disk/" + SEGMENT
                                + " has format version 2, but this version of Latchkey supports only version 1: use the newer version that wrote it");
    }

    @Test
    void failedRecoveryChangesNothingAndReleasesEverything() {
        segment()[offsetOf(2)] ^= 1;
        files.put("0000000000000000002.log.tmp", new byte[3]);
        InMemoryDisk disk = new InMemoryDisk(files);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> new TestLog(disk)).isInstanceOf(DamagedLogException.class);
        }
        assertThat(disk.filesOpen()).isZero();
        assertThat(disk.contents()).containsOnlyKeys(files.keySet());
        files.forEach((name, bytes) -> assertThat(disk.contents().get(name)).isEqualTo(bytes));
    }

    @Test
    void temporaryFilesAreDeletedAtTheNextStartup() {
        files.put("0000000000000000010.log.tmp", new byte[3]);
        files.put("0000000000000000009.snapshot.tmp", new byte[3]);
        InMemoryDisk disk = new InMemoryDisk(files);
        assertThat(TestLog.recordsOn(disk)).hasSize(9);
        assertThat(disk.contents().keySet()).noneMatch(name -> name.endsWith(".tmp"));
    }

    /**
     * Of a batch of two records only the second reached the disk, and it is truncated. The next run writes the same first
     * record again, and a stale block brings the second record back, byte for byte. It follows that record, but is from an
     * earlier epoch.
     */
    @Test
    void staleRecordAfterATruncationDoesNotReappear() {
        InMemoryDisk disk = new InMemoryDisk();
        new TestLog(disk).append("a1", "a2");
        files.putAll(disk.contents());
        byte[] old = Arrays.copyOfRange(segment(), offsetOf(2), offsetOf(3));
        Arrays.fill(segment(), offsetOf(1), offsetOf(2), (byte) 0);
        InMemoryDisk next = new InMemoryDisk(files);
        TestLog nextRun = new TestLog(next);
        assertThat(nextRun.records).isEmpty();
        nextRun.append("a1");

        files.putAll(next.contents());
        System.arraycopy(old, 0, segment(), offsetOf(2), 34);
        recoveryTruncates(1, offsetOf(2), 1, 34, "the header checksum of record 2 is wrong");
    }

    /** A stored value may contain the bytes of a record; after a torn record it must not be recognized as one. */
    @Test
    void payloadsThatLookLikeRecordsAreNotRecords() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk).appendEach("a", 9);
        RecordBatch batch = new RecordBatch(1_000);
        batch.add(Arrays.copyOfRange(segment(), offsetOf(2), offsetOf(3)));
        log.log.append(batch);
        files.putAll(disk.contents());
        segment()[offsetOf(10) + 28] ^= 1;
        recoveryTruncates(9, offsetOf(10), 1, 66, "the checksum of record 10 is wrong");
    }
}
