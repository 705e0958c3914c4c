package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.session.OfSessions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Memory admission for batches: decides which writes of a batch fit into the memory limit before any of them is applied. Far from the
 * limit a sum of upper bounds suffices. Near the limit the decision depends on the present state, so a batch ends before a write that
 * depends on a key that an earlier write of the same batch writes, and after the end of a session, which may delete any key.
 *
 * <p>For one thread at a time.
 */
public final class MemoryAdmission {

    private enum Ruling {
        ADMITTED,
        REFUSED,
        /** Depends on writes of this batch, which must be applied first. */
        NEXT_BATCH
    }

    private static final OfSessions<Boolean> ENDS_SESSION = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean closeSession(Command.CloseSession command) {
            return true;
        }

        @Override
        public Boolean endSession(Command.EndSession command) {
            return true;
        }
    };

    private final GuardedState state;
    private long claimed;

    /** As {@link #claimed}, but with what is overwritten, which stays in memory while snapshots are open. */
    private long claimedInAll;

    private int admitted;

    /** Whether the batch ends a session, and so deletes keys that its commands do not name. */
    private boolean endsSession;

    /** The keys that the batch writes; tracked only near the limit. */
    private @Nullable Set<Key> keys;

    public MemoryAdmission(GuardedState state) {
        this.state = state;
    }

    /**
     * Admits the commands of the next batch. Commands that would exceed the memory limit get {@link GuardedState#MEMORY_FULL} as their
     * reply; they come before every write that is admitted.
     *
     * @return how many commands form the batch, from the first one on; at least one unless {@code commands} is empty
     */
    public int admit(List<QueuedCommand> commands) {
        claimed = 0;
        claimedInAll = 0;
        admitted = 0;
        endsSession = false;
        keys = null;
        return state.locked(now -> {
            int to = 0;
            while (to < commands.size() && joins(commands, to, now)) {
                to++;
            }
            return to;
        });
    }

    private boolean joins(List<QueuedCommand> commands, int index, StateMachine now) {
        QueuedCommand queued = commands.get(index);
        Command.Write write = queued.command().asWrite();
        if (write == null) {
            return true;
        }
        if (state.isRecorded(write)) {
            queued.answerFromRecord();
            return true;
        }
        Ruling ruling = rule(write, now, commands, index);
        if (ruling == Ruling.REFUSED) {
            queued.reply(GuardedState.MEMORY_FULL);
        } else if (ruling == Ruling.ADMITTED) {
            admitted++;
            claimedInAll += now.memoryMax(write, state.openSnapshots());
        }
        return ruling != Ruling.NEXT_BATCH;
    }

    private Ruling rule(Command.Write write, StateMachine now, List<QueuedCommand> commands, int index) {
        if (write.mayFree()) {
            endsSession |= write.match(ENDS_SESSION);
            track(write);
            return Ruling.ADMITTED;
        }
        if (state.rule().fitsReserve(write, now, claimed)) {
            claimed += now.growthMax(write);
            track(write);
            return Ruling.ADMITTED;
        }
        if (state.rule().exceedsTotal(write, now, claimedInAll)) {
            // Not refused if others claim memory: they may turn out to need less than they claim.
            return admitted == 0 ? Ruling.REFUSED : Ruling.NEXT_BATCH;
        }
        long most = now.growthMax(write);
        if (keys == null && now.bytes() + claimed + most <= state.bytesMax()) {
            claimed += most;
            return Ruling.ADMITTED;
        }
        return ruleNearLimit(write, now, keys == null ? writtenBy(commands, index) : keys);
    }

    private void track(Command.Write write) {
        if (keys != null) {
            keys.addAll(write.keys());
        }
    }

    private Ruling ruleNearLimit(Command.Write write, StateMachine now, Set<Key> written) {
        keys = written;
        if (endsSession || write.dependsOn().stream().anyMatch(written::contains)) {
            return Ruling.NEXT_BATCH;
        }
        // Why: earlier steps of the batch may move the windows of sessions and drop their records.
        long growth = admitted == 0 ? now.growth(write) : now.growthAfterOthers(write);
        if (growth <= 0 || now.bytes() + claimed + growth <= state.bytesMax()) {
            claimed += Math.max(0, growth);
            written.addAll(write.keys());
            return Ruling.ADMITTED;
        }
        // Not refused if others claim memory: they may turn out to need less than they claim, or free some.
        return admitted == 0 ? Ruling.REFUSED : Ruling.NEXT_BATCH;
    }

    /** The keys that the commands before {@code index} write. */
    private static Set<Key> writtenBy(List<QueuedCommand> commands, int index) {
        Set<Key> keys = new HashSet<>();
        for (QueuedCommand queued : commands.subList(0, index)) {
            Command.Write write = queued.command().asWrite();
            if (write != null) {
                keys.addAll(write.keys());
            }
        }
        return keys;
    }
}
