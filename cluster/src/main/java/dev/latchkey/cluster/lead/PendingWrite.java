package dev.latchkey.cluster.lead;

import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.state.QueuedCommand;

/**
 * A write that waits to be proposed.
 *
 * @param queued the write on its way through the admission; also identifies it to the clock of the sessions
 * @param run the run of the node that has handed it on
 * @param group its group; 0 for a write of the leader itself
 * @param position its position in the group
 */
record PendingWrite(LogRecord.Write write, QueuedCommand queued, long run, long group, int position) {

    private static final Asker UNOBSERVED = Asker.of(Runnable::run, reply -> {}, reason -> {});

    static PendingWrite of(LogRecord.Write write, long run, long group, int position) {
        return new PendingWrite(write, QueuedCommand.byEngine(write.command(), UNOBSERVED), run, group, position);
    }

    /** A write of the leader itself. */
    static PendingWrite byLeader(LogRecord.Write write) {
        return of(write, 0, 0, 0);
    }

    boolean isByLeader() {
        return group == 0;
    }

    /** Whether this write is in the same slice as {@code next}, if they are proposed one after the other. */
    boolean isBefore(PendingWrite next) {
        return run == next.run && group == next.group && (isByLeader() || position + 1 == next.position);
    }
}
