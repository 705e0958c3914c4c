package dev.latchkey.engine.durable;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/** Inline commit: lets the thread that submits commands, an event loop, commit them itself as commit leader. For any thread. */
final class InlineCommit {

    private final CommitLeadership leadership;
    private final CommitLeader leader;

    /** Where inline steps have snapshots written. Set before the first step. */
    private volatile Executor background = Runnable::run;

    InlineCommit(CommitLeadership leadership, CommitLeader leader) {
        this.leadership = leadership;
        this.leader = leader;
    }

    /** From now on commands are committed inline whenever {@code worthIt} returns true. */
    void enable(Executor snapshots, BooleanSupplier worthIt) {
        background = snapshots;
        leadership.offerWhen(worthIt);
    }

    /** A command was queued, by the thread of {@code home}. */
    void commandQueued(Executor home) {
        if (leadership.offer()) {
            schedule(home);
        }
    }

    /** Two tasks, because the first may run after one that delivers replies, and the second runs after the one that sends them. */
    private void schedule(Executor home) {
        execute(home, () -> execute(home, this::step));
    }

    private void execute(Executor home, Runnable task) {
        try {
            home.execute(task);
        } catch (RejectedExecutionException e) {
            // The thread has ended: the writer thread commits instead.
            leadership.withdrawOffer();
        }
    }

    private void step() {
        if (!leadership.acceptOffer()) {
            return;
        }
        try {
            leader.step(background);
        } finally {
            Executor next = leadership.handOver();
            if (next != null) {
                schedule(next);
            }
        }
    }
}
