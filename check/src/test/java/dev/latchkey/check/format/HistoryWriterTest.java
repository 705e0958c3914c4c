package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.check.Operation;
import dev.latchkey.check.format.HistoryWriter.Flush;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class HistoryWriterTest {

    private static final HistoryHeader HEADER = HistoryHeader.of("versioned-register");

    /** A stream that fails after {@code bytesMax} bytes, and counts how often it is flushed. */
    private static final class TornStream extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int bytesMax;
        private int flushes;

        TornStream(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        @Override
        public void write(int octet) throws IOException {
            if (kept.size() == bytesMax) {
                throw new IOException("No space left on device");
            }
            kept.write(octet);
        }

        @Override
        public void flush() {
            flushes++;
        }
    }

    @Property(tries = 300)
    void readingReturnsWhatWasWritten(@ForAll("recordings") Recording recording) throws IOException {
        String text = RoundTrip.jsonLines(recording);
        assertThat(HistoryReader.read(RoundTrip.bytes(text)))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes("operations.line")
                .isEqualTo(recording);
        assertThat(text.lines()).allMatch(line -> line.chars().noneMatch(c -> c < ' ' || c == 0x2028 || c == 0x202e));
    }

    @Provide
    Arbitrary<Recording> recordings() {
        Arbitrary<String> payloads = payloads();
        Arbitrary<RecordedCall> calls = Combinators.combine(
                        Arbitraries.of("put", "get", "\"\n"),
                        payloads.injectNull(.2),
                        payloads.injectNull(.2),
                        payloads.injectNull(.8),
                        Arbitraries.longs().between(-1, Long.MAX_VALUE))
                .as(RecordedCall::new);
        Arbitrary<RecordedResult> answers = Combinators.combine(
                        Arbitraries.of("OK", "MAYBE"),
                        payloads.injectNull(.3),
                        Arbitraries.longs().between(-1, 9),
                        Arbitraries.of("refused", "x").injectNull(.5))
                .as((word, value, version, cause) -> new RecordedResult(word, value, version, null, cause));
        Arbitrary<RecordedOperation> operations = Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.longs().between(-100, 100),
                        calls,
                        answers.injectNull(.3))
                .as((client, time, call, answer) -> new RecordedOperation(
                        0, client, time, call, answer == null ? Operation.OPEN : time + 5, answer));
        return operations
                .list()
                .ofMaxSize(6)
                .map(list -> new Recording(
                        HEADER.seed("7").meta("a", "\u2028"),
                        list,
                        List.of(new RecordedFault("kill", 1, Operation.OPEN, "\u202e<b>")),
                        List.of()));
    }

    private static Arbitrary<String> payloads() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(8).map(Payload::of),
                Arbitraries.strings()
                        .withChars("\0\"\\\n\u2028\u202e\ud83d\udd11\u0085bh")
                        .ofMaxLength(6)
                        .map(Payload::of),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(6).map(Payload::of));
    }

    @Property(tries = 300)
    void payloadsAreEqualIfTheirBytesAre(@ForAll byte[] one, @ForAll byte[] other) {
        assertThat(Payload.of(one).equals(Payload.of(other))).isEqualTo(java.util.Arrays.equals(one, other));
        assertThat(Payload.length(Payload.of(one))).isEqualTo(one.length);
    }

    @Test
    void textThatLooksLikeBytesOrAHashIsItself() {
        for (String text : List.of("\0b/w==", "\0h1:ab", "\0", "b")) {
            assertThat(Payload.of(text)).isEqualTo(Payload.of(text.getBytes(StandardCharsets.UTF_8)));
            assertThat(Payload.isBytes(Payload.of(text)) || Payload.isHash(Payload.of(text)))
                    .isFalse();
            assertThat(Payload.shown(Payload.of(text))).isEqualTo(text);
        }
    }

    @Test
    void longValuesAreReplacedByTheirHash() throws IOException {
        RecordedCall put =
                RecordedCall.of("put").key("k".repeat(40)).value("v".repeat(33)).version(0);
        Recording recording = new Recording(
                HEADER.hashed(32),
                List.of(
                        RecordedOperation.unanswered(2, 0, 1, put),
                        RecordedOperation.unanswered(3, 0, 1, put.value("v".repeat(32)))),
                List.of(),
                List.of());
        String text = RoundTrip.jsonLines(recording);
        assertThat(text)
                .contains("\"hashed\":32", "\"k\":\"" + "k".repeat(40) + "\"", "\"vh\":\"33:")
                .contains("\"v\":\"" + "v".repeat(32));
        Recording again = HistoryReader.read(RoundTrip.bytes(text));
        assertThat(Payload.length(
                        String.valueOf(again.operations().get(0).call().value())))
                .isEqualTo(33);
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> HistoryReader.read(RoundTrip.bytes(text.replace("\"hashed\":32", "\"hashed\":31"))))
                .withMessageContaining("line 3: \"v\" has more than 31 bytes");
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> HistoryReader.read(RoundTrip.bytes(text.replace("\"hashed\":32", "\"hashed\":33"))))
                .withMessageContaining("line 2: \"vh\" is the hash of a value that is too short");
    }

    @Test
    void everyLineIsFlushedIfRequested() throws IOException {
        TornStream each = new TornStream(10_000);
        HistoryWriter writer = new HistoryWriter(each, HEADER, Flush.EACH_LINE);
        writer.returned(2, 0, writer.called(1, 0, RecordedCall.of("get")), RecordedResult.of("ERRNOKEY"));
        assertThat(each.flushes).isEqualTo(3);
        TornStream asked = new TornStream(10_000);
        HistoryWriter lazy = new HistoryWriter(asked, HEADER, Flush.WHEN_ASKED);
        lazy.called(1, 0, RecordedCall.of("get"));
        assertThat(asked.flushes).isZero();
        lazy.flush();
        assertThat(asked.flushes).isEqualTo(1);
    }

    @Test
    void nothingIsWrittenAfterATornLine() throws IOException {
        TornStream torn = new TornStream(100);
        HistoryWriter writer = new HistoryWriter(torn, HEADER, Flush.EACH_LINE);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> writer.called(1, 0, RecordedCall.of("get").key("a")));
        int length = torn.kept.size();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> writer.fault(new RecordedFault("x", 1, 2, null)))
                .withMessage("No space left on device");
        assertThatExceptionOfType(IOException.class).isThrownBy(writer::flush).withMessage("No space left on device");
        assertThat(torn.kept.size()).isEqualTo(length);
        assertThat(HistoryReader.read(RoundTrip.bytes(torn.kept.toString(StandardCharsets.UTF_8)))
                        .remarks())
                .hasSize(1);
    }

    @Test
    void failedFlushIsTheCauseOfEveryLaterFailure() throws IOException {
        OutputStream unflushable = new ByteArrayOutputStream() {
            @Override
            public void flush() throws IOException {
                throw new IOException("Input/output error");
            }
        };
        HistoryWriter writer = new HistoryWriter(unflushable, HEADER, Flush.WHEN_ASKED);
        assertThatExceptionOfType(IOException.class).isThrownBy(writer::flush).withMessage("Input/output error");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> writer.called(1, 0, RecordedCall.of("get").key("a")))
                .withMessage("Input/output error");
    }

    @Test
    void refusedEventDoesNotCorruptTheNextLine() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HistoryWriter writer = new HistoryWriter(out, HistoryHeader.of("set"), Flush.EACH_LINE);
        long operation = writer.called(1, 0, RecordedCall.of("read"));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.called(1, -1, RecordedCall.of("read")));
        List<String> noText = List.of(Payload.of(new byte[] {-1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        writer.returned(2, 0, operation, RecordedResult.of("OK").elements(noText)));
        writer.returned(2, 0, operation, RecordedResult.of("OK").elements(List.of("a", "b")));
        Recording read = HistoryReader.read(RoundTrip.bytes(out.toString(StandardCharsets.UTF_8)));
        assertThat(read.operations()).singleElement().satisfies(op -> assertThat(op.answer())
                .isEqualTo(RecordedResult.of("OK").elements(List.of("a", "b"))));
    }

    @Test
    void threadsDoNotMixTheirLines() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HistoryWriter writer = new HistoryWriter(out, HEADER, Flush.WHEN_ASKED);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
            int number = client;
            threads.add(new Thread(() -> {
                try {
                    start.await();
                    for (int i = 0; i < 200; i++) {
                        writer.returned(
                                i,
                                number,
                                writer.called(i, number, RecordedCall.of("get").key("k")),
                                RecordedResult.of("ERRNOKEY"));
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(HistoryReader.read(RoundTrip.bytes(out.toString(StandardCharsets.UTF_8)))
                        .operations())
                .hasSize(800)
                .allMatch(operation -> operation.answer() != null);
    }
}
