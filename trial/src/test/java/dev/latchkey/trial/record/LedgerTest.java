package dev.latchkey.trial.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.trial.faults.LoopbackServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The changes of a store that the ledger detects. */
final class LedgerTest {

    private final LoopbackServer node = LoopbackServer.open();
    private final Latchkey latchkey = Latchkey.connect("127.0.0.1:" + node.port());
    private final Clerk clerk = latchkey.clerk().withoutSession();
    private final Ledger ledger = new Ledger(Prefix.EMPTY);

    @BeforeEach
    void write() {
        done(clerk.put("a", "x", Version.NONE));
        done(clerk.put("a", "y", Version.of(1)));
        done(clerk.put("b", "x", Version.NONE));
        done(clerk.delete("b", Version.of(1)));
        settle(4, 0);
    }

    @AfterEach
    void stop() {
        latchkey.close();
        node.close();
    }

    private static void done(PutOutcome outcome) {
        assertThat(outcome).isInstanceOf(PutOutcome.Ok.class);
    }

    private void settle(long done, long doubtful) {
        Map<Key, Optional<Versioned>> found = new HashMap<>();
        found.put(Key.of("a"), clerk.get("a"));
        found.put(Key.of("b"), clerk.get("b"));
        ledger.settle(new FinalReads(found, Set.of(), done, doubtful));
    }

    private void assertNoticed(String mention) {
        assertThatThrownBy(() -> ledger.compare(clerk))
                .isInstanceOf(GuaranteeViolatedException.class)
                .hasMessageContaining(mention);
    }

    @Test
    void unchangedStoreIsAccepted() {
        done(clerk.put("other", "x", Version.NONE));
        ledger.compare(clerk);
        assertThat(ledger.keys()).isEqualTo(2);
        assertThat(ledger.done()).isEqualTo(4);
    }

    @Test
    void writeByNoClientIsDetected() {
        done(clerk.put("a", "z", Version.of(2)));
        assertNoticed("key a, which no client writes any more, is 'z' at version 3; it was 'y' at version 2");
    }

    @Test
    void missingKeyIsDetected() {
        done(clerk.delete("a", Version.of(2)));
        assertNoticed("key a, which no client writes any more, is missing; it was at version 2");
    }

    @Test
    void deletedKeyThatExistsAgainIsDetected() {
        done(clerk.put("b", "z", Version.NONE));
        assertNoticed("key b, which no client writes any more, exists again");
    }

    @Test
    void decreasingRevisionIsDetected() {
        ledger.compare(clerk);
        try (LoopbackServer other = LoopbackServer.open();
                Latchkey toOther = Latchkey.connect("127.0.0.1:" + other.port())) {
            assertThatThrownBy(() -> ledger.requireEachWriteOnce(toOther.clerk()))
                    .hasMessage("the revision went back from 4 to 0");
        }
    }

    @Test
    void lostOrRepeatedWriteIsDetectedByTheirNumber() {
        ledger.requireEachWriteOnce(clerk);
        settle(1, 1);
        assertThatThrownBy(() -> ledger.requireEachWriteOnce(clerk))
                .hasMessage("the store has executed 4 writes; 5 were acknowledged, and 1 more may have taken effect");
        done(clerk.put("c", "x", Version.NONE));
        ledger.requireEachWriteOnce(clerk);
        done(clerk.put("c", "y", Version.of(1)));
        ledger.requireEachWriteOnce(clerk);
        done(clerk.put("c", "z", Version.of(2)));
        assertThatThrownBy(() -> ledger.requireEachWriteOnce(clerk)).hasMessageContaining("has executed 7 writes");
    }
}
