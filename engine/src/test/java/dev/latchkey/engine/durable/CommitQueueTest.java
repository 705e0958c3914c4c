package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class CommitQueueTest {

    private final CommitQueue intake = new CommitQueue(1_000);

    private static QueuedCommand waiting(Command command) {
        return new QueuedCommand(command, Runnable::run, reply -> {});
    }

    private static QueuedCommand put(int bytes) {
        return waiting(SteppedStore.put("k", "v".repeat(bytes - 1), 0));
    }

    private List<QueuedCommand> take(long bytesMax) {
        List<QueuedCommand> taken = new ArrayList<>();
        intake.take(taken, bytesMax);
        return taken;
    }

    @Test
    void commandsAreTakenInOrderAndInPieces() {
        List<QueuedCommand> all = List.of(put(44), put(44), put(44));
        all.forEach(one -> assertThat(intake.offer(one)).isTrue());
        assertThat(take(650)).containsExactly(all.get(0), all.get(1));
        assertThat(take(1)).as("one fits in any case").containsExactly(all.get(2));
        assertThat(take(1)).isEmpty();
        assertThat(intake.size()).isZero();
    }

    @Test
    void bytesThatWaitAreBoundedAndFreedWhenTaken() {
        assertThat(intake.offer(put(344))).isTrue();
        assertThat(intake.offer(put(344))).isFalse();
        assertThat(intake.offer(waiting(SteppedStore.get("k"))))
                .as("it holds no value")
                .isTrue();
        assertThat(take(10_000)).hasSize(2);
        assertThat(intake.offer(put(344))).isTrue();
    }

    @Test
    void pageThatIsNotYetMadeTakesNoRoomFromWrites() {
        assertThat(intake.offer(waiting(new Command.ListKeys(Prefix.EMPTY, null, 1, true))))
                .isTrue();
        assertThat(intake.offer(put(344))).isTrue();
        assertThat(take(10_000)).as("once taken, it is made").hasSize(1);
        assertThat(take(10_000)).hasSize(1);
        assertThat(intake.offer(put(700))).as("all that was held is free").isTrue();
    }

    @Test
    void closedIntakeTakesNothingMoreButHandsOutWhatWaits() {
        intake.offer(put(1));
        intake.close();
        assertThat(intake.isClosed()).isTrue();
        assertThat(intake.offer(put(1))).isFalse();
        assertThat(take(10_000)).hasSize(1);
    }

    @Test
    void theFirstHomeIsThatOfWhatHasWaitedLongest() {
        assertThat(intake.firstHome()).isNull();
        Executor first = task -> {};
        intake.offer(new QueuedCommand(SteppedStore.put("k", "v", 0), first, reply -> {}));
        intake.offer(put(1));
        assertThat(intake.firstHome()).isSameAs(first);
    }

    @Test
    void whatIsAbandonedIsForgotten() {
        intake.offer(put(344));
        intake.abandon();
        assertThat(take(10_000)).isEmpty();
        assertThat(intake.isClosed()).isTrue();
        assertThat(intake.offer(put(1))).isFalse();
    }
}
