package dev.latchkey.sim.store;

import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.log.Log;
import dev.latchkey.log.Replay;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.VirtualProcess;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store on an in-memory disk that drops unsynced writes at a crash. It runs the real durable engine, in one run of the process
 * after another. Whatever faults occur, everything that the store acknowledged must be present after the next startup;
 * {@link ShadowStore} keeps track of what that is.
 */
public final class DurableStore {

    /** Only few floors, because the table is rebuilt at each startup. A workload that folds tombstones would need more. */
    private static final StateLimits LIMITS = new StateLimits(1_000_000, 64, Version.MAX);

    private static final long BYTES_MAX = 64L << 20;

    /** Small limits, so that segments and snapshots are created and deleted often. */
    private static final LogOptions SMALL = new LogOptions(1_500, 256, 600);

    private static final int SNAPSHOT_RECORDS_MIN = 15;
    private static final int SNAPSHOT_RECORDS_MAX = 90;

    /**
     * A crash in the middle of a step happens at a random point up to this one. Most steps have fewer points; the crash then
     * happens in a later step.
     */
    private static final int POINTS_MAX = 40;

    private static final int STARTUP_POINTS_MAX = 120;
    private static final int FSYNCS_MAX = 6;

    /** Receives the events of the store. */
    public interface Listener {

        /** The request of the command that is being submitted; null if unknown. */
        SubmittedCommand.@Nullable Origin origin();

        /**
         * A command was executed and, if it is a write, is durable; its reply is about to be sent.
         *
         * @param first whether it was executed now; otherwise it was executed before, and the reply is the recorded one
         */
        void executed(SubmittedCommand asked, Reply reply, boolean first);

        /** Recovery found a command that had been executed but whose reply was never sent. */
        void recovered(SubmittedCommand asked, Reply reply);

        /** The process has terminated. */
        void died(String how);
    }

    final VirtualProcess process;
    final SeededChance steps;
    final FaultTally tally;
    final Listener listener;
    final ShadowStore shadow = new ShadowStore(LIMITS);
    final SessionLedger ledger = new SessionLedger();
    private final SeededChance chance;
    private final SeededChance crashes;
    private final StoreId storeId;
    private final DurableOptions options;
    private InMemoryDisk disk = new InMemoryDisk();
    private CrashableDisk mortal;
    private @Nullable StoreRun life;

    /** The commands that the last run of the process received and did not answer. */
    private List<SubmittedCommand> unanswered = List.of();

    /** When the last run was over. */
    private Origin originAtDeath = Origin.UNKNOWN;

    private boolean full;

    /** Whether the disk was full at any time in the run that {@link #unanswered} belongs to, or in the current run. */
    private boolean wasFull;

    private boolean slow;
    private boolean forgetful;

    /** The point at which the next startup dies; 0: it does not. */
    private int pointOfStart;

    public DurableStore(VirtualProcess process, SeededChance chance, FaultTally tally, Listener listener) {
        this.process = process;
        this.chance = chance.of("ids");
        this.crashes = chance.of("crashes");
        this.steps = chance.of("steps");
        this.tally = tally;
        this.listener = listener;
        this.storeId = StoreId.draw(this.chance);
        this.options = DurableOptions.withMemoryLimit(BYTES_MAX)
                .with(SMALL)
                .withSnapshotsAfter(1 << 20, crashes.nextInt(SNAPSHOT_RECORDS_MIN, SNAPSHOT_RECORDS_MAX));
        this.mortal = new CrashableDisk(disk);
        begin();
    }

