package dev.latchkey.client.follow;

import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.StoreId;
import java.util.List;

/** Receives what happens to a {@link Feed}. All methods are called on the event loop. */
interface Sink {

    /** The server pushes the events after {@code revision} from now on. */
    void established(StoreId store, long revision);

    /** The server does not push any more, until {@link #established} is called again. */
    void interrupted();

    /** Takes a whole step; returns false if there is no room for it, after which the feed pauses and gets the step again later. */
    boolean take(List<KeyEvent> step, long bytes);

    /** All events up to {@code revision} have been taken. */
    default void reached(long revision) {}

    /**
     * It cannot be learned whether all events up to the current revision have been taken, because the history does not reach back to
     * the last one.
     */
    default void uncheckable() {}

    /** Events after the last one have been evicted. Returns whether the feed goes on from the current revision, or else ends. */
    boolean acceptsGap();

    /** The feed has ended. */
    void ended(FollowEndedException why);
}
