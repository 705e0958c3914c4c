package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** Who has the turn, with a writer that is asleep when a test goes on. For a writer that gathers no time passes. */
@Timeout(20)
class CommitLeadershipTest {

    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final Executor HOME = task -> {};

    private final CommitQueue intake = new CommitQueue(10_000);
    private final BatchDelay gathering = new BatchDelay();
    private final ManualTime time = new ManualTime();
    private final CommitLeadership turns = new CommitLeadership(intake, gathering, time);
    private final AtomicBoolean lends = new AtomicBoolean();

    CommitLeadershipTest() {
        turns.lendWhen(lends::get);
    }

    /** As an engine does; whether the turn is lent for it. */
    private boolean comes() {
        assertThat(intake.offer(new QueuedCommand(SteppedStore.put("k", "v", 0), HOME, reply -> {})))
                .isTrue();
        return turns.came();
    }

    private void takeAll() {
        List<QueuedCommand> taken = new ArrayList<>();
        intake.take(taken, FOR_EVER);
    }

    private void close() {
        intake.close();
        turns.closed();
    }

    /** The writer's thread, which is asleep on return. */
    private Sleeper asleep(long idleNanos) {
        CompletableFuture<CommitLeadership.Next> next = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                next.complete(turns.await(idleNanos));
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

        /** Whoever is seen to be awake must sleep again before this returns; one that was woken just now may not be seen yet. */
        void staysAsleep() {
            while (thread.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
            assertThat(next).isNotDone();
        }
    }

    @Test
    void theWriterSleepsUntilSomethingComes() throws Exception {
        Sleeper writer = asleep(FOR_EVER);
        assertThat(comes()).isFalse();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void whenNothingComesItIsIdle() {
        assertThat(turns.await(1)).isEqualTo(CommitLeadership.Next.IDLE);
    }

    @Test
    void closingWakesTheWriterWhichEnds() throws Exception {
        Sleeper writer = asleep(FOR_EVER);
        close();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.END);
    }

    @Test
    void whatWaitsWhenItIsClosedIsDoneWithoutWaitingForMore() {
        comes();
        gathering.answered(50, 0, TimeUnit.HOURS.toNanos(1), time.nanos());
        close();
        assertThat(turns.await(FOR_EVER)).isEqualTo(CommitLeadership.Next.WORK);
        takeAll();
        assertThat(turns.await(FOR_EVER)).isEqualTo(CommitLeadership.Next.END);
    }

    @Test
    void theWriterThatWaitsForMoreIsWokenWhenThereIsEnough() throws Exception {
        comes();
        gathering.answered(3, 0, TimeUnit.HOURS.toNanos(1), time.nanos());
        Sleeper writer = asleep(FOR_EVER);
        comes();
        writer.staysAsleep();
        comes();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
        assertThat(intake.size()).isEqualTo(3);
    }

    @Test
    void turnIsLentOnceToWhoeverBringsTheFirstCommand() {
        lends.set(true);
        assertThat(comes()).isTrue();
        assertThat(comes()).as("lent already").isFalse();
        assertThat(turns.borrow()).isTrue();
        assertThat(turns.borrow()).as("borrowed already").isFalse();
        takeAll();
        assertThat(turns.giveBack()).as("nothing is left").isNull();
        assertThat(comes()).isTrue();
    }

    @Test
    void whatCameMeanwhileIsLentAgain() {
        lends.set(true);
        comes();
        turns.borrow();
        takeAll();
        assertThat(comes()).isFalse();
        assertThat(turns.giveBack()).isSameAs(HOME);
        assertThat(turns.borrow()).isTrue();
    }

    @Test
    void turnIsNotBorrowedIfOthersHaveDoneTheWork() {
        lends.set(true);
        comes();
        takeAll();
        assertThat(turns.borrow()).isFalse();
        assertThat(comes()).as("nobody has it").isTrue();
    }

    @Test
    void theWriterHasNoTurnWhileItIsLent() throws Exception {
        lends.set(true);
        Sleeper writer = asleep(FOR_EVER);
        assertThat(comes()).isTrue();
        writer.staysAsleep();
        assertThat(turns.borrow()).isTrue();
        writer.staysAsleep();
        lends.set(false);
        assertThat(turns.giveBack()).isNull();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void theWriterWaitsForTheBorrowerThoughThereIsWork() throws Exception {
        lends.set(true);
        comes();
        turns.borrow();
        Sleeper writer = asleep(FOR_EVER);
        lends.set(false);
        turns.giveBack();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void theWriterThatFellAsleepDuringAStepOfOthersIsWokenForWhatComesAfterIt() throws Exception {
        lends.set(true);
        comes();
        turns.borrow();
        takeAll();
        Sleeper writer = asleep(FOR_EVER);
        assertThat(turns.giveBack()).isNull();
        lends.set(false);
        assertThat(comes()).isFalse();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void nothingIsLentWhileTheWriterHasTheTurn() {
        comes();
        assertThat(turns.await(FOR_EVER)).isEqualTo(CommitLeadership.Next.WORK);
        lends.set(true);
        assertThat(comes()).isFalse();
        takeAll();
        assertThat(turns.await(1)).isEqualTo(CommitLeadership.Next.IDLE);
        assertThat(comes()).as("idle work is a turn too").isFalse();
    }

    @Test
    void stepsOfOthersAreNoIdleness() throws Exception {
        lends.set(true);
        comes();
        turns.borrow();
        takeAll();
        Sleeper writer = asleep(TimeUnit.MILLISECONDS.toNanos(1));
        writer.staysAsleep();
        turns.giveBack();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.IDLE);
    }

    @Test
    void theWriterEndsNotBeforeTheBorrower() throws Exception {
        lends.set(true);
        comes();
        turns.borrow();
        takeAll();
        close();
        Sleeper writer = asleep(FOR_EVER);
        assertThat(turns.giveBack()).isNull();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.END);
    }

    @Test
    void onceClosedTheWriterDoesWhatOthersHaveNotBegun() throws Exception {
        lends.set(true);
        comes();
        Sleeper writer = asleep(FOR_EVER);
        close();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
        assertThat(turns.borrow()).as("too late").isFalse();
    }

    @Test
    void turnThatCannotBeTakenIsReclaimed() throws Exception {
        lends.set(true);
        Sleeper writer = asleep(FOR_EVER);
        assertThat(comes()).isTrue();
        turns.reclaim();
        assertThat(turns.borrow()).as("it is not lent any more").isFalse();
        assertThat(writer.result()).isEqualTo(CommitLeadership.Next.WORK);
    }

    @Test
    void interruptedWriterSaysSo() {
        Sleeper writer = asleep(FOR_EVER);
        writer.thread().interrupt();
        assertThatThrownBy(writer::result)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("interrupted");
    }
}
