package dev.latchkey.cluster.lead;

import dev.latchkey.cluster.apply.CommandBatch;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.engine.state.QueuedCommand;
import java.util.List;

/**
 * An entry that was proposed, and what the leader has to do when it is applied.
 *
 * @param sessionCommands the commands in it that concern the deadlines of sessions, in order
 * @param riders requests for an index which arrived before the entry was proposed: its own index is sufficient
 */
record Proposal(long number, List<QueuedCommand> sessionCommands, List<Waiter> riders) {

    /** The entry was executed. */
    void executed(List<Reply> replies, SessionExpiry expiry) {
        if (replies.size() != sessionCommands.size()) {
            throw new IllegalStateException("entry " + number + " has " + sessionCommands.size()
                    + " commands of sessions, but " + replies.size() + " replies");
        }
        for (int i = 0; i < replies.size(); i++) {
            QueuedCommand queued = sessionCommands.get(i);
            expiry.executed(queued.command(), replies.get(i), queued);
        }
    }

    /** The entry will never be executed. */
    void refused(SessionExpiry expiry) {
        for (QueuedCommand queued : sessionCommands) {
            expiry.executed(queued.command(), CommandBatch.NO_LEADER, queued);
        }
    }
}
