package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories of other systems with known verdicts. They are in a folder beside the project and are not part of it. */
final class KnownVerdictsTest {

    private static final Set<Integer> LINEARIZABLE = Set.of(2, 5, 7, 18, 25, 31, 38, 45, 48, 49);

    private static Path folder = Path.of("");

    @BeforeAll
    static void find() {
        Path root = Path.of("").toAbsolutePath();
        folder = Files.isDirectory(root.resolve("check"))
                ? root.resolve("../shared/histories")
                : root.resolve("../../shared/histories");
        assumeTrue(
                Files.isDirectory(folder), "skipped: the folder ../shared/histories does not exist beside the project");
    }

    static IntStream etcdLogs() {
        return IntStream.range(0, 50);
    }

    private static Recording read(String file) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            return FileFormat.readAny(in);
        }
    }

    private static History<?, ?, ?> history(String file) throws IOException {
        Recording recording = read(file);
        return NamedModel.named(String.valueOf(recording.header().model()))
                .orElseThrow()
                .history(recording);
    }

    @ParameterizedTest
    @MethodSource("etcdLogs")
    void registerOfEtcd(int number) throws IOException {
        History<?, ?, ?> history = history(String.format("jepsen-etcd/etcd_%03d.log", number));
        assertThat(history.named()).isEqualTo(NamedModel.CAS_REGISTER);
        assertThat(history.size()).isGreaterThan(50);
        assertThat(history.check(CheckLimits.DEFAULT))
                .isInstanceOf(LINEARIZABLE.contains(number) ? Verdict.Ok.class : Verdict.Illegal.class);
    }

    @ParameterizedTest
    @CsvSource({"c01-ok, true", "c01-bad, false", "c10-ok, true", "c10-bad, false"})
    void mapOfStringsByKeyAndAsAWhole(String name, boolean linearizable) throws IOException {
        History<?, ?, ?> history = history("porcupine-kv/" + name + ".txt");
        assertThat(history.named()).isEqualTo(NamedModel.STRING_MAP);
        Class<?> verdict = linearizable ? Verdict.Ok.class : Verdict.Illegal.class;
        assertThat(history.check(CheckLimits.DEFAULT)).isInstanceOf(verdict);
        assertThat(asAWhole(history)).isEqualTo(linearizable ? Judge.Answer.LEGAL : Judge.Answer.ILLEGAL);
    }

    /** Skips the counterexample: minimizing it takes longer than the check. */
    private static <S, I, O> Judge.Answer asAWhole(History<S, I, O> history) {
        return history.model().engine().judge(history.operations(), Budget.of(CheckLimits.DEFAULT, System::nanoTime));
    }

    @Test
    void verdictIsTheSameAfterAnExportToJepsen() throws IOException {
        for (String file :
                new String[] {"jepsen-etcd/etcd_000.log", "jepsen-etcd/etcd_002.log", "porcupine-kv/c01-bad.txt"}) {
            Recording read = read(file);
            Recording again = RoundTrip.throughEdn(read);
            NamedModel model =
                    NamedModel.named(String.valueOf(read.header().model())).orElseThrow();
            assertThat(model.history(again).check(CheckLimits.DEFAULT))
                    .hasSameClassAs(model.history(read).check(CheckLimits.DEFAULT));
        }
    }
}
