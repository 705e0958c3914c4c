package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.engine.figures.Buckets;
import dev.latchkey.engine.figures.Distribution;
import dev.latchkey.engine.figures.Histogram;
import dev.latchkey.engine.state.Followers;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.MemoryAdmission;
import dev.latchkey.engine.state.QueuedCommand;
import dev.latchkey.engine.state.ReserveAdmission;
import dev.latchkey.log.Log;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.seams.Time;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Group commit: writes the queued commands to the log as one batch, fsyncs it, applies the commands and delivers their replies. In this
 * order, so no client sees a write before it is durable. For the commit leader.
 *
 * <p>A step can write several batches: a batch ends when it is full, or before a command whose memory admission depends on commands of
 * the same batch.
 */
final class GroupCommit {

    /** The commands of one step, or their replies, use about this much memory; the largest command fits several times. */
    private static final int STEP_BYTES_MAX = 8 << 20;

    private static final int STEP_BYTES_MIN = 2 << 20;

    /** A step uses at most one part in this many of the memory limit, since a small heap has no memory to spare. */
    private static final int STEP_SHARE = 32;

    /** Commands of about this many bytes are applied, at least one, before another thread can read. */
    private static final int APPLIED_AT_ONCE_BYTES = 1 << 16;

    private static final Reply DISK_FULL = new Reply.Refused(Reply.Refusal.DISK_FULL);

    private final Log log;
    private final GuardedState state;
    private final CommitQueue queue;
    private final FsyncTimes fsyncs;
    private final DiskSpaceGuard space;
    private final Snapshotter snapshots;
    private final MemoryAdmission admission;
    private final RecordBatch batch;
    private final Arrivals arrivals;
    private final Followers followers;
    private final Time time;
    private final ReserveAdmission reserve = new ReserveAdmission();
    private final Histogram batchRecords = new Histogram(Buckets.NUMBERS);
    private final Histogram batchBytes = new Histogram(Buckets.BYTES);
    private final int stepBytesMax;
    private final List<QueuedCommand> taken = new ArrayList<>();
    private ByteBuffer scratch = ByteBuffer.allocate(1 << 12);

    /** How many of the taken commands have been answered. */
    private int done;

    private volatile long applied;

    /** @param batch an empty batch of about {@link #batchBytesMax} */
    GroupCommit(
            Log log,
            GuardedState state,
            CommitQueue queue,
            FsyncTimes fsyncs,
            DiskSpaceGuard space,
            Snapshotter snapshots,
            RecordBatch batch,
            Arrivals arrivals,
            Followers followers,
            Time time) {
        this.log = log;
        this.state = state;
        this.queue = queue;
        this.fsyncs = fsyncs;
        this.space = space;
        this.snapshots = snapshots;
        this.batch = batch;
        this.arrivals = arrivals;
        this.followers = followers;
        this.time = time;
        this.admission = new MemoryAdmission(state);
        this.stepBytesMax = stepBytesMax(state.bytesMax());
        this.applied = log.position().index();
    }

    private static int stepBytesMax(long stateBytesMax) {
        return (int) Math.max(STEP_BYTES_MIN, Math.min(STEP_BYTES_MAX, stateBytesMax / STEP_SHARE));
    }

    /** The size of a batch that holds all commands of a step. */
    static int batchBytesMax(long stateBytesMax) {
        return 2 * stepBytesMax(stateBytesMax);
    }

    /** The index of the last record that was applied. For any thread. */
    long applied() {
        return applied;
    }

    /** The number of records of each batch that was fsynced. For any thread. */
    Distribution batchRecords() {
        return batchRecords.read();
    }

    /** The size of each batch that was fsynced. For any thread. */
    Distribution batchBytes() {
        return batchBytes.read();
    }

    /**
     * Commits the queued commands, up to a limit in bytes. Blocks as long as the disk takes.
     *
     * @return how many commands it has answered
     * @throws dev.latchkey.log.errors.DiskFailedException if the disk failed; the caller must {@link #loseTaken}
     */
    int step() {
        taken.clear();
        done = 0;
        queue.take(taken, stepBytesMax);
        while (done < taken.size()) {
            List<QueuedCommand> part = nextPart();
            append(part);
            apply(part);
            applied = log.position().index();
            arrivals.executed(part);
            Delivery.answer(part);
            followers.applied();
            done += part.size();
        }
        return done;
    }

    /** After a failed step: loses the commands that the step took and did not answer, since any of them may be in the log. */
    void loseTaken(String sentence, Throwable reason) {
        List<QueuedCommand> unanswered = List.copyOf(taken.subList(done, taken.size()));
        done = taken.size();
        Delivery.lose(unanswered, sentence, reason);
    }

    /** Fills the batch, and returns the commands that are in it or need not be logged. */
    private List<QueuedCommand> nextPart() {
        batch.clear();
        List<QueuedCommand> rest = taken.subList(done, taken.size());
        int admitted = admission.admit(rest);
        long wallMillis = time.wallMillis();
        rest.subList(0, admitted).forEach(queued -> queued.stamp(wallMillis));
        int to = 0;
        while (to < admitted && joinsBatch(rest.get(to))) {
            to++;
        }
        return rest.subList(0, to);
    }

    /** Adds a write to the batch if it is to be logged; false if the batch is full. */
    private boolean joinsBatch(QueuedCommand queued) {
        return !queued.isLogged() || batch.add(encoded(queued));
    }

    private ByteBuffer encoded(QueuedCommand queued) {
        LogRecord record =
                new LogRecord.Write(Objects.requireNonNull(queued.command().asWrite()), queued.origin());
        int length = RecordCodec.lengthOf(record);
        if (length > scratch.capacity()) {
            scratch = ByteBuffer.allocate(length);
        }
        scratch.clear();
        RecordCodec.encode(record, scratch);
        return scratch.flip();
    }

    private void append(List<QueuedCommand> part) {
        if (batch.records() == 0) {
            return;
        }
        if (!space.isFull() || (!snapshots.isRunning() && space.tryRecover())) {
            reserve.reset();
            try {
                write();
                return;
            } catch (NoRoomException e) {
                space.onDiskFull(e);
            }
        }
        appendFreeingOnly(part);
    }

    /** On a full disk, writes that may free space use the reserve and all others are refused. */
    private void appendFreeingOnly(List<QueuedCommand> part) {
        batch.clear();
        refuse(part, false);
        for (QueuedCommand queued : part) {
            if (!joinsBatch(queued)) {
                throw new IllegalStateException(queued.command() + " does not fit into the batch that held it before");
            }
        }
        if (batch.records() == 0) {
            return;
        }
        try {
            write();
        } catch (NoRoomException e) {
            refuse(part, true);
        }
    }

    private void refuse(List<QueuedCommand> part, boolean all) {
        for (QueuedCommand queued : part) {
            Command.Write write = queued.command().asWrite();
            if (write != null && queued.isLogged() && (all || !reserve.admits(write))) {
                queued.reply(DISK_FULL);
            }
        }
    }

    private void write() {
        fsyncs.time(() -> log.append(batch));
        batchRecords.record(batch.records());
        batchBytes.record(batch.bytes());
        snapshots.countWritten(batch.bytes(), batch.records());
    }

    private void apply(List<QueuedCommand> part) {
        int to = 0;
        while (to < part.size()) {
            to = state.applyAdmitted(part, to, APPLIED_AT_ONCE_BYTES);
        }
    }
}
