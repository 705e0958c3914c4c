package dev.latchkey.engine.durable;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a running engine: the writer, which commits unless submitters do so inline, and one that writes snapshots. */
final class WriterThread {

    private static final Logger LOG = LoggerFactory.getLogger(WriterThread.class);

    /** Without a commit for this long the end of the log is marked. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final CommitLeadership leadership;
    private final CommitLeader leader;
    private final FailStop failStop;
    private final ExecutorService background =
            Executors.newSingleThreadExecutor(task -> daemon(task, "latchkey-snapshot"));
    private final Thread thread = daemon(this::run, "latchkey-writer");

    WriterThread(CommitLeadership leadership, CommitLeader leader, FailStop failStop) {
        this.leadership = leadership;
        this.leader = leader;
        this.failStop = failStop;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        thread.start();
    }

    /** Runs the writing of snapshots. */
    Executor background() {
        return background;
    }

    private void run() {
        try {
            CommitLeadership.Next next = next();
            while (next != CommitLeadership.Next.END) {
                if (next == CommitLeadership.Next.WORK) {
                    leader.step(background);
                } else {
                    leader.idle(background);
                }
                next = next();
            }
        } catch (RuntimeException | Error e) {
            // The listener of the engine has been notified already, whichever call failed.
            LOG.debug("the writer thread has ended", e);
        }
    }

    private CommitLeadership.Next next() {
        try {
            return leadership.await(IDLE.toNanos());
        } catch (RuntimeException | Error e) {
            failStop.fail(e);
            throw e;
        }
    }

    /** Returns when both threads have ended. The queue has been closed: the writer commits what is left in it first. */
    void join() {
        uninterruptibly(() -> {
            thread.join();
            return true;
        });
        background.shutdown();
        uninterruptibly(() -> background.awaitTermination(1, TimeUnit.SECONDS));
    }

    /** Shutdown must finish once begun and both waits are bounded, so interrupts are deferred. */
    private static void uninterruptibly(Callable<Boolean> wait) {
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                done = wait.call();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (Exception e) {
                throw new IllegalStateException("cannot happen: " + e, e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
