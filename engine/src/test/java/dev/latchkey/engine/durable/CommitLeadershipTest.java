package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.engine.state.QueuedCommand;
import dev.latchkey.seams.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commit leadership, with a writer thread that is asleep when a test continues. No time passes during a batch delay. */
@Timeout(20)
class CommitLeadershipTest {

    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final Executor HOME = task -> {};

    private final CommitQueue queue = new CommitQueue(10_000);
    private final BatchDelay delay = new BatchDelay();
    private final ManualTime time = new ManualTime();
    private final CommitLeadership leadership = new CommitLeadership(queue, delay, time);
    private final AtomicBoolean worthIt = new AtomicBoolean();

    CommitLeadershipTest() {
        leadership.offerWhen(worthIt::get);
    }

    /** Queues a command as an engine does, and returns whether the leadership is offered to its submitter. */
    private boolean commandQueued() {
        assertThat(queue.offer(CommitQueueTest.queued(SteppedStore.put("k", "v", 0), HOME)))
                .isTrue();
        return leadership.offer();
    }

    private void takeAll() {
        List<QueuedCommand> taken = new ArrayList<>();
        queue.take(taken, FOR_EVER);
    }

    private void close() {
        queue.close();
        leadership.wakeWriter();
    }

    /** Starts a writer thread, which is asleep on return. */
    private Sleeper asleep(long idleNanos) {
        CompletableFuture<CommitLeadership.Next> next = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                next.complete(leadership.await(idleNanos));
            } catch (RuntimeException e) {
                next.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(next).isNotDone();
            Thread.onSpinWait();
        }
        return new Sleeper(thread, next);
    }

    private record Sleeper(Thread thread, CompletableFuture<CommitLeadership.Next> next) {

        CommitLeadership.Next result() throws Exception {
            return next.get();
        }

        /** A writer that is seen to be awake must sleep again before this returns; one that was just woken may go unnoticed. */
        void staysAsleep() {
            while (thread.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
            assertThat(next).isNotDone();
        }
    }

    @Test
    void theWriterSleepsUntilACommandIsQueued() throws Exception {
        Sleeper writer = asleep(FOR_EVER);
        assertThat(commandQueued()).isFalse();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void withoutCommandsTheWriterIsIdle() {
        assertThat(leadership.await(1)).isEqualTo(CommitLeadership.Next.IDLE);
    }

    @Test
    void closingWakesTheWriterWhichEnds() throws Exception {
        Sleeper writer = asleep(FOR_EVER);
        close();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.END);
    }

    @Test
    void queuedCommandsAreCommittedWithoutDelayOnceClosed() {
        commandQueued();
        delay.answered(50, 0, TimeUnit.HOURS.toNanos(1), time.nanos());
        close();
        assertThat(leadership.await(FOR_EVER)).isEqualTo(CommitLeadership.Next.WORK);
        takeAll();
        assertThat(leadership.await(FOR_EVER)).isEqualTo(CommitLeadership.Next.END);
    }

    @Test
    void theWriterInABatchDelayIsWokenWhenEnoughCommandsAreQueued() throws Exception {
        commandQueued();
        delay.answered(3, 0, TimeUnit.HOURS.toNanos(1), time.nanos());
        Sleeper writer = asleep(FOR_EVER);
        commandQueued();
        writer.staysAsleep();
        commandQueued();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
        assertThat(queue.size()).isEqualTo(3);
    }

    @Test
    void leadershipIsOfferedOnceToTheFirstSubmitter() {
        worthIt.set(true);
        assertThat(commandQueued()).isTrue();
        assertThat(commandQueued()).as("offered already").isFalse();
        assertThat(leadership.acceptOffer()).isTrue();
        assertThat(leadership.acceptOffer()).as("accepted already").isFalse();
        takeAll();
        assertThat(leadership.handOver()).as("nothing is left").isNull();
        assertThat(commandQueued()).isTrue();
    }

    @Test
    void leadershipIsOfferedAgainForWhatWasQueuedMeanwhile() {
        worthIt.set(true);
        commandQueued();
        leadership.acceptOffer();
        takeAll();
        assertThat(commandQueued()).isFalse();
        assertThat(leadership.handOver()).isSameAs(HOME);
        assertThat(leadership.acceptOffer()).isTrue();
    }

    @Test
    void offerIsNotAcceptedIfTheQueueIsEmpty() {
        worthIt.set(true);
        commandQueued();
        takeAll();
        assertThat(leadership.acceptOffer()).isFalse();
        assertThat(commandQueued()).as("no leader").isTrue();
    }

    @Test
    void theWriterWaitsWhileTheLeadershipIsOffered() throws Exception {
        worthIt.set(true);
        Sleeper writer = asleep(FOR_EVER);
        assertThat(commandQueued()).isTrue();
        writer.staysAsleep();
        assertThat(leadership.acceptOffer()).isTrue();
        writer.staysAsleep();
        worthIt.set(false);
        assertThat(leadership.handOver()).isNull();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void theWriterWaitsForALeadingSubmitterThoughCommandsAreQueued() throws Exception {
        worthIt.set(true);
        commandQueued();
        leadership.acceptOffer();
        Sleeper writer = asleep(FOR_EVER);
        worthIt.set(false);
        leadership.handOver();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void theWriterThatFellAsleepDuringAnInlineStepIsWokenForWhatIsQueuedAfterIt() throws Exception {
        worthIt.set(true);
        commandQueued();
        leadership.acceptOffer();
        takeAll();
        Sleeper writer = asleep(FOR_EVER);
        assertThat(leadership.handOver()).isNull();
        worthIt.set(false);
        assertThat(commandQueued()).isFalse();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void nothingIsOfferedWhileTheWriterLeads() {
        commandQueued();
        assertThat(leadership.await(FOR_EVER)).isEqualTo(CommitLeadership.Next.WORK);
        worthIt.set(true);
        assertThat(commandQueued()).isFalse();
        takeAll();
        assertThat(leadership.await(1)).isEqualTo(CommitLeadership.Next.IDLE);
        assertThat(commandQueued())
                .as("the writer leads while it does idle work")
                .isFalse();
    }

    @Test
    void inlineStepsRestartTheIdleTime() throws Exception {
        worthIt.set(true);
        commandQueued();
        leadership.acceptOffer();
        takeAll();
        Sleeper writer = asleep(TimeUnit.MILLISECONDS.toNanos(1));
        writer.staysAsleep();
        leadership.handOver();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.IDLE);
    }

    @Test
    void theWriterDoesNotEndBeforeALeadingSubmitter() throws Exception {
        worthIt.set(true);
        commandQueued();
        leadership.acceptOffer();
        takeAll();
        close();
        Sleeper writer = asleep(FOR_EVER);
        assertThat(leadership.handOver()).isNull();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.END);
    }

    @Test
    void onceClosedTheWriterCommitsWhatSubmittersHaveNotBegun() throws Exception {
        worthIt.set(true);
        commandQueued();
        Sleeper writer = asleep(FOR_EVER);
        close();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
        assertThat(leadership.acceptOffer()).as("too late").isFalse();
    }

    @Test
    void withdrawnOfferWakesTheWriter() throws Exception {
        worthIt.set(true);
        Sleeper writer = asleep(FOR_EVER);
        assertThat(commandQueued()).isTrue();
        leadership.withdrawOffer();
        assertThat(leadership.acceptOffer()).as("withdrawn").isFalse();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void interruptedWriterFails() {
        Sleeper writer = asleep(FOR_EVER);
        writer.thread().interrupt();
        assertThatThrownBy(writer::result)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("interrupted");
    }
}
