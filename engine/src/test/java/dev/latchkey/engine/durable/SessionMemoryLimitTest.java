package dev.latchkey.engine.durable;

import static dev.latchkey.engine.durable.SteppedStore.delete;
import static dev.latchkey.engine.durable.SteppedStore.put;
import static dev.latchkey.engine.durable.SteppedStore.written;
import static dev.latchkey.engine.session.ExpiryContract.ID;
import static dev.latchkey.engine.session.ExpiryContract.USER;
import static dev.latchkey.engine.session.ExpiryContract.open;
import static dev.latchkey.engine.session.ExpiryContract.owned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.durable.SteppedStore.Answer;
import dev.latchkey.log.sim.InMemoryDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A batch does not exceed the memory limit by a write that would be refused now, or would take little memory now, and is executed
 * because an earlier command of the batch changes a session or the key of a guard.
 */
class SessionMemoryLimitTest {

    private static final int BYTES_MAX = 40_000;
    private static final String LARGE = "v".repeat(15_000);
    private static final Reply MEMORY_FULL = new Reply.Refused(Reply.Refusal.MEMORY_FULL);

    private final SteppedStore store = new SteppedStore(
            new InMemoryDisk(), DurableOptions.withMemoryLimit(BYTES_MAX).with(SteppedStore.SMALL));

    SessionMemoryLimitTest() {
        store.ask(open(ID, 60_000));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void fill() {
        int filled = 0;
        while (store.ask(put("filler" + filled, "v".repeat(500), 0)).equals(written(1))) {
            filled++;
        }
    }

    private static Command once(long seq, long acked, Command.Write step) {
        return new Command.Once(ID, USER, seq, acked, step);
    }

    /** Commits the commands in one step, and returns the reply to the last one. */
    private Reply together(Command... commands) {
        Answer last = new Answer();
        for (Command command : commands) {
            last = store.submit(command);
        }
        store.step();
        assertThat(store.engine.keyspace().bytes()).isLessThanOrEqualTo(BYTES_MAX);
        return Objects.requireNonNull(last.reply);
    }

    @Test
    void aPutAfterTheCloseOfTheSessionThatOwnsItsKeyIsWeighedWhenThatIsDone() {
        store.ask(owned("k", ID));
        fill();
        assertThat(together(new Command.CloseSession(ID, USER), put("k", LARGE, 0)))
                .isEqualTo(MEMORY_FULL);
    }

    @Test
    void aPutAfterTheExpiryOfTheSessionThatOwnsItsKeyIsWeighedWhenThatIsDone() {
        store.ask(owned("k", ID));
        fill();
        store.time.pass(Duration.ofMinutes(1));
        assertThat(together(put("k", LARGE, 0))).isEqualTo(MEMORY_FULL);
    }

    @Test
    void aPutAfterAWriteOfTheKeyOfItsGuardIsWeighedWhenThatIsDone() {
        store.ask(put("guard", "v", 0));
        fill();
        Command guarded = new Command.Put(
                Key.of("k"), Value.of(LARGE), Version.NONE, null, new Command.Guard(Key.of("guard"), Version.NONE));
        assertThat(together(delete("guard", 1), guarded)).isEqualTo(MEMORY_FULL);
    }

    @Test
    void aPutBeyondTheWindowIsWeighedAsIfAnEarlierStepMovedTheWindow() {
        store.ask(put("d", "v".repeat(200), 0));
        fill();
        assertThat(together(once(1_024, 1_023, delete("d", 1)), once(2_000, 0, put("k", LARGE, 0))))
                .isEqualTo(MEMORY_FULL);
    }

    @Test
    void recordsThatSeveralStepsAcknowledgeCountOnceAsFreed() {
        for (int seq = 1; seq <= 100; seq++) {
            store.ask(once(seq, 0, delete("absent", 1)));
        }
        fill();
        List<Command> steps = new ArrayList<>();
        for (int seq = 101; seq <= 110; seq++) {
            steps.add(once(seq, 100, put("k" + seq, "v".repeat(7_000), 0)));
        }
        assertThat(together(steps.toArray(Command[]::new))).isEqualTo(MEMORY_FULL);
    }

    @Test
    void stepsThatDeleteAreAdmittedTogether() {
        store.ask(put("a", "v", 0));
        store.ask(put("b", "v", 0));
        fill();
        long fsyncs = store.disk.fsyncs();
        assertThat(together(once(1, 0, delete("a", 1)), once(2, 0, delete("b", 1))))
                .isEqualTo(written(2));
        assertThat(store.disk.fsyncs()).isEqualTo(fsyncs + 1);
    }
}
