package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Long histories are kept in little memory. */
final class RepeatsTest {

    @Test
    void equalObjectIsReplacedByTheFirstOne() {
        Repeats<RecordedResult> results = new Repeats<>();
        RecordedResult first = results.first(RecordedResult.of("OK").value("x").version(4));
        assertThat(results.first(RecordedResult.of("OK").value("x").version(4))).isSameAs(first);
        assertThat(results.first(RecordedResult.of("OK").value("x").version(5))).isNotSameAs(first);
    }

    @Test
    void differentObjectsWithTheSameHashAreKeptApart() {
        Repeats<String> texts = new Repeats<>();
        assertThat("Aa").hasSameHashCodeAs("BB");
        assertThat(texts.first("Aa")).isEqualTo("Aa");
        assertThat(texts.first("BB")).isEqualTo("BB");
        assertThat(texts.first("Aa")).isEqualTo("Aa");
    }

    @Test
    void historyThatIsInterpretedOnceEqualsTheSameInterpretedOften() throws Exception {
        List<RecordedOperation> operations = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            RecordedCall call = i % 2 == 0
                    ? RecordedCall.of("get").key("k" + i % 7)
                    : RecordedCall.of("put").key("k" + i % 7).value("v" + i).version(0);
            RecordedOperation asked = RecordedOperation.unanswered(i + 2, i % 5, i, call);
            operations.add(i % 2 == 0 ? asked.answered(i, RecordedResult.of("ERRNOKEY")) : asked);
        }
        HistoryHeader header = HistoryHeader.of("versioned-register");
        History<?, ?, ?> often = NamedModel.VERSIONED_REGISTER.history(
                new Recording(header, new ArrayList<>(operations), List.of(), List.of()));
        Recording recording = new Recording(header, operations, List.of(), List.of());
        History<?, ?, ?> once = NamedModel.VERSIONED_REGISTER.historyOnce(recording, null);
        assertThat(once.parts()).isEqualTo(often.parts());
        assertThat(recording.operations()).containsOnly(RecordedOperation.REMOVED);
    }
}
