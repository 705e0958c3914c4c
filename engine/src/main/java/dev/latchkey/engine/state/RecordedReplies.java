package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.session.OfSessions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The replies that the sessions of a state have recorded. A command with a recorded reply is not executed again. */
final class RecordedReplies {

    private final Supplier<StateMachine> state;

    private final OfSessions<Boolean> isRecorded = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean once(Command.Once command) {
            return recorded(command) != null;
        }
    };

    /** Does not apply the command, which would change the state without a record in the log. */
    private final OfSessions<Reply> replyOnRecord = new OfSessions<>() {
        @Override
        protected Reply other(Command command) {
            throw new IllegalStateException("the reply to " + command + " is not recorded");
        }

        @Override
        public Reply once(Command.Once command) {
            Reply known = state.get().sessions().known(command);
            return known == null ? other(command) : known;
        }
    };

    /** @param state the current state; every method is called with its lock held */
    RecordedReplies(Supplier<StateMachine> state) {
        this.state = state;
    }

    /** The recorded reply to {@code command}; null if it is to be executed, or to be refused for its number. */
    @Nullable
    Reply recorded(Command.Once command) {
        StateMachine now = state.get();
        if (now.sessions().find(command.session(), command.user()) == null) {
            return null;
        }
        Reply known = now.sessions().known(command);
        return known instanceof Reply.SeqRefused ? null : known;
    }

    /** Whether the reply to {@code command} is recorded. */
    boolean isRecorded(Command command) {
        return command.match(isRecorded);
    }

    /**
     * The recorded reply to a command that {@link #isRecorded was recorded} when it was admitted; a refusal of its number if the record
     * was dropped since.
     *
     * @throws IllegalStateException if it was not recorded
     */
    Reply replyTo(Command command) {
        return command.match(replyOnRecord);
    }
}
