package dev.latchkey.log;

import dev.latchkey.log.files.SnapshotBody;
import dev.latchkey.log.files.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what recovery replays, as text. A snapshot contains the records up to it, one per line. */
final class Replayed implements Replay {

    final List<String> records = new ArrayList<>();
    int fromSnapshot;

    @Override
    public void snapshot(SnapshotHeader header, InputStream body) throws IOException {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        records.addAll(text.lines().toList());
        fromSnapshot = records.size();
        expect(header.covered().index());
    }

    @Override
    public void record(long index, ByteBuffer payload) {
        records.add(StandardCharsets.UTF_8.decode(payload).toString());
        expect(index);
    }

    private void expect(long index) {
        if (index != records.size()) {
            throw new AssertionError("index " + index + " was replayed as number " + records.size());
        }
    }

    /** A snapshot of these records. */
    static SnapshotBody body(List<String> records) {
        return out -> out.write(records.stream()
                .map(record -> record + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8));
    }
}
