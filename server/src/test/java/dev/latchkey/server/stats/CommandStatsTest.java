package dev.latchkey.server.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.verbs.Verb;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The counts of several event loops are added, and reading them resets nothing. */
final class CommandStatsTest {

    private final CommandStats first = new CommandStats();
    private final CommandStats second = new CommandStats();

    private CommandStats.Totals totals() {
        CommandStats.Totals totals = new CommandStats.Totals();
        first.addTo(totals);
        second.addTo(totals);
        return totals;
    }

    @Test
    void executedRejectedFailedAndLostRequestsAreToldApart() {
        first.countReply(Verb.PUT, Outcome.OK, 1_000);
        second.countReply(Verb.PUT, Outcome.OK, 3_000);
        second.countReply(Verb.PUT, Outcome.OTHER, 5_000);
        second.countRejected(Verb.PUT, Outcome.OTHER);
        first.countLost(Verb.PUT);
        CommandStats.Totals.Total put = totals().commands().get(Verb.PUT);
        assertThat(put).isNotNull();
        assertThat(put.calls()).isEqualTo(3);
        assertThat(put.rejected()).isEqualTo(1);
        assertThat(put.failed()).isEqualTo(1);
        assertThat(put.of(Outcome.LOST)).isEqualTo(1);
        assertThat(put.nanos().sum()).isEqualTo(9_000);
        assertThat(totals().answered()).as("lost requests have no reply").isEqualTo(4);
    }

    @Test
    void readingTwiceGivesTheSame() {
        first.countReply(Verb.GET, Outcome.OK, 1_000);
        first.countReceived(10);
        first.countSent(20);
        first.countUnknownCommand(Outcome.OTHER);
        for (int times = 0; times < 2; times++) {
            CommandStats.Totals totals = totals();
            assertThat(totals.commands()).containsOnlyKeys(Verb.GET);
            assertThat(totals.answered()).isEqualTo(2);
            assertThat(totals.receivedBytes()).isEqualTo(10);
            assertThat(totals.sentBytes()).isEqualTo(20);
            assertThat(totals.unknownCommands()).isEqualTo(1);
            assertThat(totals.errors()).containsExactlyEntriesOf(Map.of("other", 1L));
        }
    }
}
