package dev.latchkey.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Held;
import dev.latchkey.core.Version;
import dev.latchkey.test.LatchkeyServer;
import dev.latchkey.test.LatchkeyTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@LatchkeyTest
class InvoiceTest {

    @Test
    void lostReplyDoesNotSendTheInvoiceTwice(LatchkeyServer server, Clerk clerk) {
        server.loseNextReply("PUT");
        Version sent = clerk.put("invoice/1", "sent", Version.NONE).orThrow();
        assertThat(sent).isEqualTo(Version.of(1));
        server.assertLinearizable();
    }

    @Test
    void holderThatHasLostItsLockCannotWrite(LatchkeyServer server, Latchkey latchkey) throws InterruptedException {
        Held held = latchkey.lock("invoices").acquire();
        server.advance(Duration.ofSeconds(10)); // the time to live of the lock
        assertThat(latchkey.clerk()
                        .put("invoice/2", "late", Version.NONE, held.guard())
                        .fold(
                                version -> "written",
                                current -> "conflict",
                                () -> "no key",
                                token -> "the lock is lost",
                                cause -> "unknown"))
                .isEqualTo("the lock is lost");
    }

    @Test
    @LatchkeyTest(durable = true)
    void acknowledgedInvoiceSurvivesACrash(LatchkeyServer server, Clerk clerk) {
        PutOutcome outcome = clerk.put("invoice/3", "sent", Version.NONE);
        server.crashAndRestart();
        assertThat(clerk.get("invoice/3").orElseThrow().version()).isEqualTo(outcome.orThrow());
    }
}
