package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Records are replayed unchanged, whatever the batches, segment sizes and restarts. */
final class LogPropertiesTest {

    private final List<byte[]> found = new ArrayList<>();

    private Log open(InMemoryDisk disk, LogOptions options) {
        found.clear();
        return Log.open(disk, options, new SplittableRandom(1), new Replay() {
            @Override
            public void snapshot(SnapshotHeader header, InputStream body) {
                throw new AssertionError("unexpected snapshot");
            }

            @Override
            public void record(long index, ByteBuffer payload) {
                byte[] record = new byte[payload.remaining()];
                payload.get(record);
                found.add(record);
                assertThat(index).isEqualTo(found.size());
            }
        });
    }

    @Property(tries = 300)
    void recordsAreReplayedUnchanged(
            @ForAll @Size(max = 12) List<@Size(max = 6) List<@Size(max = 700) byte[]>> batches,
            @ForAll @IntRange(min = 1, max = 3_000) int segmentBytes,
            @ForAll @IntRange(max = 2_000) int allocateBytes,
            @ForAll @IntRange(min = 1, max = 100) int writeBytesMax,
            @ForAll boolean clean) {
        LogOptions options = new LogOptions(segmentBytes, allocateBytes, 0);
        InMemoryDisk disk = new InMemoryDisk();
        disk.fail(DiskFaults.shortWrites(writeBytesMax));
        List<byte[]> appended = new ArrayList<>();
        Log log = open(disk, options);
        for (List<byte[]> records : batches) {
            RecordBatch batch = new RecordBatch(1 << 20);
            records.forEach(batch::add);
            appended.addAll(records);
            assertThat(log.append(batch)).isEqualTo(appended.size());
        }
        if (clean) {
            log.close();
        }

        Log again = open(new InMemoryDisk(disk.contents()), options);
        assertThat(found).usingRecursiveComparison().isEqualTo(appended);
        assertThat(again.position().index()).isEqualTo(appended.size());
        assertThat(again.recovery().cut()).isEmpty();
        assertThat(again.recovery().rewritten()).isEqualTo(clean ? 0 : rewritten(batches));
    }

    /** The number of records in the last nonempty batch. */
    private static long rewritten(List<List<byte[]>> batches) {
        return batches.stream()
                .filter(batch -> !batch.isEmpty())
                .reduce((first, second) -> second)
                .map(List::size)
                .orElse(0);
    }
}
