package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict.Word;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file that Jepsen and its relatives write is recognized and read alike, and any other file is refused with reasons. */
final class FileFormatTest {

    /** The events of a history whose read is wrong: process, type, function and value, separated by tabs. */
    private static final List<String> EVENTS =
            List.of("0\t:invoke\t:write\t5", "0\t:ok\t:write\t5", "1\t:invoke\t:read\tnil", "1\t:ok\t:read\t6");

    private static String lines(String before) {
        StringBuilder lines = new StringBuilder();
        EVENTS.forEach(event -> lines.append(before).append(event).append('\n'));
        return lines.toString();
    }

    private static String maps(String format, String between) {
        return String.join(
                between,
                EVENTS.stream().map(event -> map(format, event.split("\t"))).toList());
    }

    private static String map(String format, String[] columns) {
        boolean isJson = format.contains("\"");
        String value = isJson && columns[3].equals("nil") ? "null" : columns[3];
        String type = isJson ? columns[1].substring(1) : columns[1];
        String f = isJson ? columns[2].substring(1) : columns[2];
        return String.format(format, columns[0], type, f, value);
    }

    private static final String EDN = "{:process %s, :type %s, :f %s, :value %s}";
    private static final String JSON = "{\"process\":%s,\"type\":\"%s\",\"f\":\"%s\",\"value\":%s}";

    static Stream<String> files() {
        return Stream.of(
                lines("INFO  jepsen.util - "),
                lines("INFO  jepsen.util - ").replace('\t', ' '),
                "INFO  jepsen.core - Worker 0 starting\n" + lines("INFO  jepsen.util - "),
                lines("INFO [2018-07-03 15:24:51,109] jepsen worker 0 - jepsen.util "),
                lines("[2018-07-03 15:24:51,109] INFO jepsen.util - "),
                "[main] starting\n" + lines("[main] INFO jepsen.util - "),
                "# of the run\n" + lines(""),
                lines("2020-01-01 12:00:00,123{GMT}\tINFO\t[jepsen worker 0] jepsen.util: "),
                lines("2024-01-01 12:00:00,123{GMT}\tINFO\t[jepsen worker 0] jepsen.print: "),
                lines(""),
                lines("").stripTrailing(),
                lines("").replace("\n", "\r\n"),
                "\ufeff" + lines(""),
                maps(EDN, "\n") + "\n",
                "[" + maps(EDN, "\n ") + "]\n",
                "(" + maps(EDN, " ") + ")",
                maps("#jepsen.history.Op" + EDN, "\n"),
                maps("#knossos.op.Op " + EDN, "\n"),
                maps(JSON, "\n") + "\n",
                maps(JSON, "\r\n"),
                maps(JSON.replace("{", "{\"index\":3, "), "\n"),
                "[" + maps(JSON, ",\n") + "]\n");
    }

    private static Recording read(byte[] bytes) throws IOException {
        return FileFormat.readAny(new ByteArrayInputStream(bytes));
    }

    private static Recording read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Word verdict(Recording recording) throws IOException {
        return NamedModel.named(Objects.requireNonNull(recording.header().model(), recording.noModel()))
                .orElseThrow()
                .history(recording)
                .check(CheckLimits.DEFAULT)
                .word();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFormIsReadAlikeAlsoIfCompressed(String text) throws IOException {
        for (Recording recording : List.of(read(text), read(zipped(text)))) {
            assertThat(recording.operations())
                    .extracting(
                            RecordedOperation::client,
                            operation -> operation.call().f(),
                            RecordedOperation::called)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(0, "write", 1L),
                            org.assertj.core.groups.Tuple.tuple(1, "read", 3L));
            assertThat(verdict(recording)).isEqualTo(Word.ILLEGAL);
        }
        assertThat(verdict(read(text.replaceAll("6(?=\\D*$)", "5")))).isEqualTo(Word.OK);
    }

    @ParameterizedTest
    @MethodSource("files")
    void tornEventIsLeftOutAndSaid(String text) throws IOException {
        String start = text.stripTrailing();
        int lastEvent = Math.max(start.lastIndexOf(":process"), start.lastIndexOf("\"process\""));
        if (lastEvent < 0) {
            lastEvent = start.lastIndexOf("\t:ok");
        }
        if (lastEvent < 0) {
            return; // Separated by spaces: a torn line of the log cannot be told from any other line.
        }
        Recording torn = read(start.substring(0, lastEvent + 4));
        assertThat(verdict(torn)).isEqualTo(Word.OK);
        assertThat(torn.remarks()).anyMatch(remark -> remark.contains("torn") || remark.contains("not an event"));
        assertThat(torn.remarks()).contains("1 read was left out: without a result");
    }

