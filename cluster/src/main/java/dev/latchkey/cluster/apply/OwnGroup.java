package dev.latchkey.cluster.apply;

import dev.latchkey.engine.state.QueuedCommand;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The group of writes that this node has handed on and that is not settled. The node thread hands it on and settles it; the apply thread
 * sets the replies. For both threads.
 */
public final class OwnGroup {

    private final long run;
    private final ReentrantLock lock = new ReentrantLock();
    private long number;
    private @Nullable CommandBatch batch;

    /** @param run a random number of this run of the process */
    public OwnGroup(long run) {
        this.run = run;
    }

    public long run() {
        return run;
    }

    /** A batch is about to be handed on; returns the number of its group. */
    public long begin(CommandBatch next) {
        lock.lock();
        try {
            if (batch != null) {
                throw new IllegalStateException("group " + number + " is not settled");
            }
            batch = next;
            return ++number;
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code work} with the batch of that group; with null if no client of this node waits for it. */
    void during(long ofRun, long group, Consumer<@Nullable CommandBatch> work) {
        if (ofRun != run) {
            work.accept(null);
            return;
        }
        lock.lock();
        try {
            work.accept(group == number ? batch : null);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the commands that have got a reply since the last call. The group is settled if all have one. */
    public List<QueuedCommand> takeReplied() {
        return locked(now -> {
            List<QueuedCommand> next = now.takeReplied();
            batch = now.isComplete() ? null : batch;
            return next;
        });
    }

    /** Whether the group has commands without a reply. */
    public boolean isUnsettled() {
        lock.lock();
        try {
            return batch != null;
        } finally {
            lock.unlock();
        }
    }

    /** Settles the group: the commands without a reply were not executed and never will be. Returns those to deliver. */
    public List<QueuedCommand> refuseRest() {
        return locked(now -> {
            now.refuseRest();
            batch = null;
            return now.takeReplied();
        });
    }

    /**
     * Gives the group up.
     *
     * @param replied receives the commands that have got a reply since the last call
     * @return the commands of which it is unknown whether they were or will be executed
     */
    public List<QueuedCommand> giveUp(Consumer<List<QueuedCommand>> replied) {
        return locked(now -> {
            batch = null;
            replied.accept(now.takeReplied());
            return now.rest();
        });
    }

    private List<QueuedCommand> locked(Function<CommandBatch, List<QueuedCommand>> work) {
        lock.lock();
        try {
            return batch == null ? List.of() : work.apply(batch);
        } finally {
            lock.unlock();
        }
    }
}
