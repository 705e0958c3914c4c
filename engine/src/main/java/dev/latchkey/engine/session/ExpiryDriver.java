package dev.latchkey.engine.session;

import dev.latchkey.core.Command;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;

/**
 * Drives the expiry of sessions in an engine that was not started, in place of the thread of the {@link ExpiryTimer}: a simulator, in
 * virtual time. It calls {@link Engine#checkExpiry} whenever {@link Engine#nextExpiryCheck} says so.
 *
 * <p>Both methods are called with the lock held that orders commands, and must not submit any.
 */
public interface ExpiryDriver {

    /** The time of the next check has moved forward. */
    void earlier();

    /**
     * A session is due, and its end is ordered now.
     *
     * @return receives the reply to the end, in order with those to other commands of the same {@link Asker#home}
     */
    Asker ordering(Command.EndSession end);
}
