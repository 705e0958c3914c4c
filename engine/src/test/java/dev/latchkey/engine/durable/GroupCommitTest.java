package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.durable.SteppedStore.Answer;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.engine.recovery.StoreReplay;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.engine.state.Followers;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.HeapGuard;
import dev.latchkey.engine.state.Once;
import dev.latchkey.engine.state.QueuedCommand;
import dev.latchkey.log.Log;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import dev.latchkey.seams.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Group commit: nothing is answered that was not logged, and a full disk asks the write, whatever it is wrapped in. */
final class GroupCommitTest {

    private static final long BYTES_MAX = 1 << 20;

    private final InMemoryDisk disk = new InMemoryDisk();

    /** The batch holds only a few of the records of a step. */
    @Test
    void writesThatDoNotFitIntoABatchAreLoggedInTheNext() {
        StoreReplay replay = new StoreReplay(new SipHash(1, 2), ignoring(), HeapGuard.UNLIMITED);
        ManualTime time = new ManualTime();
        LogOptions options = SteppedStore.SMALL;
        try (Log log = Log.open(disk, options, new SplittableRandom(1), replay)) {
            GuardedState state = new GuardedState(new StateMachine(StateLimits.STANDARD, new SipHash(1, 2)), BYTES_MAX);
            CommitQueue queue = new CommitQueue(BYTES_MAX);
            Snapshotter snapshots =
                    new Snapshotter(log, state, new StoreId(1, 2), SteppedStore.OPTIONS, time, failure -> {});
            GroupCommit commit = new GroupCommit(
                    log,
                    state,
                    queue,
                    new FsyncTimes(time),
                    new DiskSpaceGuard(log, time, options.reserveBytes()),
                    snapshots,
                    new RecordBatch(200),
                    new Arrivals(queue, new SessionExpiry(state, time, false, () -> false), state),
                    new Followers(state::revision),
                    time);
            long before = log.position().index();
            List<Answer> answers = new ArrayList<>();
            for (int version = 0; version < 20; version += 2) {
                answers.add(submit(queue, SteppedStore.put("k", "v", 0)));
                answers.add(submit(queue, SteppedStore.delete("k", version + 1)));
            }
            assertThat(commit.step()).isEqualTo(20);
            assertThat(answers).allMatch(answer -> answer.reply instanceof Reply.Written);
            assertThat(log.position().index() - before).as("records in the log").isEqualTo(20);
        }
    }

    private static Answer submit(CommitQueue queue, Command command) {
        Answer answer = new Answer();
        assertThat(queue.offer(new QueuedCommand(command, answer))).isTrue();
        return answer;
    }

    private static StoreListener ignoring() {
        return SteppedStore.recording(new ArrayList<>());
    }

    @Test
    void onAFullDiskAWrappedPutIsRefusedAndAWrappedDeletePasses() {
        try (SteppedStore store = new SteppedStore(disk)) {
            store.ask(SteppedStore.put("a", "x", 0));
            disk.fail(DiskFaults.full(disk.contents().values().stream()
                    .mapToLong(bytes -> bytes.length)
                    .sum()));
            Answer put = store.submit(new Once(SteppedStore.put("b", "x".repeat(3_000), 0)));
            Answer delete = store.submit(new Once(SteppedStore.delete("a", 1)));
            store.step();
            assertThat(put.reply).isEqualTo(new Reply.Refused(Reply.Refusal.DISK_FULL));
            assertThat(delete.reply).isEqualTo(SteppedStore.written(2));
            assertThat(store.ask(new Once(SteppedStore.put("b", "x", 0))))
                    .isEqualTo(new Reply.Refused(Reply.Refusal.DISK_FULL));
        }
    }
}
