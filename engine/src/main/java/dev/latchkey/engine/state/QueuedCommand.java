package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.CommandWeight;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A submitted command on its way through an engine, with its asker and, once it was executed or refused, its reply. Used by one thread
 * at a time; the outcome is delivered on the thread of {@link #home}.
 */
public final class QueuedCommand {

    private final Command command;
    private final Asker asker;
    private final Executor home;
    private final String by;
    private final boolean byEngine;
    private Origin origin = Origin.UNKNOWN;
    private @Nullable Reply reply;

    /** Whether the reply is recorded, so that the command is answered in order and not logged. */
    private boolean recorded;

    /** Whether the asker has the outcome. Accessed on the thread of the home only. */
    private boolean delivered;

    /** Call this on the submitting thread. */
    public QueuedCommand(Command command, Asker asker) {
        this(command, asker, false);
    }

    private QueuedCommand(Command command, Asker asker, boolean byEngine) {
        this.byEngine = byEngine;
        this.command = command;
        this.asker = asker;
        this.home = asker.home();
        this.by = asker.by();
    }

    /** A command of the engine itself, for whose outcome no thread waits. */
    public static QueuedCommand byEngine(Command command, Asker observer) {
        return new QueuedCommand(command, observer, true);
    }

    /** Whether the engine itself has queued the command, so that no thread waits for its outcome. */
    public boolean isByEngine() {
        return byEngine;
    }

    public Command command() {
        return command;
    }

    /** The executor of the submitting thread. */
    public Executor home() {
        return home;
    }

    /** Stamps the command with who submitted it, and when; once, before it is logged. */
    public void stamp(long wallMillis) {
        origin = new Origin(by, wallMillis);
    }

    /** Who submitted the command, and when; unknown before it was stamped. */
    public Origin origin() {
        return origin;
    }

    /** Whether the command has a reply, and so is not to be logged or applied any more. */
    public boolean isReplied() {
        return reply != null;
    }

    /** The reply; null if there is none yet. */
    @Nullable
    public Reply reply() {
        return reply;
    }

    /** The reply is recorded: the command is answered in its order, but not logged. */
    void answerFromRecord() {
        recorded = true;
    }

    boolean isAnsweredFromRecord() {
        return recorded;
    }

    /** Whether the command is to be logged: it is a write, was not refused, and its reply is not recorded. */
    public boolean isLogged() {
        return command.isWrite() && reply == null && !recorded;
    }

    /** Sets the reply; it is delivered by {@link #answer}. */
    public void reply(Reply outcome) {
        reply = outcome;
    }

    /** Delivers the reply, unless the asker has an outcome already. Runs at {@link #home}. */
    public void answer() {
        Reply outcome = reply;
        if (outcome == null) {
            throw new IllegalStateException(command + " has no reply");
        }
        if (!delivered) {
            delivered = true;
            asker.answered(outcome);
        }
    }

    /** Reports that the outcome is unknown, unless the asker has an outcome already. Runs at {@link #home}. */
    public void lose(String reason) {
        if (!delivered) {
            delivered = true;
            asker.lost(reason);
        }
    }

    /** About how many bytes of the write queue the command uses: 0 for a read. */
    public int queuedBytes() {
        return command.isWrite() ? CommandWeight.ofCommand(command) : 0;
    }

    /** About how many bytes the command or its reply uses. */
    public int weight() {
        return CommandWeight.ofCommandAndReply(command);
    }
}
