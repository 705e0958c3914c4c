package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.FileFormat;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.Recording;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a run contain its complete histories: checking them gives the same verdict as the run did. */
final class RunFilesTest {

    private static History<?, ?, ?> read(String text, NamedModel model) throws IOException {
        Recording recording = FileFormat.readAny(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(recording.header().model()).isEqualTo(model.written());
        assertThat(recording.header().seed()).isEqualTo("3");
        assertThat(recording.header().commit()).isEqualTo("abc");
        return model.history(recording);
    }

    @ParameterizedTest
    @ValueSource(strings = {"restarts", "deaths", "lock-deaths"})
    void historiesOfARunCanBeReadAndAreLinearizable(String scenario) throws IOException {
        RunFiles files = RunFiles.of(Scenario.named(scenario).orElseThrow(), 3, "abc");
        assertThat(files.report().isOk()).isTrue();
        assertThat(files.trace()).contains("faults stop");
        History<?, ?, ?> keys = read(files.keys(), NamedModel.VERSIONED_REGISTER);
        assertThat(keys.size()).isGreaterThan(200);
        assertThat(keys.check(CheckLimits.DEFAULT)).isInstanceOf(Verdict.Ok.class);
        if (scenario.startsWith("lock")) {
            History<?, ?, ?> lock = read(files.lock(), NamedModel.FENCED_MUTEX);
            assertThat(lock.check(CheckLimits.DEFAULT)).isInstanceOf(Verdict.Ok.class);
        } else {
            assertThat(files.lock()).isEmpty();
        }
    }

    @Test
    void historyOfTransactionsCanBeReadAndIsLinearizable() throws IOException {
        RunFiles files = RunFiles.of(Scenario.named("transfers-durable").orElseThrow(), 3, "abc");
        assertThat(files.report().isOk()).isTrue();
        History<?, ?, ?> keys = read(files.keys(), NamedModel.VERSIONED_TRANSACTIONS);
        assertThat(keys.size()).isGreaterThan(200);
        assertThat(keys.parts()).hasSize(1);
        assertThat(keys.check(CheckLimits.DEFAULT)).isInstanceOf(Verdict.Ok.class);
    }
}
