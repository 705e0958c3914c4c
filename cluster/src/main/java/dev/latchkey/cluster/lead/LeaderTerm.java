package dev.latchkey.cluster.lead;

import dev.latchkey.cluster.apply.AppliedEntry;
import dev.latchkey.cluster.apply.AppliedStore;
import dev.latchkey.cluster.bytes.ClusterEntry;
import dev.latchkey.cluster.bytes.EntryCodec;
import dev.latchkey.cluster.bytes.EntryItem;
import dev.latchkey.cluster.bytes.PeerMessage;
import dev.latchkey.cluster.bytes.Renewal;
import dev.latchkey.cluster.replica.Replicator;
import dev.latchkey.core.Command;
import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.MemoryAdmission;
import dev.latchkey.engine.state.QueuedCommand;
import dev.latchkey.seams.Time;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this node does as the leader of one term. One entry is under way; what arrives meanwhile is in the next one. Nothing is proposed
 * twice: an entry that is not applied in time is given up, and the next one is proposed, which makes it impossible for the first one to
 * count later.
 *
 * <p>The deadlines of sessions are in memory, begin when the leader is ready, and end with the term. For the node thread.
 */
public final class LeaderTerm {

    /** An entry that takes longer is a sign that requests of clients wait unread, so that no session may be ended for it. */
    private static final long STALLED_NANOS = 200_000_000;

    /** The number of entries that were given up and are neither applied nor impossible; more are not proposed. */
    private static final int UNDECIDED_MAX = 16;

    /** Of each run of a node, the last group is remembered; nodes do not restart so often in one term. */
    private static final int RUNS_MAX = 4_096;

    private static final int RUNS_INITIAL = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private final long term;
    private final Replicator replicator;
    private final AppliedStore store;
    private final Messages messages;
    private final Time time;
    private final LeaderTimes times;
    private final EntryItem.Begin begin;
    private final BarrierRounds rounds;

