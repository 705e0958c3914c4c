package dev.latchkey.trial.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Version;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.trial.faults.LoopbackServer;
import dev.latchkey.trial.record.GuaranteeViolatedException;
import dev.latchkey.trial.record.Recorder;
import dev.latchkey.trial.record.Rounds;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that change after the outcomes of all writes are known. */
final class FinalStateTest {

    private static final String PREFIX = "p/";

    private final LoopbackServer node = LoopbackServer.open();
    private final Latchkey latchkey =
            Latchkey.connect(ClientConfig.of("127.0.0.1:" + node.port()).withDeadline(Duration.ofSeconds(2)));
    private final Clerk clerk = latchkey.clerk();
    private final FinalState last = new FinalState(clerk, new Recorder(SystemTime.INSTANCE, null), PREFIX);

    @BeforeEach
    void write() throws InterruptedException {
        done(clerk.put("p/0/0", "x", Version.NONE));
        done(clerk.put("p/0/1", "y", Version.NONE));
        done(clerk.delete("p/0/1", Version.of(1)));
        Rounds rounds = new Rounds(PREFIX, 10);
        rounds.end();
        last.read(rounds.takeOver(0).orElseThrow());
    }

    @AfterEach
    void stop() {
        latchkey.close();
        node.close();
    }

    private static void done(PutOutcome outcome) {
        assertThat(outcome).isInstanceOf(PutOutcome.Ok.class);
    }

    @Test
    void unchangedKeysAreAccepted() {
        done(clerk.put("other", "x", Version.NONE));
        last.compare();
        assertThat(last.unread()).isEmpty();
    }

    @Test
    void deletedKeyThatALateCopyCreatesAgainIsDetected() {
        done(clerk.withoutSession().put("p/0/1", "y", Version.NONE));
        assertThatThrownBy(last::compare)
                .isInstanceOf(GuaranteeViolatedException.class)
                .hasMessageContaining("key p/0/1, which no client writes any more, exists again");
    }

    @Test
    void serverThatDoesNotAnswerLeavesTheStateUnread() {
        node.close();
        last.compare();
        assertThat(last.unread()).isPresent();
    }
}
