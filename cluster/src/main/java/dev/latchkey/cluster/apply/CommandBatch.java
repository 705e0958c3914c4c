package dev.latchkey.cluster.apply;

import dev.latchkey.core.Reply;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.QueuedCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Commands of this node that are executed together: its writes as one group of the replicated log, and its reads at their places between
 * the writes. While the group is under way, guarded by the lock of {@link OwnGroup}.
 */
public final class CommandBatch {

    /** The reply to a command that was certainly not executed because the cluster had no leader for it. */
    public static final Reply NO_LEADER = new Reply.Refused(Reply.Refusal.NO_LEADER);

    private final List<QueuedCommand> commands;

    /** The number of commands that have a reply; they come first. */
    private int replied;

    /** The number of writes among them. */
    private int writesReplied;

    /** The number of commands whose outcome was delivered. */
    private int delivered;

    public CommandBatch(List<QueuedCommand> commands) {
        this.commands = List.copyOf(commands);
    }

    public List<QueuedCommand> commands() {
        return commands;
    }

    /** Returns the writes, stamped with their origin, in order. */
    public List<LogRecord.Write> writes(long wallMillis) {
        List<LogRecord.Write> writes = new ArrayList<>();
        for (QueuedCommand queued : commands) {
            if (queued.command().isWrite()) {
                queued.stamp(wallMillis);
                writes.add(new LogRecord.Write(
                        Objects.requireNonNull(queued.command().asWrite()), queued.origin()));
            }
        }
        return writes;
    }

    /**
     * The write at a position is about to be executed. Executes the reads before it. Writes before it that have no reply can never be
     * executed, since an entry with a later part of the group counted.
     */
    void reach(int position, GuardedState state) {
        if (position < writesReplied) {
            throw new IllegalStateException("write " + position + " of a group was executed before");
        }
        executeReads(state);
        while (writesReplied < position) {
            replied(NO_LEADER);
            executeReads(state);
        }
    }

    /** The next write was executed or refused. */
    void replied(Reply reply) {
        commands.get(replied).reply(reply);
        replied++;
        writesReplied++;
    }

    /** Executes the reads up to the next write. */
    public void executeReads(GuardedState state) {
        while (!isComplete() && !commands.get(replied).command().isWrite()) {
            QueuedCommand read = commands.get(replied);
            read.reply(state.read(read.command()));
            replied++;
        }
    }

    /** Whether every command has a reply. */
    public boolean isComplete() {
        return replied == commands.size();
    }

    /** Refuses the commands that have no reply, none of which was executed or ever will be. */
    public void refuseRest() {
        while (!isComplete()) {
            commands.get(replied).reply(NO_LEADER);
            replied++;
        }
    }

    /** Returns the commands that have a reply which was not returned before. */
    public List<QueuedCommand> takeReplied() {
        List<QueuedCommand> next = commands.subList(delivered, replied);
        delivered = replied;
        return next;
    }

    /** Returns the commands that have no reply. */
    public List<QueuedCommand> rest() {
        return commands.subList(replied, commands.size());
    }
}
