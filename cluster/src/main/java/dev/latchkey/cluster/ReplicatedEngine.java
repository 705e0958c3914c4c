package dev.latchkey.cluster;

import dev.latchkey.cluster.apply.AppliedEntry;
import dev.latchkey.cluster.apply.AppliedStore;
import dev.latchkey.cluster.apply.CommandBatch;
import dev.latchkey.cluster.apply.OwnGroup;
import dev.latchkey.cluster.apply.StateDigest;
import dev.latchkey.cluster.bytes.EntryItem;
import dev.latchkey.cluster.bytes.PeerCodec;
import dev.latchkey.cluster.bytes.PeerMessage;
import dev.latchkey.cluster.lead.LeaderTerm;
import dev.latchkey.cluster.lead.Messages;
import dev.latchkey.cluster.replica.PeerLink;
import dev.latchkey.cluster.replica.Replica;
import dev.latchkey.cluster.replica.ReplicaSnapshot;
import dev.latchkey.cluster.replica.Replicator;
import dev.latchkey.cluster.replica.ReplicatorStatus;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.StateSource;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.engine.state.Backups;
import dev.latchkey.engine.state.Followers;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.QueuedCommand;
import dev.latchkey.seams.Time;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The engine of one node of a cluster. Every node serves all clients: commands that need an order go to the leader ({@link FrontEnd}), which
 * proposes them as entries of the replicated log ({@link LeaderTerm}); every node executes the entries ({@link AppliedStore}) and answers its
 * own clients from what it has executed. Execution is linearizable on every node.
 *
 * <p>If it cannot be known whether a command was executed, it is {@link Asker#lost}. A command is refused with {@link
 * Reply.Refusal#NO_LEADER} only if it was not executed and never will be.
 *
 * <p>All steps but {@link #submit} and those of the apply thread run on the node thread, which the caller provides; the caller also calls
 * {@link #tick} there, about every 50 ms.
 */
public final class ReplicatedEngine implements Engine {

    /** How often {@link #tick} is to be called, in milliseconds. */
    public static final int TICK_MILLIS = 50;

    private final Replicator replicator;
    private final PeerLink link;
    private final Executor nodeThread;
    private final Time time;
    private final ClusterOptions options;
    private final Consumer<Throwable> whenFailed;
    private final CommandIntake intake;
    private final AppliedStore store;
    private final FrontEnd frontEnd;
    private final Followers followers;
    private final EntryItem.Begin begin;
    private final Outgoing messages;
    private final List<Consumer<StoreId>> storeListeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean pumping = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile @Nullable Backups backups;
    private volatile @Nullable SessionExpiry expiry;

    /** For the node thread. */
    private @Nullable LeaderTerm leading;

    private boolean ended;

    /**
     * Creates the engine of a node, which serves after {@link #start}.
     *
     * @param nodeThread runs the steps of this engine, one at a time and in order
     * @param chance a secure random number generator, for ids and for the key of the hash table
     * @param whenFailed is called once if this node can no longer agree with the others; the process must exit
     */
    public ReplicatedEngine(
            Replicator replicator,
            PeerLink link,
            Executor nodeThread,
            Time time,
            RandomGenerator chance,
            ClusterOptions options,
            Consumer<Throwable> whenFailed) {
        this.replicator = replicator;
        this.link = link;
        this.nodeThread = nodeThread;
        this.time = time;
        this.options = options;
        this.whenFailed = whenFailed;
        this.intake = new CommandIntake(options.queuedBytesMax(), this::isRecorded);
        this.messages = new Outgoing(chance.nextLong());
        this.begin = new EntryItem.Begin(
                new LogRecord.Begin(StoreId.draw(chance), options.limits()), options.memoryBytesMax());
        OwnGroup own = new OwnGroup(chance.nextLong());
        this.store = new AppliedStore(own, SipHash.draw(chance), options.layout(), this::begun);
        this.frontEnd = new FrontEnd(intake, own, store, replicator, messages, time, options);
        this.followers = new Followers(() -> ofState(GuardedState::revision, 0L));
    }

    /** Starts to apply entries and to receive messages. Call this once. */
    public void start() {
        link.start((from, bytes) -> onNode(() -> received(from, PeerCodec.decode(bytes))));
        replicator.start(new Applying());
    }

    private void begun(StoreId id) {
        backups = new Backups(Objects.requireNonNull(store.state()));
        storeListeners.forEach(listener -> listener.accept(id));
    }

    /** Runs a step on the node thread. Whatever it throws ends the engine. */
    private void onNode(Runnable step) {
        nodeThread.execute(() -> {
            if (!ended) {
                try {
                    refreshRole();
                    step.run();
                } catch (RuntimeException | Error e) {
                    fail(e);
                    throw e;
                }
            }
        });
    }

    private void fail(Throwable reason) {
        if (failed.compareAndSet(false, true)) {
            intake.close();
            whenFailed.accept(reason);
        }
    }

    /** Begins and ends the leadership of this node according to the status of the replicator. */
    private void refreshRole() {
        ReplicatorStatus status = replicator.status();
        if (leading != null && !(status.isLeader() && status.term() == leading.term())) {
            leading = null;
        }
        if (leading == null && status.isLeader()) {
            leading = new LeaderTerm(status.term(), replicator, store, messages, time, options.times(), begin);
        }
        expiry = leading == null ? null : leading.expiry().orElse(null);
    }

    private void received(String from, PeerMessage message) {
        if (message instanceof PeerMessage.Barrier barrier) {
            frontEnd.received(barrier);
        } else if (message instanceof PeerMessage.AskTerm ask) {
            messages.send(
                    from, new PeerMessage.Term(ask.id(), replicator.status().term()));
        } else if (leading != null && message instanceof PeerMessage.Forward forward) {
            leading.accept(forward);
        } else if (leading != null && message instanceof PeerMessage.AskBarrier ask) {
            leading.ask(from, ask);
        } else if (leading != null && message instanceof PeerMessage.Term term) {
            leading.received(from, term);
        }
    }

    /** Ends sessions that are due, and gives up what takes too long. For the node thread. */
    public void tick() {
        onNode(() -> {
            if (leading != null) {
                leading.tick();
            }
            frontEnd.tick();
        });
    }

    /** Messages, also to this node. */
    private final class Outgoing implements Messages {

        private long lastId;

        /** @param firstId random, so that a reply to an earlier run of this node is not taken for one to this run */
        Outgoing(long firstId) {
            this.lastId = firstId;
        }

        @Override
        public void send(String to, PeerMessage message) {
            if (to.equals(replicator.self())) {
                onNode(() -> received(to, message));
            } else {
                link.send(to, PeerCodec.encode(message));
            }
        }

        @Override
        public long freshId() {
            return ++lastId;
        }
    }

    /** The steps of the apply thread. */
    private final class Applying implements Replica {

        @Override
        public void apply(long index, long term, byte[] entry) {
            try {
                applied(store.apply(index, term, entry));
            } catch (RuntimeException | Error e) {
                fail(e);
                throw e;
            }
        }

        @Override
        public void pass(long index, long term) {
            applied(store.pass(index, term));
        }

        private void applied(AppliedEntry entry) {
            followers.applied();
            onNode(() -> {
                if (leading != null) {
                    leading.applied(entry);
                }
                frontEnd.applied(entry);
            });
        }

        @Override
        public ReplicaSnapshot openSnapshot() {
            return store.openSnapshot();
        }

        @Override
        public void install(long index, long term, StateSource snapshot) {
            try {
                store.install(index, term, snapshot);
            } catch (RuntimeException | Error e) {
                fail(e);
                throw e;
            }
            followers.applied();
            onNode(frontEnd::installed);
        }

        @Override
        public void statusChanged() {
            onNode(() -> {
                if (leading != null) {
                    leading.pump();
                }
                frontEnd.tick();
            });
        }
    }

    @Override
    public String name() {
        return "replicated";
    }

    @Override
    public Optional<StoreId> storeId() {
        return store.storeId();
    }

    @Override
    public void onStoreChange(Consumer<StoreId> listener) {
        storeListeners.add(listener);
    }

    @Override
    public void submit(Command command, Asker asker) {
        switch (intake.offer(new QueuedCommand(command, asker), time.nanos())) {
            case ACCEPTED -> pumpLater();
            case FULL -> asker.answered(new Reply.Refused(Reply.Refusal.QUEUE_FULL));
            case CLOSED -> {
                if (failed.get()) {
                    asker.lost("this node has failed");
                } else {
                    asker.answered(CommandBatch.NO_LEADER);
                }
            }
        }
    }

    private boolean isRecorded(Command.Once command) {
        return ofState(state -> state.recorded(command) != null, false);
    }

    private void pumpLater() {
        if (pumping.compareAndSet(false, true)) {
            onNode(() -> {
                pumping.set(false);
                frontEnd.pump();
            });
        }
    }

    private <T> T ofState(Function<GuardedState, T> read, T none) {
        GuardedState state = store.state();
        return state == null ? none : read.apply(state);
    }

    /** The figures of the sessions; those of their expiry are from this node's time as the leader. */
    @Override
    public SessionFigures sessions() {
        SessionExpiry now = expiry;
        return ofState(
                state -> state.sessions(now == null ? new SessionExpiry(state, time, false, () -> false) : now),
                SessionFigures.NONE);
    }

    @Override
    public long sessionsOf(String user) {
        return ofState(state -> state.sessionsOf(user), 0L);
    }

    @Override
    public Optional<String> userOf(SessionId session) {
        return ofState(state -> state.userOf(session), Optional.empty());
    }

    @Override
    public void follow(Follower follower) {
        followers.add(follower);
    }

    @Override
    public void unfollow(Follower follower) {
        followers.remove(follower);
    }

    @Override
    public @Nullable Reply nextEvents(HistoryRead.Changes page) {
        GuardedState state = store.state();
        return state == null ? null : state.read(page);
    }

    @Override
    public HistoryFigures history() {
        return ofState(GuardedState::history, HistoryFigures.NONE);
    }

    @Override
    public KeyspaceSize keyspace() {
        return ofState(GuardedState::keyspace, new KeyspaceSize(0, 0, 0, 0, options.memoryBytesMax(), 0, 0, 0));
    }

    @Override
    public Optional<Backup> openBackup() {
        Backups open = backups;
        Optional<StoreId> id = store.storeId();
        return open == null || id.isEmpty() ? Optional.empty() : open.open(id.get());
    }

    /** The role and the term of this node, and the leader and members of the cluster. For any thread. */
    public ReplicatorStatus status() {
        return replicator.status();
    }

    /** The index of the last entry that this node has executed. For any thread. */
    public long appliedIndex() {
        return store.index();
    }

    /** The digest of the state after the last entry that was executed. For the apply thread. */
    public StateDigest digest() {
        return StateDigest.of(store.openSnapshot());
    }

    /**
     * Stops the engine: commands that were not handed on are refused, and the outcome of the others is reported as unknown. Does not
     * wait for that.
     */
    @Override
    public void close() {
        intake.close();
        onNode(() -> {
            frontEnd.end("this node is stopping");
            leading = null;
            ended = true;
        });
        replicator.close();
    }
}
