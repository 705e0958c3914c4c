package dev.latchkey.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.TestStore;
import dev.latchkey.seams.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SESS-06: a disk that does not respond ends no session, because requests of its client may wait unread. */
class StalledExpiryTest {

    private final ManualTime time = new ManualTime();
    private final GuardedState state =
            new GuardedState(new StateMachine(StateLimits.STANDARD, TestStore.HASH), 1 << 20);
    private boolean stalled;
    private final SessionExpiry expiry = new SessionExpiry(state, time, false, () -> stalled);

    private void execute(Command command) {
        expiry.arrived(command, command);
        expiry.executed(command, state.apply(command), command);
    }

    @Test
    void aStallCountsAsAPause() {
        expiry.timedBy(() -> {});
        execute(ExpiryContract.open(ExpiryContract.ID, 1_000));
        time.pass(Duration.ofMillis(50));
        assertThat(expiry.takeDue()).isEmpty();
        stalled = true;
        for (int i = 0; i < 100; i++) {
            time.pass(Duration.ofMillis(100));
            assertThat(expiry.takeDue()).isEmpty();
        }
        stalled = false;
        assertThat(expiry.takeDue()).isEmpty();
        time.pass(Duration.ofMillis(500));
        assertThat(state.read(ExpiryContract.keep(ExpiryContract.ID))).isEqualTo(new Reply.Kept(1_000));
        expiry.arrived(ExpiryContract.keep(ExpiryContract.ID), this);
        assertThat(expiry.figures(0, 0, 0, 0).pauses()).isEqualTo(Duration.ofMillis(9_900));
    }
}
