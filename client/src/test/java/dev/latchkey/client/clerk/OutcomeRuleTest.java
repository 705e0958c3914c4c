package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.RespValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer to a write, after one send and after several. */
final class OutcomeRuleTest {

    private static final Answer CONFLICT = new Answer.OfStore(new Reply.Conflict(Version.of(3)));
    private static final Answer NO_KEY = new Answer.OfStore(new Reply.NoKey());

    static List<Answer> otherRefusals() {
        return List.of(
                new Answer.OfStore(new Reply.Refused(Reply.Refusal.MEMORY_FULL)),
                new Answer.OfStore(new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP)),
                new Answer.OfServer(new RespValue.ErrorLine("NOAUTH Authentication required.")),
                new Answer.OfServer(new RespValue.ErrorLine("ERRNEW a code of a later version")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, Integer.MAX_VALUE})
    void writtenIsOkHoweverOftenItWasSent(int sends) {
        assertThat(OutcomeRule.judge(new Answer.OfStore(new Reply.Written(Version.of(4))), sends))
                .isEqualTo(new PutOutcome.Ok(Version.of(4)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1})
    void refusalsOfAnOnlySendAreDefinite(int sends) {
        assertThat(OutcomeRule.judge(CONFLICT, sends)).isEqualTo(new PutOutcome.ErrVersion(Version.of(3)));
        assertThat(OutcomeRule.judge(NO_KEY, sends)).isEqualTo(new PutOutcome.ErrNoKey());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, Integer.MAX_VALUE})
    void refusalsAfterSeveralSendsAreErrMaybe(int sends) {
        assertThat(OutcomeRule.judge(CONFLICT, sends)).isInstanceOf(PutOutcome.ErrMaybe.class);
        assertThat(OutcomeRule.judge(NO_KEY, sends)).isInstanceOf(PutOutcome.ErrMaybe.class);
        otherRefusals().forEach(answer -> assertThat(OutcomeRule.judge(answer, sends))
                .isInstanceOf(PutOutcome.ErrMaybe.class));
    }

    @Test
    void usedUpVersionsAreNotReportedAsFull() {
        assertThat(OutcomeRule.text(new Answer.OfStore(new Reply.Refused(Reply.Refusal.MEMORY_FULL))))
                .isEqualTo("ERRFULL memory limit reached: delete keys, or give the server more memory");
        assertThat(OutcomeRule.text(new Answer.OfStore(new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP))))
                .isEqualTo("ERR this key has used up its versions and cannot be written again");
    }

    @ParameterizedTest
    @MethodSource("otherRefusals")
    void otherRefusalsOfAnOnlySendAreThrown(Answer answer) {
        assertThatThrownBy(() -> OutcomeRule.judge(answer, 1))
                .isInstanceOf(RefusedException.class)
                .hasMessage(OutcomeRule.text(answer));
    }

    @Test
    void causesOfUnknownOutcomesReadAsPhrases() {
        PutOutcome.Cause refused = new PutOutcome.Cause.ResendRefused("ERRVERSION 3", Optional.of(Version.of(3)));
        assertThat(refused).hasToString("a retry was refused: ERRVERSION 3");
        assertThat(new PutOutcome.Cause.DeadlineEnded(Duration.ofMillis(1_500), "sent but not answered"))
                .hasToString("no answer within 1.5 s: sent but not answered");
        assertThat(new PutOutcome.Cause.StoreChanged(new StoreId(0, 1), new StoreId(0, 2)))
                .hasToString("the server has a different store, 00000000000000000000000000000002 instead of"
                        + " 00000000000000000000000000000001");
        assertThat(new PutOutcome.Cause.Abandoned("the client was closed")).hasToString("the client was closed");
    }
}
