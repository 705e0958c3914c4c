package dev.latchkey.engine;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Orders commands and makes them durable; the state machine behind it defines their meaning. Execution is linearizable: once an engine
 * has answered a command, every later read reflects it.
 *
 * <p>An engine that fails stays failed until the process restarts: every command that is queued then or submitted later is {@link
 * Asker#lost}.
 *
 * <p>Safe for use by many threads.
 */
public interface Engine extends AutoCloseable {

    /** The name that INFO reports. */
    String name();

    /**
     * The id of the store that this engine serves; empty while it has not joined one. It changes before the first command is executed
     * on the new store. A command submitted before the change is executed on the previous store, or {@link Asker#lost}.
     */
    Optional<StoreId> storeId();

    /**
     * Registers a listener that is called with the new id whenever {@link #storeId} changes after this call, before any command of the
     * new store is answered. The listener must not block, and stays registered for as long as the engine exists. An engine that serves
     * one store only never calls it.
     */
    default void onStoreChange(Consumer<StoreId> listener) {}

    /**
     * Executes {@code command} immediately on the calling thread if it needs neither ordering nor durability, and returns its reply;
     * returns null if it must be submitted. Call this only for a connection that has no unanswered command, since an immediate reply
     * overtakes queued commands.
     */
    default @Nullable Reply tryAnswer(Command command) {
        return null;
    }

    /**
     * As {@link #tryAnswer(Command)}.
     *
     * @param by as {@link Asker#by}
     */
    default @Nullable Reply tryAnswer(Command command, String by) {
        return tryAnswer(command);
    }

    /**
     * Orders and executes {@code command}. Commands that one thread submits are executed in that order.
     *
     * @param asker receives the outcome; see {@link Asker} for the thread on which it is called
     */
    void submit(Command command, Asker asker);

    /**
     * Clients can connect from now on, which is when the time to live of the sessions begins that the store had at startup. The first
     * command that is submitted has the same effect, and further calls have none.
     */
    default void acceptClients() {}

    /**
     * When to call {@link #checkExpiry} next, by the monotonic clock; empty while it need not be called. A session that is due is ended
     * before the next command in any case. An engine that was started calls it itself.
     */
    default OptionalLong nextExpiryCheck() {
        return OptionalLong.empty();
    }

    /** Ends the sessions whose time to live has passed. */
    default void checkExpiry() {}

    /** The figures of the sessions. */
    default SessionFigures sessions() {
        return SessionFigures.NONE;
    }

    /** The number of sessions that are bound to {@code user}, in the applied state. */
    default long sessionsOf(String user) {
        return 0;
    }

    /** The user to whom a session is bound, in the applied state; empty if the session does not exist. */
    default Optional<String> userOf(SessionId session) {
        return Optional.empty();
    }

    /**
     * Notifies {@code follower} from now on whenever the store has reached a greater revision, after the commands were applied. For
     * the thread of the follower.
     */
    default void follow(Follower follower) {}

    /** Does not notify {@code follower} any more. For the thread of the follower. */
    default void unfollow(Follower follower) {}

    /**
     * Reads events of the applied state for a follow, immediately and on the calling thread, whatever is queued; returns null if the
     * engine cannot do that. Unlike a command, the read is not ordered after the ends of sessions that are due: the follower is notified
     * once they are applied.
     */
    default @Nullable Reply nextEvents(HistoryRead.Changes page) {
        return tryAnswer(page);
    }

    /** The figures of the event history. */
    default HistoryFigures history() {
        return HistoryFigures.NONE;
    }

    /** The current size of the store. */
    KeyspaceSize keyspace();

    /** The state of the log, the disk and the snapshots; empty for an engine that stores nothing on disk. */
    default Optional<Persistence> persistence() {
        return Optional.empty();
    }

    /**
     * Opens a backup of the current state, which includes the effect of every command answered so far. Empty if the maximum number of
     * backups is open already.
     */
    Optional<Backup> openBackup();

    /**
     * Stops the engine: executes and answers the queued commands unless the engine has failed, then releases its threads, files and
     * memory. A write submitted later is refused. Blocks until all of that is done. Idempotent: closing again does nothing.
     */
    @Override
    void close();
}
