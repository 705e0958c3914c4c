package dev.latchkey.trial.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.format.RecordedResult;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a write is left open determines what the checker may conclude: the table in docs/format/history.md. */
class OperationResultTest {

    private static OperationResult maybe(Cause cause, long named) {
        return OperationResult.toWrite(new PutOutcome.ErrMaybe(cause), named, true);
    }

    @ParameterizedTest
    @CsvSource({"3, 4, false", "3, 9, false", "3, 3, true", "3, 2, true", "0, 1, true", "0, 5, true"})
    void resendRefusedByALaterVersionIsClosedUnlessItWasACreate(long named, long current, boolean open) {
        OperationResult reaction =
                maybe(new Cause.ResendRefused("ERRVERSION", Optional.of(Version.of(current))), named);
        assertThat(reaction.open()).isEqualTo(open);
        assertThat(reaction.answer())
                .isEqualTo(RecordedResult.of("MAYBE").cause("refused").version(current));
        assertThat(reaction.belief()).isEqualTo(OperationResult.UNKNOWN);
    }

    @Test
    void everyOtherUnknownOutcomeIsOpen() {
        StoreId one = StoreId.draw(new Random(1));
        assertThat(maybe(new Cause.ResendRefused("ERRNOKEY", Optional.empty()), 3))
                .isEqualTo(new OperationResult(
                        "maybe", RecordedResult.of("MAYBE").cause("refused"), true, OperationResult.UNKNOWN));
        assertThat(maybe(new Cause.DeadlineEnded(Duration.ofSeconds(1), "cut"), 3))
                .isEqualTo(new OperationResult(
                        "maybe", RecordedResult.of("MAYBE").cause("deadline"), true, OperationResult.UNKNOWN));
        assertThat(maybe(new Cause.StoreChanged(one, one), 3).answer())
                .isEqualTo(RecordedResult.of("MAYBE").cause("store"));
        assertThat(maybe(new Cause.Abandoned("closed"), 3).answer())
                .isEqualTo(RecordedResult.of("MAYBE").cause("abandoned"));
    }

    @Test
    void definiteResultsAreClosedAndTrusted() {
        Version three = Version.of(3);
        assertThat(OperationResult.toWrite(new PutOutcome.Ok(three), 2, true))
                .isEqualTo(new OperationResult("ok", RecordedResult.of("OK").version(3), false, 3));
        assertThat(OperationResult.toWrite(new PutOutcome.Ok(three), 2, false))
                .isEqualTo(
                        new OperationResult("ok", RecordedResult.of("OK").version(3), false, OperationResult.ABSENT));
        assertThat(OperationResult.toWrite(new PutOutcome.ErrVersion(three), 2, true))
                .isEqualTo(new OperationResult(
                        "other version", RecordedResult.of("ERRVERSION").version(3), false, 3));
        assertThat(OperationResult.toWrite(new PutOutcome.ErrNoKey(), 2, true))
                .isEqualTo(new OperationResult("no key", RecordedResult.of("ERRNOKEY"), false, OperationResult.ABSENT));
        assertThat(OperationResult.toGet(Optional.empty()).answer()).isEqualTo(RecordedResult.of("ERRNOKEY"));
    }
}
