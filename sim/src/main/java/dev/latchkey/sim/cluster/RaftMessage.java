package dev.latchkey.sim.cluster;

import java.util.List;

/** A message of the simulated replicated log; each has the term of its sender. */
sealed interface RaftMessage {

    long term();

    record AskVote(long term, long lastIndex, long lastTerm) implements RaftMessage {}

    record Vote(long term, boolean granted) implements RaftMessage {}

    record Append(long term, long previousIndex, long previousTerm, List<RaftDisk.Entry> entries, long committed)
            implements RaftMessage {}

    /**
     * The reply to an append or an install.
     *
     * @param index the last index that agrees with the leader; if refused, the last index that may
     */
    record Appended(long term, boolean accepted, long index) implements RaftMessage {}

    record Install(long term, RaftDisk.Snapshot snapshot) implements RaftMessage {}
}
