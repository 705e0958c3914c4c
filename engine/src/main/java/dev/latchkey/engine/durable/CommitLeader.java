package dev.latchkey.engine.durable;

import dev.latchkey.seams.Time;
import java.util.concurrent.Executor;

/**
 * The work of the commit leader, in steps: commits the queued commands and does the upkeep of log and disk. A failure of any step ends the
 * engine. For the thread that has the leadership ({@link CommitLeadership}).
 */
final class CommitLeader {

    private static final long STALLED_NANOS = 200_000_000;

    private final CommitQueue queue;
    private final GroupCommit commit;
    private final FsyncTimes fsyncs;
    private final BatchDelay delay;
    private final InlineCommitPolicy inline;
    private final DiskUpkeep upkeep;
    private final FailStop failStop;
    private final Time time;

    /** Whether a step is running, and since when. */
    private volatile boolean stepping;

    private volatile long steppingSince;

    CommitLeader(
            CommitQueue queue,
            GroupCommit commit,
            FsyncTimes fsyncs,
            BatchDelay delay,
            InlineCommitPolicy inline,
            DiskUpkeep upkeep,
            FailStop failStop,
            Time time) {
        this.queue = queue;
        this.commit = commit;
        this.fsyncs = fsyncs;
        this.delay = delay;
        this.inline = inline;
        this.upkeep = upkeep;
        this.failStop = failStop;
        this.time = time;
    }

    /**
     * Commits the queued commands, up to a limit in bytes, and starts a snapshot if one is due. Blocks as long as the disk takes.
     *
     * @param background runs the writing of a snapshot
     */
    void step(Executor background) {
        try {
            steppingSince = time.nanos();
            stepping = true;
            upkeep.beforeStep();
            int answered = commit.step();
            delay.answered(answered, queue.size(), fsyncs.lastNanos(), time.nanos());
            inline.countStep(answered, fsyncs.lastNanos());
            upkeep.afterStep(background);
        } catch (RuntimeException | Error e) {
            commit.loseTaken(FailStop.sentence(e), e);
            failStop.fail(e);
            throw e;
        } finally {
            stepping = false;
        }
    }

    /** Whether a step has been running for so long that the disk seems not to respond. For any thread. */
    boolean isStalled() {
        return stepping && time.nanos() - steppingSince > STALLED_NANOS;
    }

    /**
     * Does the upkeep for which there is no time under load. Call this when no command was submitted for a while.
     *
     * @param background runs the writing of a snapshot
     */
    void idle(Executor background) {
        try {
            upkeep.idle(background);
        } catch (RuntimeException | Error e) {
            failStop.fail(e);
            throw e;
        }
    }
}
