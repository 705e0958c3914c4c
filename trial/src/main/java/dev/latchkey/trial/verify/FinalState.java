package dev.latchkey.trial.verify;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.core.Prefix;
import dev.latchkey.trial.record.ClientNumbers;
import dev.latchkey.trial.record.FinalReads;
import dev.latchkey.trial.record.GuaranteeViolatedException;
import dev.latchkey.trial.record.Ledger;
import dev.latchkey.trial.record.Recorder;
import dev.latchkey.trial.record.Round;
import java.util.Optional;

/**
 * The final state of the keys of each round, which must not change any more, whatever copies of requests the server executes later: in a
 * session, no copy of a write takes effect after its outcome is known. The reads are part of the history. For one thread.
 */
final class FinalState {

    private final Clerk clerk;
    private final Recorder recorder;
    private final Ledger ledger;

    /** Why the server could not be read; further rounds are not read then. */
    private Optional<String> unread = Optional.empty();

    /**
     * @param clerk reads from the store under test, and from no other
     * @param prefix the prefix of all keys of the run
     */
    FinalState(Clerk clerk, Recorder recorder, String prefix) {
        this.clerk = clerk;
        this.recorder = recorder;
        this.ledger = new Ledger(Prefix.of(prefix));
    }

    /** Reads the keys of a round whose operations have all returned. */
    void read(Round round) {
        if (unread.isPresent()) {
            return;
        }
        try {
            ledger.settle(FinalReads.at(round, clerk, recorder, ClientNumbers.FINAL_READS)
                    .withoutUnsettled());
        } catch (LatchkeyException e) {
            unread = Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Compares the keys with the store. Call when no request can be in flight any more.
     *
     * @throws GuaranteeViolatedException if a key has changed
     */
    void compare() {
        if (unread.isPresent()) {
            return;
        }
        try {
            ledger.compare(clerk);
        } catch (LatchkeyException e) {
            unread = Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Why the final state could not be compared; empty if it was. */
    Optional<String> unread() {
        return unread;
    }
}
