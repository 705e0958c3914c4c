package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.FileFormat;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.HistoryWriter;
import dev.latchkey.check.format.HistoryWriter.Flush;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.NoKey;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A corpus of small histories of one versioned key in Latchkey's format, which other checkers can use too. The header of each
 * contains its verdict, found by brute force (meta {@code linearizable}). {@code -Dcorpus.rewrite=true} regenerates the corpus.
 */
class CorpusTest {

    private static final Path FOLDER = Path.of("src/test/resources/corpus");
    private static final int OF_EACH_VERDICT = 100;
    private static final String LINEARIZABLE = "linearizable";
    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    @BeforeAll
    static void rewrite() throws IOException {
        if (!Boolean.getBoolean("corpus.rewrite")) {
            return;
        }
        Files.createDirectories(FOLDER);
        int[] left = {OF_EACH_VERDICT, OF_EACH_VERDICT};
        for (int seed = 0; left[0] + left[1] > 0; seed++) {
            var history = RandomHistory.of(new SplittableRandom(seed), VersionedState.NEW, 9);
            // The format cannot represent every history exactly, so the verdict is for the history that is read back.
            boolean legal =
                    bruteForce(read(written(seed, history, HistoryHeader.of("versioned-register")))) == Answer.LEGAL;
            if (history.size() > 3 && left[legal ? 1 : 0] > 0) {
                left[legal ? 1 : 0]--;
                HistoryHeader header = HistoryHeader.of("versioned-register").meta(LINEARIZABLE, String.valueOf(legal));
                String name =
                        String.format("%s-%03d.jsonl", legal ? "ok" : "bad", OF_EACH_VERDICT - left[legal ? 1 : 0]);
                Files.write(FOLDER.resolve(name), written(seed, history, header));
            }
        }
    }

    private static byte[] written(
            int seed, List<Operation<VersionedInput, VersionedOutput>> history, HistoryHeader header)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (HistoryWriter writer = new HistoryWriter(bytes, header.seed(String.valueOf(seed)), Flush.WHEN_ASKED)) {
            record Event(long time, boolean isEnd, int operation) {}
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < history.size(); i++) {
                events.add(new Event(history.get(i).call(), false, i));
                events.add(new Event(history.get(i).end(), true, i));
            }
            events.sort(Comparator.comparingLong(Event::time).thenComparing(Event::isEnd));
            long[] numbers = new long[history.size()];
            for (Event event : events) {
                var operation = history.get(event.operation());
                if (!event.isEnd()) {
                    numbers[event.operation()] =
                            writer.called(event.time(), operation.client(), call(operation.input()));
                } else if (operation.end() != Operation.OPEN
                        && !(operation.output() instanceof VersionedOutput.Unknown)) {
                    writer.returned(event.time(), operation.client(), numbers[event.operation()], answer(operation));
                }
            }
        }
        return bytes.toByteArray();
    }

    private static RecordedCall call(VersionedInput input) {
        if (input instanceof Put put) {
            return RecordedCall.of("put").key("k").value(put.value().toString()).version(put.version());
        }
        return input instanceof Delete delete
                ? RecordedCall.of("delete").key("k").version(delete.version())
                : RecordedCall.of("get").key("k");
    }

    /** Replaces version 0, which the format does not have in a result, by 1. */
    private static dev.latchkey.check.format.RecordedResult answer(
            Operation<VersionedInput, VersionedOutput> operation) {
        VersionedOutput output = operation.output();
        if (output instanceof Found found) {
            return dev.latchkey.check.format.RecordedResult.of("OK")
                    .value(found.value().toString())
                    .version(Math.max(1, found.version()));
        }
        if (output instanceof Written written) {
            return dev.latchkey.check.format.RecordedResult.of("OK").version(Math.max(1, written.version()));
        }
        if (output instanceof Conflict conflict) {
            return dev.latchkey.check.format.RecordedResult.of("ERRVERSION").version(Math.max(1, conflict.current()));
        }
        return output instanceof NoKey || operation.input() instanceof Get
                ? dev.latchkey.check.format.RecordedResult.of("ERRNOKEY")
                : dev.latchkey.check.format.RecordedResult.of("MAYBE")
                        .cause("refused")
                        .version(VersionedRegister.named(operation.input()) + 1);
    }

    private static History<?, ?, ?> read(byte[] bytes) throws IOException {
        return NamedModel.VERSIONED_REGISTER.history(FileFormat.readAny(new ByteArrayInputStream(bytes)));
    }

    private static <S, I, O> Answer bruteForce(History<S, I, O> history) {
        return Judge.bruteForce(history.model()).judge(history.operations(), BUDGET);
    }

    @Test
    void eachHistoryOfTheCorpusHasItsVerdict() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(FOLDER)) {
            files = found.sorted().toList();
        }
        assertThat(files).hasSize(2 * OF_EACH_VERDICT);
        for (Path file : files) {
            History<?, ?, ?> history = read(Files.readAllBytes(file));
            boolean legal = Boolean.parseBoolean(history.header().meta().get(LINEARIZABLE));
            assertThat(file.getFileName().toString()).startsWith(legal ? "ok-" : "bad-");
            assertThat(bruteForce(history))
                    .as("brute force on %s", file)
                    .isEqualTo(legal ? Answer.LEGAL : Answer.ILLEGAL);
            assertThat(history.check(CheckLimits.DEFAULT))
                    .as("check of %s", file)
                    .isInstanceOf(legal ? Verdict.Ok.class : Verdict.Illegal.class);
        }
    }
}