    /** Creates the log. Not left to the engine, because its default limits have many floors. */
    private void begin() {
        LogRecord record = new LogRecord.Begin(storeId, LIMITS);
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(record));
        RecordCodec.encode(record, bytes);
        RecordBatch batch = new RecordBatch(bytes.capacity());
        batch.addOrFail(bytes.flip());
        try (Log log = Log.open(disk, SMALL, chance, new NothingThere())) {
            log.append(batch);
        }
    }

    /** The disk that the processes run on. A power loss replaces it by a new one. */
    InMemoryDisk disk() {
        return disk;
    }

    StoreId storeId() {
        return storeId;
    }

    /**
     * Starts a process on the disk.
     *
     * @return null if it died before it could answer
     * @throws AssertionError if anything that an earlier process acknowledged is missing
     */
    @Nullable
    public Engine start() {
        mortal = new CrashableDisk(disk);
        if (pointOfStart > 0) {
            mortal.dieAtPoint(pointOfStart);
            pointOfStart = 0;
        }
        try {
            StoreRun next = new StoreRun(this, mortal, options, chance);
            mortal.spare();
            adopt(next);
            return next;
        } catch (CrashableDisk.ProcessDied e) {
            tally.add(FaultKind.DEATH_AMID_START);
            listener.died("dies during startup");
        } catch (DiskFailedException | NoRoomException e) {
            mortal.die();
            listener.died("cannot start: " + e.getMessage());
        }
        return null;
    }

    private void adopt(StoreRun next) {
        if (!next.storeId().equals(Optional.of(storeId))) {
            throw new AssertionError(
                    "the store " + storeId + " came back as " + next.storeId().orElseThrow());
        }
        life = next;
        next.recovery().snapshot().ifPresent(snapshot -> tally.add(FaultKind.SNAPSHOT_LOADED));
        next.recovery().cut().ifPresent(cut -> tally.add(FaultKind.TORN_TAIL));
        List<ShadowStore.Done> recovered = shadow.started(next.real(), unanswered, originAtDeath, wasFull);
        unanswered = List.of();
        wasFull = full;
        for (ShadowStore.Done done : recovered) {
            boolean first = ledger.executed(done.asked().command, done.reply(), false);
            if (first && Effects.isOf(done.reply())) {
                tally.add(FaultKind.UNTOLD_WRITE);
            }
            if (first) {
                listener.recovered(done.asked(), done.reply());
            }
        }
    }

    /** The origin of a write that is executed now. */
    Origin origin() {
        return new Origin("", process.wallMillis());
    }

    /** What the commands of the store did. */
    public SessionLedger ledger() {
        return ledger;
    }

    /** What the recovery of the current run found, for the trace. */
    public String recoverySummary() {
        StoreRun now = life;
        return now == null ? "" : now.recoverySummary();
    }

    /** From now on a power loss drops everything that is not fsynced. Otherwise a random part of it survives. */
    public void forgetAll() {
        forgetful = true;
    }

    /** Kills the process now, between two steps. */
    public void kill() {
        StoreRun now = life;
        if (now != null) {
            tally.add(FaultKind.SERVER_KILL);
            ended(now, false, "is killed");
        }
    }

    /** Cuts the power of the machine. Unlike {@link #kill}, this may drop or tear what is not fsynced. */
    public void losePower() {
        StoreRun now = life;
        if (now != null) {
            tally.add(FaultKind.POWER_LOSS);
            ended(now, true, "loses power");
        }
    }

    /**
     * Lets the process die soon: in the middle of a step or, if no step reaches the point, at the end of one.
     *
     * @param point 1 or more
     */
    public void dieDuringStep(int point, boolean power) {
        if (life != null) {
            life.dieDuringStep(power);
            mortal.dieAtPoint(point);
        }
    }

    public void dieDuringStep(boolean power) {
        dieDuringStep(1 + crashes.nextInt(POINTS_MAX), power);
    }

    /** Lets the process die when the next write is durable, and before its reply is sent. */
    public void dieBeforeReply(boolean power) {
        if (life != null) {
            life.dieBeforeReply(power);
        }
    }

    /** Lets the next startup die at the given point, if it gets that far. */
    public void dieDuringStartup(int point) {
        pointOfStart = point;
    }

    public void dieDuringStartup() {
        dieDuringStartup(1 + crashes.nextInt(STARTUP_POINTS_MAX));
    }

    /** From now on the disk is full: its files cannot grow. */
    public void fillUp() {
        full = true;
        wasFull |= life != null;
        setFaults();
    }

    public void makeRoom() {
        full = false;
        setFaults();
    }

    /** The given fsync from now on fails, and what it was to make durable is dropped. */
    public void failFsync(int fsync) {
        disk.fail(DiskFaults.failAtFsync(fsync, false));
    }

    public void failFsync() {
        failFsync(1 + crashes.nextInt(FSYNCS_MAX));
    }

    public void slowDown() {
        slow = true;
    }

    public void speedUp() {
        slow = false;
    }

    boolean isSlow() {
        return slow;
    }

    /** Ends no more sessions while no command arrives, in this run. */
    public void stopTimer() {
        if (life != null) {
            life.stopTimer();
        }
    }

    /** Cancels all faults that have been ordered. */
    public void cancelFaults() {
        pointOfStart = 0;
        full = false;
        slow = false;
        disk.fail(DiskFaults.NONE);
        mortal.spare();
        if (life != null) {
            life.spare();
        }
    }

    private void setFaults() {
        long used = disk.contents().values().stream()
                .mapToLong(bytes -> bytes.length)
                .sum();
        disk.fail(full ? DiskFaults.full(used) : DiskFaults.NONE);
    }

    /** A run of the process is over: through a power loss, if {@code power}; otherwise the process died. */
    void ended(StoreRun ending, boolean power, String how) {
        if (ending != life) {
            return;
        }
        unanswered = ending.end();
        originAtDeath = origin();
        life = null;
        mortal.die();
        if (power) {
            disk = disk.crash(forgetful ? () -> 0 : crashes);
        }
        setFaults();
        listener.died(how);
    }

    private static final class NothingThere implements Replay {
        @Override
        public void snapshot(SnapshotHeader header, InputStream body) {
            throw new IllegalStateException("the disk is empty");
        }

        @Override
        public void record(long index, ByteBuffer payload) {
            throw new IllegalStateException("the disk is empty");
        }
    }
}
