package dev.latchkey.cluster;

import dev.latchkey.cluster.apply.AppliedEntry;
import dev.latchkey.cluster.apply.AppliedStore;
import dev.latchkey.cluster.apply.CommandBatch;
import dev.latchkey.cluster.apply.OwnGroup;
import dev.latchkey.cluster.bytes.PeerMessage;
import dev.latchkey.cluster.bytes.Renewal;
import dev.latchkey.cluster.lead.Messages;
import dev.latchkey.cluster.replica.Replicator;
import dev.latchkey.cluster.replica.ReplicatorStatus;
import dev.latchkey.core.Command;
import dev.latchkey.engine.durable.Delivery;
import dev.latchkey.engine.session.OfSessions;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.QueuedCommand;
import dev.latchkey.seams.Time;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node does for its clients. One batch is under way, and what arrives meanwhile is in the next one. A batch with writes is handed on
 * to the leader, and answered when this node executes the entry that contains it. A batch of reads is answered from the state of this
 * node when it has reached the index that the leader has confirmed.
 *
 * <p>Nothing is handed on twice. While writes are unsettled that were handed on in one term, nothing is handed on in another. They are
 * settled when this node has executed them, or an entry of a later term, after which they can never be executed. For the node thread.
 */
final class FrontEnd {

    private static final String UNKNOWN =
            "the cluster did not confirm in time whether the writes of this node were executed";

    private static final String INSTALLED = "a snapshot was installed that may contain the writes of this node";

    private static final OfSessions<Optional<Renewal>> RENEWAL = new OfSessions<>() {
        @Override
        protected Optional<Renewal> other(Command command) {
            return Optional.empty();
        }

        @Override
        public Optional<Renewal> renewSession(Command.RenewSession command) {
            return Optional.of(new Renewal(command.session(), command.user()));
        }
    };

    /** A batch of reads that waits. */
    private static final class Reads {
        private final CommandBatch batch;
        private final long since;

        /** The request to the leader that was made last, of which leader, and when. */
        private long id;

        private long term;
        private long askedAt;

        /** The index that the state must reach; negative before the leader has named it. */
        private long index = -1;

        Reads(CommandBatch batch, long since) {
            this.batch = batch;
            this.since = since;
        }
    }

    private final CommandIntake intake;
    private final OwnGroup own;
    private final AppliedStore store;
    private final Replicator replicator;
    private final Messages messages;
    private final Time time;
    private final ClusterOptions options;
    private @Nullable Reads reads;

    /** The term in which the group was handed on that is unsettled, and when. */
    private long groupTerm;

    private long groupSince;

    FrontEnd(
            CommandIntake intake,
            OwnGroup own,
            AppliedStore store,
            Replicator replicator,
            Messages messages,
            Time time,
            ClusterOptions options) {
        this.intake = intake;
        this.own = own;
        this.store = store;
        this.replicator = replicator;
        this.messages = messages;
        this.time = time;
        this.options = options;
    }

    /** Begins the next batch if none is under way and a leader is known. */
    void pump() {
        ReplicatorStatus status = replicator.status();
        if (reads != null || own.isUnsettled() || status.leader().isEmpty()) {
            return;
        }
        List<QueuedCommand> taken = intake.take(options.groupBytesMax());
        if (taken.isEmpty()) {
            return;
        }
        CommandBatch batch = new CommandBatch(taken);
        if (taken.stream().anyMatch(queued -> queued.command().isWrite())) {
            handOn(batch, status);
        } else {
            reads = new Reads(batch, time.nanos());
            ask(reads, status);
        }
    }

    private void handOn(CommandBatch batch, ReplicatorStatus status) {
        long group = own.begin(batch);
        groupTerm = status.term();
        groupSince = time.nanos();
        messages.send(
                status.leader().orElseThrow(),
                new PeerMessage.Forward(groupTerm, own.run(), group, renewals(batch), batch.writes(time.wallMillis())));
    }

    private void ask(Reads waiting, ReplicatorStatus status) {
        waiting.id = messages.freshId();
        waiting.term = status.term();
        waiting.askedAt = time.nanos();
        messages.send(
                status.leader().orElseThrow(),
                new PeerMessage.AskBarrier(waiting.term, waiting.id, renewals(waiting.batch)));
    }

    private static List<Renewal> renewals(CommandBatch batch) {
        return batch.commands().stream()
                .flatMap(queued -> queued.command().match(RENEWAL).stream())
                .toList();
    }

    /** The leader has named the index that reads must wait for. */
    void received(PeerMessage.Barrier barrier) {
        if (reads != null && reads.id == barrier.id() && reads.index < 0) {
            reads.index = barrier.index();
            answerReads();
            pump();
        }
    }

    private void answerReads() {
        Reads waiting = reads;
        GuardedState state = store.state();
        if (waiting != null && state != null && waiting.index >= 0 && store.index() >= waiting.index) {
            reads = null;
            waiting.batch.executeReads(state);
            Delivery.answer(waiting.batch.takeReplied());
        }
    }

    /** An entry was applied on this node. */
    void applied(AppliedEntry entry) {
        Delivery.answer(own.takeReplied());
        if (own.isUnsettled() && entry.logTerm() > groupTerm) {
            Delivery.answer(own.refuseRest());
        }
        answerReads();
        pump();
    }

    /** A snapshot was installed. */
    void installed() {
        giveUpGroup(INSTALLED);
        answerReads();
        pump();
    }

    private void giveUpGroup(String reason) {
        if (own.isUnsettled()) {
            Delivery.lose(own.giveUp(Delivery::answer), reason, new IllegalStateException(reason));
            // Why: some of them belong to connections whose earlier writes may be executed later.
            refuse(intake.takeAll());
        }
    }

    private static void refuse(List<QueuedCommand> commands) {
        if (!commands.isEmpty()) {
            commands.forEach(queued -> queued.reply(CommandBatch.NO_LEADER));
            Delivery.answer(commands);
        }
    }

    /** Called often. Asks again, and gives up what takes too long. */
    void tick() {
        long now = time.nanos();
        if (own.isUnsettled() && now - groupSince > options.unsettledMax().toNanos()) {
            giveUpGroup(UNKNOWN);
        }
        tickReads(now);
        if (intake.isOverdue(now, options.waitMax().toNanos())) {
            refuse(intake.takeAll());
        }
        pump();
    }

    private void tickReads(long now) {
        Reads waiting = reads;
        if (waiting == null) {
            return;
        }
        ReplicatorStatus status = replicator.status();
        if (now - waiting.since > options.waitMax().toNanos()) {
            reads = null;
            waiting.batch.refuseRest();
            Delivery.answer(waiting.batch.takeReplied());
        } else if (waiting.index < 0
                && status.leader().isPresent()
                && (status.term() != waiting.term
                        || now - waiting.askedAt > options.askAgain().toNanos())) {
            ask(waiting, status);
        }
    }

    /** The engine ends: everything that was not handed on is refused, and the rest is unknown. */
    void end(String reason) {
        giveUpGroup(reason);
        if (reads != null) {
            CommandBatch batch = reads.batch;
            reads = null;
            batch.refuseRest();
            Delivery.answer(batch.takeReplied());
        }
        refuse(intake.takeAll());
    }
}
