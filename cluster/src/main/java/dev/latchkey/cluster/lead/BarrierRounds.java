package dev.latchkey.cluster.lead;

import dev.latchkey.cluster.bytes.PeerMessage;
import dev.latchkey.cluster.replica.Replicator;
import dev.latchkey.cluster.replica.ReplicatorStatus;
import dev.latchkey.cluster.replica.Voters;
import dev.latchkey.seams.Time;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Confirms that this node is still the leader, for a batch of waiting reads at a time: a round asks all voters for their terms, after
 * the reads have arrived. If a majority, this node included, has no later term, no later leader was elected before the round began, since
 * each of its voters would have had a later term, and any two majorities share a node. So everything that was acknowledged before the round
 * began is committed up to the index at which this leader knew the log to be committed then.
 *
 * <p>A request that arrives during a round waits for the next one. Each round has an id of its own, also if it repeats another one, so
 * that late replies do not confirm reads which arrived after them. Role and term are checked again after the replies. For the node thread.
 */
final class BarrierRounds {

    private final long term;
    private final Replicator replicator;
    private final Messages messages;
    private final Time time;
    private final long roundNanosMax;

    /** The requests that are in no round. */
    private final List<Waiter> waiting = new ArrayList<>();

    /** The requests in the round that is under way. */
    private List<Waiter> asked = List.of();

    private boolean underway;
    private long id;
    private long index;
    private long since;
    private Voters voters = Voters.of(Set.of(""));
    private final Set<String> confirmed = new HashSet<>();

    BarrierRounds(long term, Replicator replicator, Messages messages, Time time, LeaderTimes times) {
        this.term = term;
        this.replicator = replicator;
        this.messages = messages;
        this.time = time;
        this.roundNanosMax = times.round().toNanos();
    }

    void add(Waiter waiter) {
        waiting.add(waiter);
    }

    /** Removes and returns the requests that are in no round. */
    List<Waiter> takeWaiting() {
        List<Waiter> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** Begins a round if requests wait and none is under way. */
    void start() {
        ReplicatorStatus status = replicator.status();
        if (underway || waiting.isEmpty() || !status.isReadyIn(term)) {
            return;
        }
        underway = true;
        asked = takeWaiting();
        id = messages.freshId();
        index = status.committed();
        since = time.nanos();
        voters = status.voters();
        confirmed.clear();
        confirmed.add(replicator.self());
        for (String voter : voters.all()) {
            if (!voter.equals(replicator.self())) {
                messages.send(voter, new PeerMessage.AskTerm(id));
            }
        }
        finishIfConfirmed();
    }

    /** A node has said which term it is in. */
    void received(String from, PeerMessage.Term reply) {
        if (underway && reply.id() == id && reply.term() <= term) {
            confirmed.add(from);
            finishIfConfirmed();
        }
    }

    private void finishIfConfirmed() {
        ReplicatorStatus status = replicator.status();
        if (!voters.isMajority(confirmed) || !status.voters().isMajority(confirmed)) {
            return;
        }
        underway = false;
        if (status.isReadyIn(term)) {
            asked.forEach(waiter -> messages.send(waiter.node(), new PeerMessage.Barrier(waiter.id(), index)));
        }
        asked = List.of();
    }

    /** Repeats a round that has not got a majority in time, together with the requests that have arrived since. */
    void tick() {
        if (underway && time.nanos() - since > roundNanosMax) {
            underway = false;
            waiting.addAll(0, asked);
            asked = List.of();
        }
    }
}
