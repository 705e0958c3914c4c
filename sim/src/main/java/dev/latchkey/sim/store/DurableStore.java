package dev.latchkey.sim.store;

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
import dev.latchkey.log.files.Batch;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.ForgetfulDisk;
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
 * A store on a disk that forgets: one life of the real durable engine after another. Whatever happens to it, all that it has answered must
 * be there in the next life; {@link ShadowStore} knows what that is.
 */
public final class DurableStore {

    /** Few floors, because the table is made anew in each life; a run that folds tombstones would need more. */
    private static final StateLimits LIMITS = new StateLimits(1_000_000, 64, Version.MAX);

    private static final long BYTES_MAX = 64L << 20;

    /** So small that segments and snapshots come and go. */
    private static final LogOptions SMALL = new LogOptions(1_500, 256, 600);

    private static final int SNAPSHOT_RECORDS_MIN = 15;
    private static final int SNAPSHOT_RECORDS_MAX = 90;

    /** A death amid a step comes at one of so many points; most steps have fewer, and then it comes in one of the next. */
    private static final int POINTS_MAX = 40;

    private static final int POINTS_OF_A_START_MAX = 120;
    private static final int FORCES_MAX = 6;

    /** Who hears of it. */
    public interface Listener {

        /** For whom a command is that is being handed over now; null if it cannot be told. */
        SubmittedCommand.@Nullable Origin origin();

        /** A command is done and, if it is a write, durable; its reply is about to leave. */
        void executed(SubmittedCommand asked, Reply reply);

        /** A start has found a write done whose reply never left. */
        void untold(SubmittedCommand asked, Reply reply);

        /** The process has ended. */
        void died(String how);
    }

    final VirtualProcess process;
    final SeededChance steps;
    final FaultTally tally;
    final Listener listener;
    final ShadowStore shadow = new ShadowStore(LIMITS);
    private final SeededChance chance;
    private final SeededChance crashes;
    private final StoreId storeId;
    private final DurableOptions options;
    private ForgetfulDisk disk = new ForgetfulDisk();
    private MortalDisk mortal;
    private @Nullable StoreRun life;

    /** What the last life had been handed and not answered. */
    private List<SubmittedCommand> unanswered = List.of();

    private boolean full;

    /** Whether the disk was full at any time in the last life, the one of {@link #unanswered} or of now. */
    private boolean wasFull;

    private boolean slow;
    private boolean forgetful;

    /** The point at which the next start dies; 0: it does not. */
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
        this.mortal = new MortalDisk(disk);
        begin();
    }

    /** Why not left to the engine: its bounds would have many floors. */
    private void begin() {
        LogRecord record = new LogRecord.Begin(storeId, LIMITS);
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(record));
        RecordCodec.encode(record, bytes);
        Batch batch = new Batch(bytes.capacity());
        batch.add(bytes.flip());
        try (Log log = Log.open(disk, SMALL, chance, new NothingThere())) {
            log.append(batch);
        }
    }

    /** What its processes run on; another one after a loss of power. */
    ForgetfulDisk disk() {
        return disk;
    }

    StoreId storeId() {
        return storeId;
    }

    /**
     * Starts a process on the disk. All that any before it has answered is there, or that is an AssertionError.
     *
     * @return null if it died before it could answer
     */
    @Nullable
    public Engine start() {
        mortal = new MortalDisk(disk);
        if (pointOfStart > 0) {
            mortal.dieAtPoint(pointOfStart);
            pointOfStart = 0;
        }
        try {
            StoreRun next = new StoreRun(this, mortal, options, chance);
            mortal.spare();
            begun(next);
            return next;
        } catch (MortalDisk.ProcessDied e) {
            tally.add(FaultKind.DEATH_AMID_START);
            listener.died("dies amid a start");
        } catch (DiskFailedException | NoRoomException e) {
            mortal.die();
            listener.died("cannot start: " + e.getMessage());
        }
        return null;
    }

    private void begun(StoreRun next) {
        if (!next.storeId().equals(Optional.of(storeId))) {
            throw new AssertionError(
                    "the store " + storeId + " came back as " + next.storeId().orElseThrow());
        }
        life = next;
        next.recovery().snapshot().ifPresent(snapshot -> tally.add(FaultKind.SNAPSHOT_LOADED));
        next.recovery().cut().ifPresent(cut -> tally.add(FaultKind.TORN_TAIL));
        List<ShadowStore.Done> untold = shadow.started(next.real(), unanswered, wasFull);
        unanswered = List.of();
        wasFull = full;
        for (ShadowStore.Done done : untold) {
            tally.add(FaultKind.UNTOLD_WRITE);
            listener.untold(done.asked(), done.reply());
        }
    }

    /** What the start of this life has found, for the trace. */
    public String told() {
        StoreRun now = life;
        return now == null ? "" : now.told();
    }

    /** From now on nothing that is not forced survives a loss of power; otherwise chance decides. */
    public void forgetAll() {
        forgetful = true;
    }

    /** Ends the process now, wherever it stands between its steps. */
    public void kill() {
        StoreRun now = life;
        if (now != null) {
            tally.add(FaultKind.SERVER_KILL);
            ended(now, false, "is killed");
        }
    }

    /** The same, and what is not forced may be gone, or torn. */
    public void losePower() {
        StoreRun now = life;
        if (now != null) {
            tally.add(FaultKind.POWER_LOSS);
            ended(now, true, "loses power");
        }
    }

    /**
     * It dies soon, in the middle of a step, or, if none comes so far, at the end of one.
     *
     * @param point 1 or more
     */
    public void dieAmidStep(int point, boolean power) {
        if (life != null) {
            life.dieAmidStep(power);
            mortal.dieAtPoint(point);
        }
    }

    public void dieAmidStep(boolean power) {
        dieAmidStep(1 + crashes.nextInt(POINTS_MAX), power);
    }

    /** It dies when the next write is durable, and before its reply leaves. */
    public void dieBeforeReply(boolean power) {
        if (life != null) {
            life.dieBeforeReply(power);
        }
    }

    /** The next start dies at the point of that number, if it comes so far. */
    public void dieAmidStart(int point) {
        pointOfStart = point;
    }

    public void dieAmidStart() {
        dieAmidStart(1 + crashes.nextInt(POINTS_OF_A_START_MAX));
    }

    /** From now on there is no room for more than there is. */
    public void fillUp() {
        full = true;
        wasFull |= life != null;
        setFaults();
    }

    public void makeRoom() {
        full = false;
        setFaults();
    }

    /** The force of that number from now on fails, and what it was to make durable is dropped. */
    public void failForce(int force) {
        disk.fail(DiskFaults.failAtForce(force, false));
    }

    public void failForce() {
        failForce(1 + crashes.nextInt(FORCES_MAX));
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

    /** Nothing that was ordered happens any more. */
    public void calm() {
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

    /** A life is over: because power is lost, if {@code power}, or because the process ended. */
    void ended(StoreRun ending, boolean power, String how) {
        if (ending != life) {
            return;
        }
        unanswered = ending.end();
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
