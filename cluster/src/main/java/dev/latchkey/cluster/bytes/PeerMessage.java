package dev.latchkey.cluster.bytes;

import dev.latchkey.core.bytes.LogRecord;
import java.util.List;

/** A message from one node to another: docs/format/cluster.md. */
public sealed interface PeerMessage {

    /**
     * Forwards writes of clients to the leader. The sender has the outcome when it applies the entry that contains them, or an
     * entry of a later term; there is no reply.
     *
     * @param term the term whose leader this is for; every other node ignores it
     * @param run the run of the sender's process
     * @param group the number of the group in that run; each group is forwarded once, and has a greater number than the one before
     * @param renewals renewals of sessions that arrived with the writes
     */
    record Forward(long term, long run, long group, List<Renewal> renewals, List<LogRecord.Write> writes)
            implements PeerMessage {
        public Forward {
            renewals = List.copyOf(renewals);
            writes = List.copyOf(writes);
        }
    }

    /**
     * Asks the leader for an index that is at least that of everything which was acknowledged before this request was sent. The reply is
     * {@link Barrier}.
     *
     * @param term the term whose leader this is for
     * @param id a new one for each request, also if a request is repeated
     */
    record AskBarrier(long term, long id, List<Renewal> renewals) implements PeerMessage {
        public AskBarrier {
            renewals = List.copyOf(renewals);
        }
    }

    /** Whoever has applied the entries up to {@code index} may serve the reads that waited for the request with that id. */
    record Barrier(long id, long index) implements PeerMessage {}

    /** Asks a node for its current term. The reply is {@link Term}. */
    record AskTerm(long id) implements PeerMessage {}

    /** The term of a node at some time after it received the request with that id. */
    record Term(long id, long term) implements PeerMessage {}
}
