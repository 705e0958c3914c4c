package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A log of lines of text that keeps track of its expected contents. */
public final class TestLog implements AutoCloseable {

    /** Sizes so small that a test with few records creates and deletes segments. */
    static final LogOptions SMALL = new LogOptions(2_000, 512, 0);

    static final byte[] STORE = {1, 2, 3};

    public final Log log;
    final Replayed replayed = new Replayed();
    public final List<String> records;
    private final RecordBatch batch = new RecordBatch(1 << 20);

    public TestLog(Disk disk) {
        this(disk, SMALL);
    }

    public TestLog(Disk disk, LogOptions options) {
        log = Log.open(disk, options, new SplittableRandom(7), replayed);
        records = new ArrayList<>(replayed.records);
    }

    /** Appends records as one batch, and expects them once the append has returned. */
    public TestLog append(String... more) {
        batch.clear();
        for (String record : more) {
            batch.add(record.getBytes(StandardCharsets.UTF_8));
        }
        log.append(batch);
        records.addAll(List.of(more));
        return this;
    }

    /** Appends records in a batch each. */
    public TestLog appendEach(String prefix, int count) {
        for (int i = 1; i <= count; i++) {
            append(prefix + i);
        }
        return this;
    }

    public TestLog snapshot() {
        log.snapshots().write(log.position(), STORE, Replayed.body(records));
        return this;
    }

    @Override
    public void close() {
        log.close();
    }

    /** The records that recovery on this disk replays. */
    static List<String> recordsOn(Disk disk) {
        try (TestLog opened = new TestLog(disk)) {
            return opened.records;
        }
    }
}
