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
import org.jspecify.annotations.Nullable;

/**
 * Confirms that this node is still the leader, for a batch of waiting reads at a time: a round requests the terms of all voters, after
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

    /** The round that is under way; null if none is. */
    private @Nullable Round round;

    /** A request to all voters for their terms, for a batch of waiting requests. */
    private static final class Round {
        private final long id;
        private final List<Waiter> waiters;
        private final long index;
        private final Voters voters;
        private final long since;
        private final Set<String> confirmed = new HashSet<>();

        Round(long id, List<Waiter> waiters, ReplicatorStatus status, long since) {
            this.id = id;
            this.waiters = waiters;
            this.index = status.committed();
            this.voters = status.voters();
            this.since = since;
        }
    }

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
        List<Waiter> taken = new ArrayList<>(waiting);
        waiting.clear();
        return taken;
    }

    /** Begins a round if requests wait and none is under way. */
    void start() {
        ReplicatorStatus status = replicator.status();
        if (round != null || waiting.isEmpty() || !status.isReadyIn(term)) {
            return;
        }
        Round next = new Round(messages.freshId(), takeWaiting(), status, time.nanos());
        round = next;
        next.confirmed.add(replicator.self());
        for (String voter : next.voters.all()) {
            if (!voter.equals(replicator.self())) {
                messages.send(voter, new PeerMessage.AskTerm(next.id));
            }
        }
        finishIfConfirmed(next);
    }

    /** A node has reported its term. */
    void received(String from, PeerMessage.Term reply) {
        Round now = round;
        if (now != null && reply.id() == now.id && reply.term() <= term) {
            now.confirmed.add(from);
            finishIfConfirmed(now);
        }
    }

    private void finishIfConfirmed(Round now) {
        ReplicatorStatus status = replicator.status();
        if (!now.voters.isMajority(now.confirmed) || !status.voters().isMajority(now.confirmed)) {
            return;
        }
        round = null;
        if (status.isReadyIn(term)) {
            now.waiters.forEach(
                    waiter -> messages.send(waiter.node(), new PeerMessage.Barrier(waiter.id(), now.index)));
        }
    }

    /** Repeats a round that has not got a majority in time, together with the requests that have arrived since. */
    void tick() {
        Round now = round;
        if (now != null && time.nanos() - now.since > roundNanosMax) {
            round = null;
            waiting.addAll(0, now.waiters);
        }
    }
}
