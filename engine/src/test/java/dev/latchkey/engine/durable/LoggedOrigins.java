package dev.latchkey.engine.durable;

import dev.latchkey.core.Origin;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.log.Log;
import dev.latchkey.log.Replay;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.SnapshotHeader;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Reads the origins of the writes in a log that was closed. */
final class LoggedOrigins implements Replay {

    private final List<Origin> origins = new ArrayList<>();

    static List<Origin> of(Disk disk, LogOptions options) {
        LoggedOrigins found = new LoggedOrigins();
        Log.open(disk, options, new SplittableRandom(1), found).close();
        return found.origins;
    }

    @Override
    public void snapshot(SnapshotHeader header, InputStream body) {
        throw new AssertionError("the log has a snapshot");
    }

    @Override
    public void record(long index, ByteBuffer payload) {
        if (RecordCodec.decode(payload) instanceof LogRecord.Write write) {
            origins.add(write.origin());
        }
    }
}
