package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Random commands with sessions: the state machine and the naive store return the same replies and have the same state. */
final class SessionWalkTest {

    private static final Command EVERYTHING =
            new Command.ListKeys(Prefix.EMPTY, null, Command.ListKeys.LIMIT_MAX, true);

    @Property(tries = 1_000)
    void everyReplyIsThatOfTheNaiveStore(@ForAll long seed) {
        Wanderer wanderer = new Wanderer(new SplittableRandom(seed));
        StateMachine machine = wanderer.machine();
        NaiveStore naive = wanderer.naive();

        for (int i = 0; i < 120; i++) {
            Wanderer.Step step = wanderer.step();
            assertThat(step.reply())
                    .as("reply to %s", step.command())
                    .isEqualTo(naive.apply(step.command(), step.origin()));
            assertThat(machine.revision())
                    .as("revision after %s", step.command())
                    .isEqualTo(naive.revision());
            collect(step);
        }
        assertThat(machine.apply(EVERYTHING)).isEqualTo(naive.apply(EVERYTHING));
        assertThat(StateBytes.of(machine)).isEqualTo(naive.stateBytes());
        checkThatNothingWasMissed();
    }

    private static void collect(Wanderer.Step step) {
        String name = step.command().getClass().getSimpleName() + " "
                + step.reply().getClass().getSimpleName();
        if (step.reply() instanceof Reply.SeqRefused refused) {
            name += " " + refused.reason();
        } else if (step.reply() instanceof Reply.Refused refused) {
            name += " " + refused.reason();
        } else if (step.reply() instanceof Reply.TransactionRefused refused) {
            name += " " + refused.reason().getClass().getSimpleName();
        } else if (step.reply() instanceof Reply.Cancelled cancelled) {
            name += " " + cancelled.before();
        }
        Statistics.label("case").collect(name);
    }

    /** Checks that the walks reach every case. */
    private static void checkThatNothingWasMissed() {
        for (String name : List.of(
                "OpenSession Opened",
                "OpenSession Refused SESSIONS_FULL",
                "KeepSession Kept",
                "KeepSession NoSession",
                "RenewSession Kept",
                "CloseSession Closed",
                "CloseSession NoSession",
                "EndSession Closed",
                "EndSession NoSession",
                "Put NoSession",
                "Put GuardFailed",
                "Put Refused OWNED_KEYS_FULL",
                "Delete GuardFailed",
                "Transaction Transacted",
                "Transaction TransactionRefused Conflict",
                "Transaction TransactionRefused NoKey",
                "Transaction TransactionRefused GuardFailed",
                "Transaction TransactionRefused NoSession",
                "Transaction TransactionRefused Refused",
                "Once Transacted",
                "Once TransactionRefused Conflict",
                "Once Written",
                "Once Conflict",
                "Once NoKey",
                "Once NoSession",
                "Once Kept",
                "Once GuardFailed",
                "Once Cancelled true",
                "Once Cancelled false",
                "Once Refused OWNED_KEYS_FULL",
                "Once Refused RECORDS_FULL",
                "Once SeqRefused ACKED_BY_ITSELF",
                "Once SeqRefused ACKED_BEFORE",
                "Once SeqRefused BEYOND_WINDOW",
                "Once SeqRefused OTHER_COMMAND")) {
            Statistics.label("case").coverage(checker -> checker.check(name).count(count -> count > 0));
        }
    }
}
