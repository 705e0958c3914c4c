package dev.latchkey.trial.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.check.format.RecordedResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundJudgeTest {

    private static Round round(RecordedOperation operation) {
        Round round = new Round(List.of());
        round.operations.add(operation);
        return round;
    }

    @Test
    void roundWithoutAnyReplySaysNothing() {
        RoundJudge judge = new RoundJudge(
                HistoryHeader.of(NamedModel.VERSIONED_REGISTER.written()), NamedModel.VERSIONED_REGISTER, false);
        RecordedCall get = RecordedCall.of("get").key("k");
        judge.judge(round(new RecordedOperation(0, 0, 1, get, Operation.OPEN, null)));
        assertThat(judge.verdict()).isEqualTo(new Verdict.Ok());
        judge.judge(round(new RecordedOperation(
                0, 0, 1, get, 2, RecordedResult.of("OK").value("x").version(1))));
        assertThat(judge.verdict()).isInstanceOf(Verdict.Illegal.class);
    }
}
