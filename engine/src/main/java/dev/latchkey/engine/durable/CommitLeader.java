package dev.latchkey.engine.durable;

import dev.latchkey.seams.Time;
import java.util.concurrent.Executor;

/**
 * The work of the commit leader, in steps: commits the queued commands and does the upkeep of log and disk. A failure of any step ends the
 * engine. For the thread that has the leadership ({@link CommitLeadership}).
 */
final class CommitLeader {

    private final CommitQueue queue;
    private final GroupCommit commit;
    private final FsyncTimes fsyncs;
    private final BatchDelay delay;
    private final InlineCommitPolicy inline;
    private final DiskUpkeep upkeep;
    private final FailStop failStop;
    private final Time time;

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
            upkeep.beforeStep();
            int answered = commit.step();
            delay.answered(answered, queue.size(), fsyncs.lastNanos(), time.nanos());
            inline.countStep(answered, fsyncs.lastNanos());
            upkeep.afterStep(background);
        } catch (RuntimeException | Error e) {
            commit.loseTaken(FailStop.sentence(e), e);
            failStop.fail(e);
            throw e;
        }
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
