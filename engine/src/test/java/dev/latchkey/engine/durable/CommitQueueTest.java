package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.state.QueuedCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class CommitQueueTest {

    private final CommitQueue queue = new CommitQueue(1_000);

    static QueuedCommand queued(Command command, Executor home) {
        return new QueuedCommand(command, Asker.of(home, reply -> {}, reason -> {}));
    }

    private static QueuedCommand queuedHere(Command command) {
        return queued(command, Runnable::run);
    }

    private static QueuedCommand put(int bytes) {
        return queuedHere(SteppedStore.put("k", "v".repeat(bytes - 1), 0));
    }

    private List<QueuedCommand> take(long bytesMax) {
        List<QueuedCommand> taken = new ArrayList<>();
        queue.take(taken, bytesMax);
        return taken;
    }

    @Test
    void commandsAreTakenInOrderAndInPieces() {
        List<QueuedCommand> all = List.of(put(44), put(44), put(44));
        all.forEach(one -> assertThat(queue.offer(one)).isTrue());
        assertThat(take(650)).containsExactly(all.get(0), all.get(1));
        assertThat(take(1)).as("always at least one").containsExactly(all.get(2));
        assertThat(take(1)).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Test
    void queuedBytesAreLimitedAndReleasedWhenTaken() {
        assertThat(queue.offer(put(344))).isTrue();
        assertThat(queue.offer(put(344))).isFalse();
        assertThat(queue.offer(queuedHere(SteppedStore.get("k"))))
                .as("a read is accepted by a full queue")
                .isTrue();
        assertThat(take(10_000)).hasSize(2);
        assertThat(queue.offer(put(344))).isTrue();
    }

    @Test
    void queuedReadsDoNotCauseWritesToBeRefused() {
        for (int i = 0; i < 100; i++) {
            assertThat(queue.offer(queuedHere(SteppedStore.get("k")))).isTrue();
        }
        assertThat(queue.offer(put(700))).isTrue();
        assertThat(take(100_000)).hasSize(101);
        assertThat(queue.offer(put(700))).as("all bytes are released").isTrue();
    }

    @Test
    void pageThatIsNotYetMadeDoesNotCountAgainstTheLimit() {
        assertThat(queue.offer(queuedHere(new Command.ListKeys(Prefix.EMPTY, null, 1, true))))
                .isTrue();
        assertThat(queue.offer(put(344))).isTrue();
        assertThat(take(10_000)).as("its page counts once it is taken").hasSize(1);
        assertThat(take(10_000)).hasSize(1);
        assertThat(queue.offer(put(700))).as("all bytes are released").isTrue();
    }

    @Test
    void closedQueueAcceptsNothingButCanBeDrained() {
        queue.offer(put(1));
        queue.close();
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.offer(put(1))).isFalse();
        assertThat(take(10_000)).hasSize(1);
    }

    @Test
    void theFirstHomeIsThatOfTheOldestCommand() {
        assertThat(queue.firstHome()).isNull();
        Executor first = task -> {};
        queue.offer(queued(SteppedStore.put("k", "v", 0), first));
        queue.offer(put(1));
        assertThat(queue.firstHome()).isSameAs(first);
    }

    @Test
    void abandonedQueueReturnsWhatItHeldAndAcceptsNothing() {
        QueuedCommand put = put(344);
        queue.offer(put);
        assertThat(queue.abandon()).containsExactly(put);
        assertThat(take(10_000)).isEmpty();
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.offer(put(1))).isFalse();
    }
}
