package dev.latchkey.engine.durable;

import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.log.Log;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The upkeep of log and disk around commits: verifies the directory, starts snapshots, recovers from a full disk, and marks the end of
 * the log. For the commit leader.
 */
final class DiskUpkeep {

    private static final Duration SNAPSHOT_RETRY_INTERVAL = Duration.ofSeconds(10);

    private final Log log;
    private final GuardedState state;
    private final DiskSpaceGuard space;
    private final Snapshotter snapshots;
    private final Time time;
    private final DirectoryCheck directory;

    /** Whether the last batch is followed by a durable mark. */
    private boolean marked;

    private long snapshotRetryAt;

    DiskUpkeep(Log log, GuardedState state, DiskSpaceGuard space, Snapshotter snapshots, Time time) {
        this.log = log;
        this.state = state;
        this.space = space;
        this.snapshots = snapshots;
        this.time = time;
        this.directory = new DirectoryCheck(log, time);
    }

    void beforeStep() {
        directory.verifyIfDue();
        space.warnIfFillingUp();
    }

    void afterStep(Executor background) {
        marked = false;
        snapshots.takeIfDue(snapshotMayFreeSpace(), background);
    }

    /** Marks the end of the log, so that corruption of the last batch can be told from a torn write, and recovers free space. */
    void idle(Executor background) {
        try {
            directory.verifyIfDue();
            space.warnIfFillingUp();
            if (space.isFull() && !snapshots.isRunning()) {
                space.tryRecover();
                snapshots.takeIfDue(snapshotMayFreeSpace(), background);
            } else if (!space.isFull() && !space.reserveHeld()) {
                space.restoreReserve();
            }
            if (!marked) {
                log.mark();
                marked = true;
            }
        } catch (NoRoomException e) {
            space.onDiskFull(e);
        }
    }

    /** On a full disk, from time to time: whether a snapshot could fit, so that the log before it can be deleted. */
    private boolean snapshotMayFreeSpace() {
        long now = time.nanos();
        if (!space.isFull()) {
            snapshotRetryAt = now;
            return false;
        }
        if (now - snapshotRetryAt < 0 || !space.hasFree(state.keyspace().bytes())) {
            return false;
        }
        snapshotRetryAt = now + SNAPSHOT_RETRY_INTERVAL.toNanos();
        return !snapshots.isRunning() && beginSegment();
    }

    /** A snapshot lets only older segments be deleted, and on a full disk the newest one may be all there is. */
    private boolean beginSegment() {
        try {
            log.beginSegment();
            return true;
        } catch (NoRoomException e) {
            // A disk without 64 free bytes has no space for a snapshot either.
            return false;
        }
    }

    /**
     * Verifies periodically that the data directory is still the one that the engine has locked. If it was moved, deleted or
     * replaced, another server can serve the same store, and recovery would not find what is written. For the commit leader.
     */
    private static final class DirectoryCheck {

        /** Together with the second after which an idle engine does its upkeep, this bounds the time between two checks to 1.5 s. */
        private static final Duration INTERVAL = Duration.ofMillis(500);

        private final Log log;
        private final Time time;
        private long dueAt;

        DirectoryCheck(Log log, Time time) {
            this.log = log;
            this.time = time;
            this.dueAt = time.nanos() + INTERVAL.toNanos();
        }

        /** @throws dev.latchkey.log.errors.DiskFailedException if the directory is another one, or that cannot be determined */
        void verifyIfDue() {
            long now = time.nanos();
            if (now - dueAt < 0) {
                return;
            }
            log.verifyDirectory();
            dueAt = now + INTERVAL.toNanos();
        }
    }
}
