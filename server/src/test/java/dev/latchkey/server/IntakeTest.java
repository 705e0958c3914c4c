package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.wire.SystemTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private final Intake intake = new Intake(1_000);
    private final Gathering gathering = new Gathering();

    private static Waiting waiting(Command command) {
        return new Waiting(command, Runnable::run, reply -> {});
    }

    private static Waiting put(int bytes) {
        return waiting(SteppedStore.put("k", "v".repeat(bytes - 1), 0));
    }

    private List<Waiting> take(long bytesMax) {
        List<Waiting> taken = new ArrayList<>();
        intake.take(taken, bytesMax);
        return taken;
    }

    private CompletableFuture<Intake.Next> awaiting(long idleNanos) {
        return CompletableFuture.supplyAsync(
                () -> intake.await(gathering, SystemTime.INSTANCE, idleNanos), task -> new Thread(task).start());
    }

    @Test
    void commandsAreTakenInOrderAndInPieces() {
        List<Waiting> all = List.of(put(44), put(44), put(44));
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
    void theWriterSleepsUntilSomethingComes() throws Exception {
        CompletableFuture<Intake.Next> next = awaiting(0);
        intake.offer(put(1));
        assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo(Intake.Next.WORK);
    }

    @Test
    void whenNothingComesItIsIdle() {
        assertThat(intake.await(gathering, SystemTime.INSTANCE, 1)).isEqualTo(Intake.Next.IDLE);
    }

    @Test
    void closingWakesTheWriterWhichDoesWhatWaitsAndEnds() throws Exception {
        CompletableFuture<Intake.Next> next = awaiting(0);
        intake.close();
        assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo(Intake.Next.END);
        assertThat(intake.offer(put(1))).isFalse();
    }

    @Test
    void whatWaitsWhenItIsClosedIsDoneWithoutWaitingForMore() {
        intake.offer(put(1));
        gathering.answered(50, 0, TimeUnit.HOURS.toNanos(1), SystemTime.INSTANCE.nanos());
        intake.close();
        assertThat(intake.await(gathering, SystemTime.INSTANCE, 0)).isEqualTo(Intake.Next.WORK);
        take(10_000);
        assertThat(intake.await(gathering, SystemTime.INSTANCE, 0)).isEqualTo(Intake.Next.END);
    }

    @Test
    void theWriterThatWaitsForMoreIsWokenWhenThereIsEnough() throws Exception {
        intake.offer(put(1));
        gathering.answered(3, 0, TimeUnit.HOURS.toNanos(1), SystemTime.INSTANCE.nanos());
        CompletableFuture<Intake.Next> next = awaiting(0);
        intake.offer(put(1));
        intake.offer(put(1));
        assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo(Intake.Next.WORK);
        assertThat(intake.size()).isEqualTo(3);
    }

    @Test
    void whatIsAbandonedIsForgotten() {
        intake.offer(put(344));
        intake.abandon();
        assertThat(take(10_000)).isEmpty();
        assertThat(intake.offer(put(1))).isFalse();
    }

    @Test
    void interruptedWriterSaysSo() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Intake.Next> next = CompletableFuture.supplyAsync(
                () -> {
                    thread.complete(Thread.currentThread());
                    return intake.await(gathering, SystemTime.INSTANCE, 0);
                },
                task -> new Thread(task).start());
        thread.get(60, TimeUnit.SECONDS).interrupt();
        assertThatThrownBy(() -> next.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("interrupted");
    }
}
