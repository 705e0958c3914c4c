package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.log.Log;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The writer of a durable engine, as steps: takes what waits, writes it to the log and forces it, applies it, answers. In this order,
 * so nothing is seen before it is durable. For one thread.
 *
 * <p>A step may make several batches of what it has taken: one ends where it is full, or where it must be applied before it can be
 * said whether the next command has room in memory.
 */
final class GroupCommit {

    /** What the commands taken at once hold, or their replies; the largest fits several times. */
    private static final int STEP_BYTES_MAX = 8 << 20;

    private static final int STEP_BYTES_MIN = 2 << 20;

    /** Of the room of the state: a small heap has none to spare. */
    private static final int STEP_SHARE = 32;

    /** Commands of so many bytes are applied, at least one, before somebody else may read. */
    private static final int APPLIED_AT_ONCE_BYTES = 1 << 16;

    private static final Reply DISK_FULL = new Reply.Refused(Reply.Refusal.DISK_FULL);

    private final Log log;
    private final GuardedState state;
    private final CommitQueue intake;
    private final FsyncTimes forces;
    private final DiskSpaceGuard room;
    private final Snapshotting snapshots;
    private final MemoryAdmission admission;
    private final List<QueuedCommand> taken = new ArrayList<>();
    private final int stepBytesMax;
    private final RecordBatch batch;
    private ByteBuffer scratch = ByteBuffer.allocate(1 << 12);
    private volatile long applied;

    GroupCommit(
            Log log,
            GuardedState state,
            CommitQueue intake,
            FsyncTimes forces,
            DiskSpaceGuard room,
            Snapshotting snapshots) {
        this.log = log;
        this.state = state;
        this.intake = intake;
        this.forces = forces;
        this.room = room;
        this.snapshots = snapshots;
        this.admission = new MemoryAdmission(state.bytesMax());
        this.stepBytesMax = (int) Math.max(STEP_BYTES_MIN, Math.min(STEP_BYTES_MAX, state.bytesMax() / STEP_SHARE));
        this.batch = new RecordBatch(2 * stepBytesMax);
        this.applied = log.position().index();
    }

    /** The index of the last record that is applied. For any thread. */
    long applied() {
        return applied;
    }

    /**
     * Does what waits, or as much of it as goes into one step. Blocks as long as the disk takes.
     *
     * @return how many commands it has answered
     * @throws dev.latchkey.log.errors.DiskFailedException if the disk failed: nothing of the batch is answered, and nobody knows what of it is there
     */
    int step() {
        taken.clear();
        intake.take(taken, stepBytesMax);
        int done = 0;
        while (done < taken.size()) {
            int from = done;
            int to = state.locked(now -> gather(now, from));
            List<QueuedCommand> part = taken.subList(from, to);
            append(part);
            apply(part);
            applied = log.position().index();
            answer(part);
            done = to;
        }
        return done;
    }

    /** Fills the batch; the index behind the last command that belongs to it, or need not be written. */
    private int gather(StateMachine now, int from) {
        batch.clear();
        admission.begin();
        int to = from;
        while (to < taken.size() && joins(taken.get(to), now, taken.subList(from, to))) {
            to++;
        }
        return to;
    }

    private boolean joins(QueuedCommand waiting, StateMachine now, List<QueuedCommand> before) {
        if (!waiting.command.isWrite()) {
            return true;
        }
        if (waiting.command instanceof Command.Put put) {
            MemoryAdmission.Ruling ruling = admission.rule(put, now, before, batch.records() == 0);
            if (ruling == MemoryAdmission.Ruling.REFUSED) {
                waiting.reply = GuardedState.NO_ROOM;
            }
            if (ruling != MemoryAdmission.Ruling.ADMITTED) {
                return ruling == MemoryAdmission.Ruling.REFUSED;
            }
        } else {
            waiting.writtenKey().ifPresent(admission::deletes);
        }
        return batch.add(encoded(waiting.command));
    }

    private ByteBuffer encoded(Command command) {
        LogRecord record = new LogRecord.Write(command);
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
        if (!room.isFull() || (!snapshots.isRunning() && room.heals())) {
            try {
                write();
                return;
            } catch (NoRoomException e) {
                room.isGone(e);
            }
        }
        appendDeletesOnly(part);
    }

    /** On a full disk puts are refused; deletes get the room that is kept for them, since they make some. */
    private void appendDeletesOnly(List<QueuedCommand> part) {
        batch.clear();
        for (QueuedCommand waiting : part) {
            if (waiting.command instanceof Command.Put && !waiting.isRefused()) {
                waiting.reply = DISK_FULL;
            } else if (waiting.command.isWrite() && !waiting.isRefused()) {
                batch.add(encoded(waiting.command));
            }
        }
        if (batch.records() == 0) {
            return;
        }
        try {
            write();
        } catch (NoRoomException e) {
            part.stream().filter(waiting -> waiting.command.isWrite()).forEach(waiting -> waiting.reply = DISK_FULL);
        }
    }

    private void write() {
        forces.time(() -> log.append(batch));
        snapshots.wrote(batch.bytes(), batch.records());
    }

    private void apply(List<QueuedCommand> part) {
        int done = 0;
        while (done < part.size()) {
            int from = done;
            done = state.locked(now -> applySome(now, part, from));
        }
    }

    private static int applySome(StateMachine now, List<QueuedCommand> part, int from) {
        int to = from;
        for (int bytes = 0; to < part.size() && bytes < APPLIED_AT_ONCE_BYTES; to++) {
            QueuedCommand waiting = part.get(to);
            bytes += waiting.weight();
            if (!waiting.isRefused()) {
                waiting.reply = now.apply(waiting.command);
            }
        }
        return to;
    }

    private static void answer(List<QueuedCommand> part) {
        IdentityHashMap<Executor, List<QueuedCommand>> byHome = new IdentityHashMap<>();
        for (QueuedCommand waiting : part) {
            byHome.computeIfAbsent(waiting.home, home -> new ArrayList<>()).add(waiting);
        }
        byHome.forEach(GroupCommit::answerAt);
    }

    private static void answerAt(Executor home, List<QueuedCommand> answered) {
        try {
            home.execute(() -> answered.forEach(QueuedCommand::answer));
        } catch (RejectedExecutionException e) {
            // The thread has ended, and with it the connections of all who asked: what they asked is done all the same.
            return;
        }
    }
}
