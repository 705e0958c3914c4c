package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.engine.recovery.UnreadableStoreException;
import dev.latchkey.engine.session.ExpiryDriver;
import dev.latchkey.engine.session.ExpiryTimer;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.engine.state.Backups;
import dev.latchkey.engine.state.Followers;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.QueuedCommand;
import dev.latchkey.log.Log;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The durable engine: a write is in the log and fsynced before any client sees it or receives its reply. Queued commands are written
 * together and fsynced once (group commit). Reads of a connection without queued commands are executed immediately.
 *
 * <p>Between {@link #open} and {@link #start} an engine has no threads, and the caller commits by {@link #step}, from one thread. A
 * simulator or a test that never starts the engine keeps doing so. {@link #start} starts the threads that commit from then on.
 */
public final class DurableEngine implements Engine {

    private final StoreId storeId;
    private final Log log;
    private final Duration recoveryTime;
    private final GuardedState state;
    private final Backups backups;
    private final Followers followers;
    private final CommitQueue queue;
    private final SessionExpiry expiry;
    private final Arrivals arrivals;
    private final ExpiryTimer timer;
    private final FsyncTimes fsyncs;
    private final DiskSpaceGuard space;
    private final Snapshotter snapshots;
    private final GroupCommit commit;
    private final CommitLeader leader;
    private final InlineCommit inline;
    private final InlineCommitPolicy inlinePolicy = new InlineCommitPolicy();
    private final FailStop failStop;
    final CommitLeadership leadership;
    private @Nullable WriterThread writer;
    private boolean closed;

    private DurableEngine(
            OpenedStore opened, DurableOptions options, Time time, Time ofSessions, StoreListener listener) {
        storeId = opened.storeId();
        log = opened.log();
        recoveryTime = opened.recoveryTime();
        state = new GuardedState(opened.state(), options.memory());
        backups = new Backups(state);
        followers = new Followers(state::revision);
        queue = new CommitQueue(options.queuedBytesMax());
        expiry = new SessionExpiry(state, ofSessions, state.hasSessions(), this::isStalled);
        arrivals = new Arrivals(queue, expiry, state);
        timer = new ExpiryTimer(expiry::nextCheck, this::checkExpiry, ofSessions);
        BatchDelay delay = new BatchDelay();
        leadership = new CommitLeadership(queue, delay, time);
        failStop = new FailStop(queue, leadership, listener);
        fsyncs = new FsyncTimes(time);
        space = new DiskSpaceGuard(log, time, options.log().reserveBytes());
        snapshots = new Snapshotter(log, state, storeId, options, time, failStop::fail);
        RecordBatch batch = new RecordBatch(GroupCommit.batchBytesMax(options.bytesMax()));
        commit = new GroupCommit(log, state, queue, fsyncs, space, snapshots, batch, arrivals, followers, time);
        DiskUpkeep upkeep = new DiskUpkeep(log, state, space, snapshots, time);
        leader = new CommitLeader(queue, commit, fsyncs, delay, inlinePolicy, upkeep, failStop, time);
        inline = new InlineCommit(leadership, leader);
    }

    /**
     * Opens the store of a directory, or creates one with a new id in an empty directory. On return the whole store is durable and can
     * be served.
     *
     * @param chance a secure random number generator, for ids and for the key of the hash table
     * @param listener is notified of the progress of recovery, and of the failure that ends the engine
     * @throws LogException as {@link Log#open} documents; no store is served
     * @throws UnreadableStoreException if the log is intact but this version cannot read its content
     */
    public static DurableEngine open(
            Disk disk, DurableOptions options, RandomGenerator chance, Time time, StoreListener listener) {
        return open(disk, options, chance, time, time, listener);
    }

    /** As the other method, with a different clock for the deadlines of sessions, such as one that a test advances. */
    public static DurableEngine open(
            Disk disk,
            DurableOptions options,
            RandomGenerator chance,
            Time time,
            Time ofSessions,
            StoreListener listener) {
        OpenedStore opened = OpenedStore.open(disk, options, chance, time, listener);
        try {
            return new DurableEngine(opened, options, time, ofSessions, listener);
        } catch (RuntimeException e) {
            opened.log().close();
            throw e;
        }
    }

    /** Starts the threads that commit. Call this once, and not after {@link #close}. */
    public synchronized void start() {
        if (writer != null || closed) {
            throw new IllegalStateException("the engine was started or closed before");
        }
        WriterThread started = new WriterThread(leadership, leader, failStop);
        commitInline(started.background(), inlinePolicy::isWorthIt);
        started.start();
        writer = started;
        arrivals.timedBy(timer::wake);
        timer.start();
    }

    /**
     * Lets threads that submit commands commit them inline, as commit leaders.
     *
     * @param background runs the writing of snapshots
     * @param worthIt whether the next step is committed inline; called by any thread, one at a time
     */
    public void commitInline(Executor background, BooleanSupplier worthIt) {
        inline.enable(background, worthIt);
    }

    @Override
    public String name() {
        return "durable";
    }

    @Override
    public Optional<StoreId> storeId() {
        return Optional.of(storeId);
    }

    @Override
    public @Nullable Reply tryAnswer(Command command) {
        if (command.isWrite() || failStop.hasFailed() || !arrivals.mayRead(command)) {
            return null;
        }
        inlinePolicy.countRead();
        Reply reply = state.read(command);
        // Why not now: a write that is queued may reach that revision, and the read is then executed after it.
        return reply instanceof Reply.NotReached ? null : reply;
    }

    @Override
    public void submit(Command command, Asker asker) {
        QueuedCommand queued = new QueuedCommand(command, asker);
        if (arrivals.offer(queued)) {
            inline.commandQueued(queued.home());
            return;
        }
        String failure = failStop.failure();
        if (failure != null) {
            asker.lost(failure);
        } else {
            asker.answered(new Reply.Refused(Reply.Refusal.QUEUE_FULL));
        }
    }

    @Override
    public void acceptClients() {
        arrivals.start();
    }

    @Override
    public OptionalLong nextExpiryCheck() {
        return expiry.nextCheck();
    }

    /** Queues the ends of the sessions whose time has passed. For an engine that was not started, a {@link #step} executes them. */
    @Override
    public void checkExpiry() {
        if (arrivals.checkExpiry()) {
            leadership.wakeWriter();
        }
    }

    /** Lets {@code driver} call {@link #checkExpiry} in time from now on. For an engine that is not started. */
    public void driveExpiry(ExpiryDriver driver) {
        arrivals.drivenBy(driver);
    }

    private boolean isStalled() {
        return leader.isStalled();
    }

    @Override
    public long sessionsOf(String user) {
        return state.sessionsOf(user);
    }

    @Override
    public Optional<String> userOf(SessionId session) {
        return state.userOf(session);
    }

    @Override
    public SessionFigures sessions() {
        return state.sessions(expiry);
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
    public Reply nextEvents(HistoryRead.Changes page) {
        return state.read(page);
    }

    @Override
    public HistoryFigures history() {
        return state.history();
    }

    /** Whether commands are queued. */
    public boolean hasWork() {
        return queue.size() > 0;
    }

    /**
     * Commits the queued commands, up to a limit in bytes, and starts a snapshot if one is due. Blocks as long as the disk takes. For
     * an engine that was not started, by one thread.
     *
     * @param background runs the writing of a snapshot
     * @throws dev.latchkey.log.errors.DiskFailedException if the disk failed; the engine has failed, and {@link StoreListener#failed}
     *     was called
     */
    public void step(Executor background) {
        leader.step(background);
    }

    /** Does the upkeep for an engine that was not started. Call this when no command was submitted for a while. */
    void idle(Executor background) {
        leader.idle(background);
    }

    @Override
    public KeyspaceSize keyspace() {
        return state.keyspace();
    }

    @Override
    public Optional<Persistence> persistence() {
        return Optional.of(new Persistence(
                log.recovery(),
                recoveryTime,
                log.bytes(),
                log.segments(),
                log.space(),
                commit.applied(),
                fsyncs.total(),
                fsyncs.last(),
                commit.batchRecords(),
                commit.batchBytes(),
                space.isFull(),
                space.reserveHeld(),
                queue.size(),
                queue.bytes(),
                queue.bytesMax(),
                snapshots.figures()));
    }

    @Override
    public Optional<Backup> openBackup() {
        return backups.open(storeId);
    }

    /**
     * As {@link Engine#close}; also marks the end of the log and unlocks the directory. If the engine was not started, no other thread may
     * be writing a snapshot at the same time.
     *
     * @throws dev.latchkey.log.errors.DiskFailedException if the disk fails
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        timer.close();
        queue.close();
        leadership.wakeWriter();
        snapshots.stop();
        if (writer != null) {
            writer.join();
        }
        try {
            while (!failStop.hasFailed() && hasWork()) {
                step(Runnable::run);
            }
        } finally {
            closeLog();
        }
    }

    private void closeLog() {
        try {
            log.close();
        } catch (RuntimeException e) {
            failStop.fail(e);
            throw e;
        }
    }
}