    /** The last group that was accepted of each run, in the order of use. */
    private final Map<Long, Long> accepted = new LinkedHashMap<>(RUNS_INITIAL, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > RUNS_MAX;
        }
    };

    private final Deque<PendingWrite> pending = new ArrayDeque<>();

    /** The entries that were proposed and neither applied nor made impossible by a later one, by number. */
    private final Map<Long, Proposal> undecided = new LinkedHashMap<>();

    private long number;

    /** Whether the entry proposed last is under way, and since when. */
    private boolean underway;

    private long underwaySince;

    /** Present from when the leader is ready and the store has begun. */
    private @Nullable Serving serving;

    /** The parts that depend on the state. */
    private record Serving(GuardedState state, SessionExpiry expiry, MemoryAdmission admission) {}

    /** @param begin begins the store if this is its first leader */
    public LeaderTerm(
            long term,
            Replicator replicator,
            AppliedStore store,
            Messages messages,
            Time time,
            LeaderTimes times,
            EntryItem.Begin begin) {
        this.term = term;
        this.replicator = replicator;
        this.store = store;
        this.messages = messages;
        this.time = time;
        this.times = times;
        this.begin = begin;
        this.rounds = new BarrierRounds(term, replicator, messages, time, times);
    }

    public long term() {
        return term;
    }

    /** The expiry of sessions, for figures; empty while the leader serves nothing. */
    public Optional<SessionExpiry> expiry() {
        return Optional.ofNullable(serving).map(Serving::expiry);
    }

    /** Serves what waits if the leader is ready, and begins the store if it has not begun. */
    public void pump() {
        if (serving == null && !becomeServing()) {
            return;
        }
        if (!underway && undecided.size() < UNDECIDED_MAX) {
            if (!pending.isEmpty()) {
                proposeNext();
            } else if (!undecided.isEmpty()) {
                propose(
                        List.of(),
                        List.of()); // why: it decides the entries that were given up, for which reads may wait
            }
        }
        startRound();
    }

    private boolean becomeServing() {
        if (!replicator.status().isReadyIn(term)) {
            return false;
        }
        GuardedState state = store.state();
        if (state == null) {
            if (!underway) {
                propose(List.of(begin), List.of());
            }
            return false;
        }
        SessionExpiry expiry = new SessionExpiry(state, time, state.hasSessions(), this::isStalled);
        expiry.start();
        expiry.timedBy(() -> {});
        serving = new Serving(state, expiry, new MemoryAdmission(state));
        return true;
    }

    private boolean isStalled() {
        return underway && time.nanos() - underwaySince > STALLED_NANOS;
    }

    /** Why not always: reads must not overtake the end of a session. It is applied first, or they ride on its entry. */
    private void startRound() {
        if (pending.isEmpty() && mayOvertake()) {
            rounds.start();
        }
    }

    private boolean mayOvertake() {
        return serving != null && serving.expiry.mayOvertake();
    }

    /** A node has forwarded writes of its clients. */
    public void accept(PeerMessage.Forward forward) {
        if (forward.term() != term || accepted.getOrDefault(forward.run(), 0L) >= forward.group()) {
            return;
        }
        accepted.put(forward.run(), forward.group());
        endDue();
        renew(forward.renewals());
        int position = 0;
        for (LogRecord.Write write : forward.writes()) {
            PendingWrite next = PendingWrite.of(write, forward.run(), forward.group(), position++);
            pending.add(next);
            if (serving != null) {
                serving.expiry.arrived(next.queued().command(), next.queued());
            }
        }
        pump();
    }

    /** A node requests an index up to which its reads must wait. */
    public void ask(String from, PeerMessage.AskBarrier ask) {
        if (ask.term() == term) {
            endDue();
            renew(ask.renewals());
            rounds.add(new Waiter(from, ask.id()));
            pump();
        }
    }

    /** A node has reported its term. */
    public void received(String from, PeerMessage.Term reply) {
        rounds.received(from, reply);
        startRound();
    }

    private void renew(List<Renewal> renewals) {
        if (serving != null) {
            for (Renewal renewal : renewals) {
                Command command = new Command.RenewSession(renewal.session(), renewal.user());
                serving.expiry.arrived(command, command);
            }
        }
    }

    private void endDue() {
        if (serving == null || !serving.expiry.isCheckDue()) {
            return;
        }
        for (SessionId id : serving.expiry.takeDue()) {
            Origin origin = new Origin("", time.wallMillis());
            pending.add(PendingWrite.byLeader(new LogRecord.Write(new Command.EndSession(id), origin)));
        }
    }

    private void proposeNext() {
        Serving now = Objects.requireNonNull(serving);
        List<PendingWrite> writes = next();
        List<QueuedCommand> queued = writes.stream().map(PendingWrite::queued).toList();
        writes = writes.subList(0, now.admission.admit(queued));
        List<QueuedCommand> sessionCommands = new ArrayList<>();
        for (PendingWrite write : writes) {
            pending.removeFirst();
            if (SessionExpiry.concerns(write.queued().command())) {
                if (write.queued().isReplied()) {
                    now.expiry.executed(
                            write.queued().command(),
                            Objects.requireNonNull(write.queued().reply()),
                            write.queued());
                } else {
                    sessionCommands.add(write.queued());
                }
            }
        }
        propose(EntryBuilder.build(term, number + 1, writes).items(), sessionCommands);
    }

    /** The oldest writes that fit into an entry; at least one. */
    private List<PendingWrite> next() {
        List<PendingWrite> next = new ArrayList<>();
        long bytes = 0;
        for (PendingWrite write : pending) {
            bytes += EntryCodec.stepBytes(write.write());
            if (!next.isEmpty() && EntryCodec.lengthMax(next.size() + 1, bytes) > replicator.entryBytesMax()) {
                break;
            }
            next.add(write);
        }
        return next;
    }

    private void propose(List<? extends EntryItem> items, List<QueuedCommand> sessionCommands) {
        number++;
        underway = true;
        underwaySince = time.nanos();
        undecided.put(number, new Proposal(number, sessionCommands, rounds.takeWaiting()));
        replicator.propose(EntryCodec.encode(new ClusterEntry(term, number, List.copyOf(items))));
    }

    /** An entry was applied on this node. */
    public void applied(AppliedEntry entry) {
        if (entry.isCounted() && entry.logTerm() == term) {
            for (long earlier : List.copyOf(undecided.keySet())) {
                if (earlier <= entry.number()) {
                    decide(Objects.requireNonNull(undecided.remove(earlier)), entry);
                }
            }
            underway = underway && number > entry.number();
        }
        pump();
    }

    private void decide(Proposal proposal, AppliedEntry applied) {
        boolean executed = proposal.number() == applied.number();
        if (serving != null) {
            if (executed) {
                proposal.executed(applied.sessionReplies(), serving.expiry);
            } else {
                proposal.refused(serving.expiry);
            }
        }
        for (Waiter rider : proposal.riders()) {
            if (executed) {
                messages.send(rider.node(), new PeerMessage.Barrier(rider.id(), applied.index()));
            } else {
                rounds.add(rider);
            }
        }
    }

    /** Called often. Ends sessions that are due, and gives up what takes too long. */
    public void tick() {
        endDue();
        if (underway && time.nanos() - underwaySince > times.proposal().toNanos()) {
            underway = false;
        }
        rounds.tick();
        pump();
    }
}
