package dev.latchkey.server.door;

/** A connection of a node, of whichever protocol. Used on the event loop of its channel only, unless a method states otherwise. */
public interface DoorConnection {

    /**
     * Whether all requests of the connection are meant for the store that was served when it was opened, so that it is closed when the
     * engine changes its store. Constant; for any thread.
     */
    boolean isBoundToStore();

    /** Extends all deadlines of the client by a pause of the event loop of {@code nanos}, which is over at {@code now}. */
    void extendDeadlines(long nanos, long now);

    /** Closes the connection if the client has exceeded a deadline, and does what is due by now. Called once a second. */
    void inspect(long now);

    /**
     * The permissions of users have changed: closes the connection if its user was removed or logs in by other means, and ends what shows
     * more than the user may see.
     */
    void accessChanged();

    /** The server shuts down: answers what has been read, and closes the connection once its client has read the replies. */
    void stop();

    /** Closes the connection because of an error. */
    void fail(Throwable cause);
}
