package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.state.Backups;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.HeapGuard;
import dev.latchkey.log.Log;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.seams.Time;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A store on a disk: a write is in the log, and the log is forced, before anybody sees it or is told of it. What waits is written
 * together and forced once. Reads that have no write of their own connection before them are answered at once.
 *
 * <p>Driven by steps ({@link #step}), by one thread, which also waits and closes; {@link WriterThread} is that thread, and lends its
 * turn to the threads that bring commands. What {@link Engine} has is for any thread.
 */
public final class DurableEngine implements Engine {

    private static final Duration ATTEMPT_EVERY = Duration.ofSeconds(10);

    private final StoreId storeId;
    private final Log log;
    private final GuardedState state;
    private final Time time;
    private final StoreListener watch;
    private final Duration recoveryTime;
    private final CommitQueue intake;
    private final FsyncTimes forces;
    private final DiskSpaceGuard room;
    private final Snapshotting snapshots;
    private final GroupCommit writer;
    private final Backups backups;
    private final BatchDelay gathering = new BatchDelay();
    private final InlineCommitPolicy lending = new InlineCommitPolicy();
    private final CommitLeadership turns;
    private final AtomicBoolean failed = new AtomicBoolean();
    /** Where borrowed steps have snapshots written. */
    private Executor borrowersBackground = Runnable::run;

    private boolean marked;
    private long nextAttempt;
    private boolean closed;

    private DurableEngine(
            StoreId storeId,
            Log log,
            StateMachine machine,
            DurableOptions options,
            Time time,
            StoreListener watch,
            Duration recoveryTime) {
        this.storeId = storeId;
        this.log = log;
        this.state = new GuardedState(machine, options.bytesMax());
        this.time = time;
        this.watch = watch;
        this.recoveryTime = recoveryTime;
        this.intake = new CommitQueue(options.waitingBytesMax());
        this.turns = new CommitLeadership(intake, gathering, time);
        this.forces = new FsyncTimes(time);
        this.room = new DiskSpaceGuard(log, time, options.log().reserveBytes());
        this.snapshots = new Snapshotting(log, state, storeId, options, time, this::fail);
        this.backups = new Backups(storeId, state);
        this.writer = new GroupCommit(log, state, intake, forces, room, snapshots);
    }

    /**
     * Opens the store of a directory, or begins one in an empty directory, with a new id. On return everything that it holds is
     * durable, and it can be served.
     *
     * @param chance a secure source, of ids and of the key by which keys are spread
     * @param watch hears of progress, and of the end if it comes
     * @throws LogException as {@link Log#open} says; nothing is served
     * @throws UnreadableStoreException if the log is sound but holds what this program cannot read
     */
    public static DurableEngine open(
            Disk disk, DurableOptions options, RandomGenerator chance, Time time, StoreListener watch) {
        long began = time.nanos();
        StoreReplay replay = new StoreReplay(SipHash.draw(chance), watch, HeapGuard.ofProcess());
        Log log = Log.open(disk, options.log(), chance, replay);
        try {
            StateMachine state = replay.state();
            StoreId storeId = replay.storeId();
            if (state == null || storeId == null) {
                StateLimits limits = GuardedState.limitsFor(options.bytesMax());
                storeId = StoreId.draw(chance);
                state = new StateMachine(limits, replay.hash());
                log.append(beginning(storeId, limits));
            }
            Duration took = Duration.ofNanos(time.nanos() - began);
            return new DurableEngine(storeId, log, state, options, time, watch, took);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private static RecordBatch beginning(StoreId storeId, StateLimits limits) {
        LogRecord begin = new LogRecord.Begin(storeId, limits);
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(begin));
        RecordCodec.encode(begin, bytes);
        RecordBatch batch = new RecordBatch(1 << 10);
        batch.add(bytes.flip());
        return batch;
    }

    @Override
    public String name() {
        return "durable";
    }

    @Override
    public StoreId storeId() {
        return storeId;
    }

    @Override
    public @Nullable Reply answerAtOnce(Command command) {
        if (command.isWrite()) {
            return null;
        }
        lending.read();
        return state.locked(now -> now.apply(command));
    }

    @Override
    public void submit(Command command, Executor home, Consumer<Reply> whenDone) {
        if (intake.offer(new QueuedCommand(command, home, whenDone))) {
            if (turns.came()) {
                lend(home);
            }
        } else if (!failed.get()) {
            whenDone.accept(new Reply.Refused(Reply.Refusal.TOO_MUCH_WAITS));
        }
    }

    /**
     * From now on threads that bring commands may take steps, beside the one that {@link #await}s.
     *
     * @param background where they have snapshots written
     */
    public void lendSteps(Executor background) {
        lendSteps(background, lending::isWorthIt);
    }

    /**
     * Lets threads that submit commands commit them inline, as commit leaders.
     *
     * @param worthIt whether the next step is committed inline; called by any thread, one at a time
     */
    public void lendSteps(Executor background, BooleanSupplier worthIt) {
        borrowersBackground = background;
        turns.lendWhen(worthIt);
    }

    /** Why in two tasks: the first may be behind one that hands over replies, and the second is behind the one that sends them. */
    private void lend(Executor home) {
        executeOrReclaim(home, () -> executeOrReclaim(home, this::takeBorrowedStep));
    }

    private void executeOrReclaim(Executor home, Runnable task) {
        try {
            home.execute(task);
        } catch (RejectedExecutionException e) {
            // That thread has ended: the writer's own does it.
            turns.reclaim();
        }
    }

    private void takeBorrowedStep() {
        if (!turns.borrow()) {
            return;
        }
        try {
            step(borrowersBackground);
        } finally {
            Executor next = turns.giveBack();
            if (next != null) {
                lend(next);
            }
        }
    }

    /** Whether a step would have something to do. */
    public boolean hasWork() {
        return intake.size() > 0;
    }

    /**
     * Does what waits, or as much of it as goes into one step, and begins a snapshot if one is due. Blocks as long as the disk takes.
     *
     * @param background where a snapshot is written
     * @throws dev.latchkey.log.errors.DiskFailedException if the disk failed; {@link StoreListener#failed} has been told, and nothing is answered
     *     any more
     */
    public void step(Executor background) {
        try {
            room.look();
            int answered = writer.step();
            marked = false;
            gathering.answered(answered, intake.size(), forces.lastNanos(), time.nanos());
            lending.stepped(answered, forces.lastNanos());
            snapshots.takeIfDue(snapshotMayMakeRoom(), background);
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
    }

    /** On a full disk, now and then: if there is room for it, what it makes needless is freed. */
    private boolean snapshotMayMakeRoom() {
        long now = time.nanos();
        if (!room.isFull()) {
            nextAttempt = now;
            return false;
        }
        if (now - nextAttempt < 0 || !room.mayHave(state.keyspace().bytes())) {
            return false;
        }
        nextAttempt = now + ATTEMPT_EVERY.toNanos();
        return !snapshots.isRunning() && beginsSegment();
    }

    /** Why: a snapshot frees only what is before the newest segment, and on a full disk that may be all there is. */
    private boolean beginsSegment() {
        try {
            log.beginSegment();
            return true;
        } catch (NoRoomException e) {
            // Without room for 64 bytes there is none for a snapshot.
            return false;
        }
    }

    /**
     * To be called when nothing has come for a while: makes sure that rot in the last batch would be told from a torn write, and
     * looks for room.
     *
     * @param background where a snapshot is written
     */
    void idle(Executor background) {
        try {
            room.look();
            if (room.isFull() && !snapshots.isRunning()) {
                room.heals();
                snapshots.takeIfDue(snapshotMayMakeRoom(), background);
            } else if (!room.isFull() && !room.reserveHeld()) {
                room.takeReserve();
            }
            if (!marked) {
                log.mark();
                marked = true;
            }
        } catch (NoRoomException e) {
            room.isGone(e);
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
    }

    /**
     * Blocks until there is something to do for the thread that calls, and nobody else takes a step.
     *
     * @param idle how long nothing must come until that is {@link CommitLeadership.Next#IDLE}
     */
    CommitLeadership.Next await(Duration idle) {
        try {
            return turns.await(idle.toNanos());
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
    }

    private void fail(Throwable reason) {
        if (failed.compareAndSet(false, true)) {
            intake.abandon();
            turns.closed();
            watch.failed(reason);
        }
    }

    @Override
    public Keyspace keyspace() {
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
                writer.applied(),
                forces.total(),
                forces.last(),
                room.isFull(),
                room.reserveHeld(),
                intake.size(),
                snapshots.told()));
    }

    @Override
    public Optional<Backup> openBackup() {
        return backups.begin();
    }

    /** No more commands are taken; what waits is still to be done by steps. */
    void endIntake() {
        intake.close();
        turns.closed();
        snapshots.stop();
    }

    /**
     * Does what waits, marks the log's end and lets the directory go. For the thread that drives the steps, or after it has ended, and
     * when no snapshot is being written. Twice is once.
     *
     * @throws dev.latchkey.log.errors.DiskFailedException if the disk fails
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        endIntake();
        try {
            while (!failed.get() && hasWork()) {
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
            fail(e);
            throw e;
        }
    }
}
