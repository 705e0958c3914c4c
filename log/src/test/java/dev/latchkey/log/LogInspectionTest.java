package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.sim.InMemoryDisk;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An inspection reports what recovery would find, and changes nothing. */
final class LogInspectionTest {

    private static LogInspection inspect(Map<String, byte[]> files) {
        InMemoryDisk disk = new InMemoryDisk(files);
        LogInspection seen = LogInspection.of(disk);
        assertThat(disk.filesOpen()).isZero();
        assertThat(disk.contents()).usingRecursiveComparison().isEqualTo(files);
        return seen;
    }

    private static Map<String, byte[]> written() {
        InMemoryDisk disk = new InMemoryDisk();
        new TestLog(disk).appendEach("a", 3).snapshot().append("b").append("c");
        return disk.contents();
    }

    @Test
    void soundDirectoryIsDescribed() {
        LogInspection seen = inspect(written());
        assertThat(seen.segments()).singleElement().satisfies(segment -> {
            assertThat(segment.file()).isEqualTo("0000000000000000001.log");
            assertThat(segment.first()).isEqualTo(1);
            assertThat(segment.epoch()).isEqualTo(1);
            assertThat(segment.damage()).isEmpty();
        });
        assertThat(seen.snapshots()).singleElement().satisfies(snapshot -> {
            assertThat(snapshot.last()).isEqualTo(3);
            assertThat(snapshot.header()).isPresent();
        });
        assertThat(seen.records()).isEqualTo(2);
        assertThat(seen.last()).isEqualTo(5);
        assertThat(seen.cut()).isEmpty();
        assertThat(seen.refusal()).isEmpty();
    }

    @Test
    void emptyDirectoryIsEmpty() {
        LogInspection seen = inspect(Map.of());
        assertThat(seen.segments()).isEmpty();
        assertThat(seen.last()).isZero();
        assertThat(seen.refusal()).isEmpty();
    }

    @Test
    void tornTailIsReportedAndNotTruncated() {
        Map<String, byte[]> files = written();
        files.getOrDefault("0000000000000000001.log", new byte[0])[64 + 34 * 3 + 33 * 2 - 1] ^= 1;
        LogInspection seen = inspect(files);
        assertThat(seen.cut()).isPresent();
        assertThat(seen.last()).isEqualTo(4);
    }

    @Test
    void corruptionIsReportedAsInRecovery() {
        Map<String, byte[]> files = written();
        files.getOrDefault("0000000000000000001.log", new byte[0])[64 + 34 * 3 + 32] ^= 1;
        files.getOrDefault("0000000000000000003.snapshot", new byte[0])[20] ^= 1;
        LogInspection seen = inspect(files);
        assertThat(seen.refusal()).hasValueSatisfying(refusal -> assertThat(refusal)
                .hasMessage("disk/0000000000000000001.log is corrupted at offset 166:"
                        + " the checksum of record 4 is wrong, but records up to 4 had been fsynced"));
        assertThat(seen.snapshots().get(0).damage().map(Throwable::getMessage))
                .contains("disk/0000000000000000003.snapshot is corrupted at offset 0: its header checksum is wrong");
    }

    @Test
    void corruptedHeaderIsReportedForItsSegment() {
        Map<String, byte[]> files = written();
        files.getOrDefault("0000000000000000001.log", new byte[0])[20] ^= 1;
        assertThat(inspect(files).segments().get(0).damage().map(Throwable::getMessage))
                .contains("disk/0000000000000000001.log is corrupted at offset 0: its header checksum is wrong");
    }
}