    @Test
    void tornValueOfATextLogIsLeftOut() throws IOException {
        Recording torn = read("0\t:invoke\t:write\t5\n0\t:ok\t:write\t5\n0\t:invoke\t:write\t[1 2");
        assertThat(torn.operations()).hasSize(1);
        assertThat(torn.remarks()).contains("line 3, the last line, is torn and was skipped");
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> read("0\t:invoke\t:write\t[1 2\n"))
                .withMessage("line 1: the value is not complete");
    }

    @Test
    void lineOfATextLogThatEndsBeforeItsValueIsLeftOut() throws IOException {
        String start = "0\t:invoke\t:write\t5\n0\t:ok\t:write\t5\n1\t:invoke\t:read\tnil\n";
        for (String torn : List.of("1\t:ok\t:rea", "1\t:ok\t:read", "1\t:ok\t:read\t")) {
            Recording recording = read(start + torn);
            assertThat(verdict(recording)).as(torn).isEqualTo(Word.OK);
            assertThat(recording.remarks()).contains("line 4, the last line, is torn and was skipped");
        }
        assertThat(verdict(read(start + "1\t:ok\t:read\n"))).isEqualTo(Word.ILLEGAL);
    }

    @Test
    void valueOfAFailureMayBeAnything() throws IOException {
        String crashed = "0\t:invoke\t:write\t6\n0\t:info\t:write\t#<Timeout (x]\tdone\n";
        assertThat(read(crashed + lines("")).operations()).hasSize(3);
        assertThat(verdict(read(crashed + lines(""))))
                .as("6 may have been written")
                .isEqualTo(Word.OK);
    }

    @Test
    void formThatIsNotClosedDoesNotHideWhatFollows() {
        for (String text : List.of(
                "{:process 0, :type :invoke, :f :write, :value [1\n" + maps(EDN, "\n"),
                "{:process 0, :type :invoke, :f :write, :value \"1\n" + maps(EDN, "\n"),
                "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":[1,\n" + maps(JSON, ",\n"))) {
            assertThatExceptionOfType(BadHistoryException.class)
                    .isThrownBy(() -> read(text))
                    .withMessageMatching("line 1: the (form|object) that starts in this line is not closed");
        }
    }

    @Test
    void tornGzipFileIsReadUpToItsEnd() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append("0\t:invoke\t:write\t")
                    .append(i * 7919 % 1009)
                    .append("\n0\t:ok\t:write\t")
                    .append(i * 7919 % 1009)
                    .append('\n');
        }
        byte[] whole = zipped(text.toString());
        Recording torn = read(Arrays.copyOf(whole, whole.length / 2));
        assertThat(torn.operations()).hasSizeBetween(100, 4_999);
        assertThat(torn.remarks()).contains("the compressed file is torn; what could be decompressed was read");
        byte[] corrupted = whole.clone();
        corrupted[corrupted.length - 8] ^= 1;
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> read(corrupted))
                .withMessage("the compressed file is corrupted");
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> read(new byte[] {0x1f, (byte) 0x8b, 9, 9}))
                .withMessageContaining("gzip");
    }

    @Test
    void anyProcessIsAClientExceptTheNemesis() throws IOException {
        Recording edn = read(Jepsen.ok(0, "write", "5", "5").replace(":process 0", ":process nil")
                + Jepsen.ok(0, "read", "nil", "5").replace(":process 0", ":process :a")
                + Jepsen.ok(0, "read", "nil", "5").replace(":process 0", ":process \"a\"")
                + Jepsen.ok(0, "read", "nil", "5").replace(":process 0", ":process -1")
                + Jepsen.ok(3, "read", "nil", "5"));
        assertThat(edn.operations())
                .extracting(RecordedOperation::client)
                .containsExactly(1_000_000_000, 1_000_000_001, 1_000_000_002, 1_000_000_003, 3);
        assertThat(edn.remarks())
                .containsExactly("4 processes whose names are not numbers are numbered from 1000000000, which is nil");
        assertThat(verdict(read(lines("").replace("1\t", ":p\t")))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(read(maps(JSON, "\n").replace("\"process\":1", "\"process\":\"p\""))))
                .isEqualTo(Word.ILLEGAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{:process :nemesis, :type :info, :f nil, :value #object[1 2]}",
                "{:process :nemesis}",
                "{:process :nemesis, :type :sometimes, :f [1 2]}",
                "{:process \"nemesis\", :type :invoke, :f :start, :value :x}",
            })
    void nemesisNeverStopsAFile(String event) throws IOException {
        assertThat(read(event + "\n" + maps(EDN, "\n") + event).operations()).hasSize(2);
        String json = "{\"process\":\"nemesis\",\"type\":3}";
        assertThat(read(maps(JSON, "\n") + json).operations()).hasSize(2);
        assertThat(read(lines("") + ":nemesis\t:info\t:start\tCut off {[\n").operations())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Once upon a time | taken for jepsen-log, because it begins with 'Once upon a time', but no line is an event",
                "Once upon a time | it is not jsonl, jepsen-json or etcd",
                "Once upon a time | it is not jepsen-edn or porcupine",
                "{\"a\":1} | taken for jsonl, because it begins with '{\"', but line 1: not the header of a history",
                "{\"a\":1} | it is not jepsen-json, whose objects have \"process\" and \"type\"; it is not etcd",
                "[:a 1] | line 1: an event must be a map, not :a",
                "JEPSEN1 | use the history.edn or history.txt",
            })
    void fileThatIsNoneSaysWhyItIsNoFormat(String text, String mention) {
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(mention)
                .withMessageNotContaining("\n");
    }

    @Test
    void errorsInJsonNameTheirLine() {
        String two = maps(JSON, "\n");
        for (String wrong :
                List.of("\n}", "\n[1]", "\n{\"process\":0,\"process\":1}", "\n{\"process\":7,\"f\":\"x\"}\n")) {
            assertThatExceptionOfType(BadHistoryException.class)
                    .as(wrong)
                    .isThrownBy(() -> read(two + wrong))
                    .withMessageStartingWith("line 5: ");
        }
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> read("[" + maps(JSON, ",") + "] 1"))
                .withMessageContaining("unexpected data");
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> read(maps(JSON, "\n") + "\n{\"a\":" + "[".repeat(100)))
                .withMessageContaining("line 5");
    }
}
