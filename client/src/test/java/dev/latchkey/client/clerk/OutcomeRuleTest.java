package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.clerk.OutcomeRule.Next;
import dev.latchkey.client.session.SessionLoss;
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

    private static final Answer GUARD = new Answer.OfStore(new Reply.GuardFailed(Version.of(4)));
    private static final Answer NO_SESSION = new Answer.OfStore(Reply.NoSession.INSTANCE);
    private static final Answer VERSIONS_USED_UP =
            new Answer.OfStore(new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP));
    private static final String USED_UP = "ERR this key has used up its versions and cannot be written again";

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
        assertThat(OutcomeRule.judge(new Answer.OfStore(new Reply.Written(Version.of(4))), sends, false))
                .isEqualTo(new PutOutcome.Ok(Version.of(4)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1})
    void refusalsOfAnOnlySendAreDefinite(int sends) {
        assertThat(OutcomeRule.judge(CONFLICT, sends, false)).isEqualTo(new PutOutcome.ErrVersion(Version.of(3)));
        assertThat(OutcomeRule.judge(NO_KEY, sends, false)).isEqualTo(new PutOutcome.ErrNoKey());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, Integer.MAX_VALUE})
    void refusalsAfterSeveralSendsAreErrMaybe(int sends) {
        assertThat(OutcomeRule.judge(CONFLICT, sends, false)).isInstanceOf(PutOutcome.ErrMaybe.class);
        assertThat(OutcomeRule.judge(NO_KEY, sends, false)).isInstanceOf(PutOutcome.ErrMaybe.class);
        otherRefusals().forEach(answer -> assertThat(OutcomeRule.judge(answer, sends, false))
                .isInstanceOf(PutOutcome.ErrMaybe.class));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, Integer.MAX_VALUE})
    void recordedRefusalsAreDefiniteHoweverOftenTheWriteWasSent(int sends) {
        assertThat(OutcomeRule.judge(CONFLICT, sends, true)).isEqualTo(new PutOutcome.ErrVersion(Version.of(3)));
        assertThat(OutcomeRule.judge(NO_KEY, sends, true)).isEqualTo(new PutOutcome.ErrNoKey());
        assertThat(OutcomeRule.judgeGuarded(GUARD, sends, true)).isEqualTo(new GuardedOutcome.ErrGuard(Version.of(4)));
        for (Answer answer : List.of(VERSIONS_USED_UP, new Answer.OfServer(new RespValue.ErrorLine(USED_UP)))) {
            assertThatThrownBy(() -> OutcomeRule.judge(answer, sends, true)).isInstanceOf(RefusedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, Integer.MAX_VALUE})
    void lostSessionIsErrMaybeOnlyInASession(int sends) {
        assertThat(OutcomeRule.judge(NO_SESSION, sends, true))
                .isEqualTo(new PutOutcome.ErrMaybe(new PutOutcome.Cause.SessionLost(SessionLoss.EXPIRED)));
        assertThat(((PutOutcome.ErrMaybe) OutcomeRule.judge(NO_SESSION, sends, false)).cause())
                .isInstanceOf(PutOutcome.Cause.ResendRefused.class);
    }

    @Test
    void everyAnswerToAWriteInASessionHasOneConsequence() {
        assertThat(OutcomeRule.next(NO_SESSION, 1)).isEqualTo(Next.REOPEN);
        assertThat(OutcomeRule.next(NO_SESSION, 2)).isEqualTo(Next.END);
        for (String temporary : List.of("ERRFULL disk", "CLUSTERDOWN no leader")) {
            Answer answer = new Answer.OfServer(new RespValue.ErrorLine(temporary));
            assertThat(OutcomeRule.next(answer, 1)).isEqualTo(Next.END);
            assertThat(OutcomeRule.next(answer, 2)).isEqualTo(Next.RESEND);
        }
        for (Answer lasting : List.of(CONFLICT, NO_KEY, GUARD, VERSIONS_USED_UP)) {
            assertThat(OutcomeRule.next(lasting, 1)).isEqualTo(Next.END);
            assertThat(OutcomeRule.next(lasting, 2)).isEqualTo(Next.END);
        }
    }

    @Test
    void guardThatFailsWithoutAGuardInTheWriteIsRefused() {
        assertThatThrownBy(() -> OutcomeRule.judge(GUARD, 1, false))
                .isInstanceOf(RefusedException.class)
                .hasMessage("ERRGUARD 4");
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
        assertThatThrownBy(() -> OutcomeRule.judge(answer, 1, false))
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
        assertThat(new PutOutcome.Cause.SessionLost(SessionLoss.EXPIRED))
                .hasToString("the session has ended: the server received no KEEP within its time to live");
        assertThat(new PutOutcome.Cause.Abandoned("the client was closed")).hasToString("the client was closed");
    }
}
