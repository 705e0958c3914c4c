package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples in docs/format/log.md and docs/format/snapshot.md match the golden files and the code. */
final class FormatPagesTest {

    private static final Pattern BYTES = Pattern.compile("^((?:[0-9a-f]{2} ?)+)(?:  .*)?$", Pattern.MULTILINE);

    /** The bytes in the last code block of a page. */
    private static byte[] example(String page) throws IOException {
        String text = Files.readString(Path.of("..", "docs", "format", page));
        String[] parts = text.split("```", -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher lines = BYTES.matcher(parts[parts.length - 2]);
        while (lines.find()) {
            bytes.write(HexFormat.of().parseHex(lines.group(1).replace(" ", "")));
        }
        return bytes.toByteArray();
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(FormatPagesTest.class.getResourceAsStream(name))) {
            return file.readAllBytes();
        }
    }

    /** Generates the node id used in the pages. */
    private static RandomGenerator nodeOfThePages() {
        Iterator<Long> numbers =
                List.of(0x0001020304050607L, 0x08090a0b0c0d0e0fL).iterator();
        return numbers::next;
    }

    private static Map<String, byte[]> written() {
        InMemoryDisk disk = new InMemoryDisk();
        Log log = Log.open(disk, new LogOptions(1_000, 0, 0), nodeOfThePages(), new Replayed());
        RecordBatch batch = new RecordBatch(100);
        batch.add("hello".getBytes(StandardCharsets.UTF_8));
        log.append(batch);
        log.snapshots()
                .write(
                        log.position(),
                        HexFormat.of().parseHex("cafebabe"),
                        out -> out.write("state".getBytes(StandardCharsets.UTF_8)));
        log.close();
        return disk.contents();
    }

    @Test
    void logOfThePageIsTheGoldenFile() throws IOException {
        assertThat(example("log.md")).isEqualTo(golden("golden.log"));
    }

    @Test
    void snapshotOfThePageIsTheGoldenFile() throws IOException {
        assertThat(example("snapshot.md")).isEqualTo(golden("golden.snapshot"));
    }

    @Test
    void writersWriteTheGoldenFiles() throws IOException {
        assertThat(written())
                .containsOnlyKeys("0000000000000000001.log", "0000000000000000001.snapshot")
                .hasEntrySatisfying(
                        "0000000000000000001.log", log -> assertThat(log).isEqualTo(unchecked("golden.log")))
                .hasEntrySatisfying("0000000000000000001.snapshot", file -> assertThat(file)
                        .isEqualTo(unchecked("golden.snapshot")));
    }

    private static byte[] unchecked(String name) {
        try {
            return golden(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void readersReadTheGoldenFiles() throws IOException {
        InMemoryDisk log = new InMemoryDisk(Map.of("0000000000000000001.log", golden("golden.log")));
        assertThat(TestLog.recordsOn(log)).containsExactly("hello");

        InMemoryDisk both = new InMemoryDisk(Map.of(
                "0000000000000000001.log", golden("golden.log"),
                "0000000000000000001.snapshot", golden("golden.snapshot")));
        Replayed replayed = new Replayed();
        Log opened = Log.open(both, TestLog.SMALL, new SplittableRandom(1), replayed);
        assertThat(replayed.records).containsExactly("state");
        assertThat(opened.recovery().snapshot()).hasValueSatisfying(header -> {
            assertThat(header.covered()).isEqualTo(new LogPosition(1, 0x7f39008a));
            assertThat(header.storeId().remaining()).isEqualTo(4);
            assertThat(header.node()).hasToString("000102030405060708090a0b0c0d0e0f");
        });
    }
}
