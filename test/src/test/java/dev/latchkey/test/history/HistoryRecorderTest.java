package dev.latchkey.test.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.seams.ManualTime;
import dev.latchkey.wire.RespValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class HistoryRecorderTest {

    private static final RespValue FIRST = new RespValue.Int(1);
    private static final String PUT = "ONCE s 1 0 PUT k v 0";

    private final ManualTime time = new ManualTime();
    private final HistoryRecorder recorder = new HistoryRecorder(time);

    static RequestWords request(String line) {
        String[] words = line.split(" ", -1);
        StringBuilder bytes = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            bytes.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return RequestWords.of(bytes.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Consumer<RespValue> sent(String line) {
        time.pass(Duration.ofMillis(1));
        return recorder.sent(request(line));
    }

    private void exchange(String line, RespValue reply) {
        Consumer<RespValue> receiver = sent(line);
        time.pass(Duration.ofMillis(1));
        receiver.accept(reply);
    }

    private static RespValue found(String value, long version) {
        return RespValue.Array.of(RespValue.Bulk.of(value), new RespValue.Int(version), new RespValue.Int(1));
    }

    @Test
    void readsAndWritesInOrderAreLinearizable() {
        exchange("PUT k v 0", FIRST);
        exchange("GETV k", found("v", 1));
        exchange("DEL k 1", new RespValue.Int(2));
        exchange("GETV k", RespValue.NULL);
        exchange("PUT k w 1", new RespValue.ErrorLine("ERRNOKEY there is no such key"));
        assertThat(recorder.history().size()).isEqualTo(5);
        recorder.history().assertLinearizable();
    }

    @Test
    void staleReadIsReportedWithTheOperationsThatContradictIt() {
        exchange("PUT k v 0", FIRST);
        exchange("GETV k", RespValue.NULL);
        assertThatThrownBy(() -> recorder.history().assertLinearizable())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the history is not linearizable, key k:\n");
    }

    @Test
    void writeWithoutAReplyMayOrMayNotHaveTakenEffect() {
        sent("PUT k v 0");
        exchange("GETV k", RespValue.NULL);
        exchange("GETV k", found("v", 1));
        recorder.history().assertLinearizable();
        exchange("GETV k", RespValue.NULL);
        assertThatThrownBy(() -> recorder.history().assertLinearizable()).isInstanceOf(AssertionError.class);
    }

    @Test
    void retryInASessionIsTheSameOperation() {
        sent(PUT);
        exchange(PUT, FIRST);
        assertThat(recorder.history().size()).isOne();
        recorder.history().assertLinearizable();
    }

    @Test
    void retryThatIsAnsweredDifferentlyIsReported() {
        exchange(PUT, FIRST);
        exchange(PUT, new RespValue.Int(2));
        assertThatThrownBy(() -> recorder.history().assertLinearizable())
                .hasMessageContaining("differently to a retry");
    }

    @Test
    void cancelledWriteWasNeverExecuted() {
        sent(PUT);
        exchange("ONCE s 1 0 CANCEL", new RespValue.Simple("CANCELLED"));
        exchange("GETV k", found("v", 1));
        assertThatThrownBy(() -> recorder.history().assertLinearizable()).isInstanceOf(AssertionError.class);
    }

    @Test
    void cancellationThatComesTooLateSaysWhatTheWriteDid() {
        sent(PUT);
        exchange("ONCE s 1 0 CANCEL", FIRST);
        exchange("GETV k", RespValue.NULL);
        assertThatThrownBy(() -> recorder.history().assertLinearizable()).isInstanceOf(AssertionError.class);
    }

    @Test
    void refusalOfARetryLeavesTheFirstSendOpen() {
        RespValue full = new RespValue.ErrorLine("ERRFULL no memory");
        exchange("ONCE s 1 0 PUT a v 0", full);
        exchange("GETV a", found("v", 1));
        assertThatThrownBy(() -> recorder.history().assertLinearizable()).isInstanceOf(AssertionError.class);

        HistoryRecorder other = new HistoryRecorder(time);
        other.sent(request(PUT));
        other.sent(request(PUT)).accept(full);
        other.sent(request("GETV k")).accept(found("v", 1));
        assertThatCode(() -> other.history().assertLinearizable()).doesNotThrowAnyException();
    }

    @Test
    void keysWithAnOwnerAreLeftOut() {
        exchange("ONCE s 1 0 PUT lock/a x 0 OWNER s", FIRST);
        exchange("GETV lock/a", RespValue.NULL);
        assertThat(recorder.history().size()).isZero();
    }

    @Test
    void historyWithoutOperationsOrWithTransactionsIsNotChecked() {
        assertThatThrownBy(() -> recorder.history().assertLinearizable()).hasMessageContaining("no operation");
        exchange("PUT k v 0", FIRST);
        exchange("MULTI", RespValue.OK);
        assertThatThrownBy(() -> recorder.history().assertLinearizable()).hasMessageContaining("transactions (MULTI)");
    }
}
