package dev.latchkey.engine.session;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** The sessions of the state, as it is after the commands that were applied. For any thread. */
public interface SessionStore {

    /** Executes a command that only reads. */
    Reply read(Command command);

    /** The reply to a command that was executed before, if it is recorded; null if the command is to be executed. */
    @Nullable
    Reply recorded(Command.Once command);

    /** Whether {@code command} would be executed now: its number can be used, and no reply is recorded for it. */
    boolean wouldExecute(Command.Once command);

    /** The time to live of a session in milliseconds; 0 if it does not exist. */
    int ttlMillis(SessionId id);

    /** Calls {@code action} with every session and its time to live. */
    void forEachSession(ObjIntConsumer<SessionId> action);
}
