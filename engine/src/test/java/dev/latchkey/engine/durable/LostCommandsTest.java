package dev.latchkey.engine.durable;

import static dev.latchkey.engine.durable.SteppedStore.get;
import static dev.latchkey.engine.durable.SteppedStore.put;
import static dev.latchkey.engine.durable.SteppedStore.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.durable.SteppedStore.Answer;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** When a durable engine fails, every command has exactly one outcome: what was not answered is lost, now or when it is submitted. */
final class LostCommandsTest {

    private final InMemoryDisk disk = new InMemoryDisk();
    private final SteppedStore store = new SteppedStore(disk);

    private void fail() {
        disk.fail(DiskFaults.failAtFsync(1, true));
        assertThatThrownBy(store::step).isInstanceOf(DiskFailedException.class);
    }

    @Test
    void commandsOfTheFailedBatchAreLost() {
        Answer write = store.submit(put("a", "x", 0));
        Answer read = store.submit(get("a"));
        fail();
        assertThat(List.of(write, read)).allMatch(answer -> answer.reply == null && answer.lost != null);
    }

    @Test
    void commandsThatWereQueuedBehindTheFailedBatchAreLost() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(store.submit(put("k" + i, "x".repeat(1_000_000), 0)));
        }
        fail();
        assertThat(store.engine.hasWork()).isFalse();
        assertThat(answers).allMatch(answer -> answer.reply == null && answer.lost != null);
    }

    @Test
    void submitAfterAFailureIsLostAndNotDropped() {
        store.submit(put("a", "x", 0));
        fail();
        Answer write = store.submit(put("b", "x", 0));
        Answer read = store.submit(get("a"));
        assertThat(write.lost).startsWith("the outcome is unknown because the store failed: ");
        assertThat(read.lost).isEqualTo(write.lost);
    }

    @Test
    void failureOutsideOfAStepLosesWhatIsQueued() {
        assertThat(store.ask(put("a", "x", 0))).isEqualTo(written(1));
        Answer queued = store.submit(put("a", "y", 1));
        disk.fail(DiskFaults.failAtFsync(1, true));
        assertThatThrownBy(() -> store.engine.idle(Runnable::run)).isInstanceOf(DiskFailedException.class);
        assertThat(queued.lost).isNotNull();
    }

    @Test
    void homeThatThrowsKeepsNoOtherHomeFromItsOutcome() {
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");
        Executor fullHome = task -> {
            throw full;
        };
        List<Reply> replies = new ArrayList<>();
        store.engine.submit(put("a", "x", 0), Asker.of(fullHome, replies::add, reason -> {}));
        Answer other = store.submit(put("b", "x", 0));
        Answer second = store.submit(put("c", "x", 0));
        assertThatThrownBy(store::step).isSameAs(full);
        assertThat(replies).isEmpty();
        assertThat(other.reply != null).isNotEqualTo(other.lost != null);
        assertThat(second.reply != null).isNotEqualTo(second.lost != null);
        assertThat(store.failures).containsExactly(full);
    }

    @Test
    void closingAnEngineThatHasNotFailedLosesNothing() {
        Answer queued = store.submit(put("a", "x", 0));
        store.close();
        assertThat(queued.reply).isEqualTo(written(1));
        assertThat(store.submit(put("b", "x", 0)).reply).isInstanceOf(Reply.Refused.class);
    }
}
