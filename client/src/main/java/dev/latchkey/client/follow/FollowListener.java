package dev.latchkey.client.follow;

import dev.latchkey.core.KeyEvent;
import java.util.List;

/**
 * Receives the updates of a follow, in order and one at a time, on the client's executor and never on the event loop, so the methods may
 * block. While a method runs, further updates wait in a queue that is bounded in bytes. If a method throws, the follow ends.
 */
public interface FollowListener {

    /** The events of one step; see {@link FollowUpdate.Step}. */
    void onStep(List<KeyEvent> step);

    /** The state as of one revision, for a follow that was requested with it; see {@link FollowUpdate.State}. */
    default void onState(FollowUpdate.State state) {}

    /** The follow has ended, and this is the last call. The reason is {@code CLOSED} if the caller or the client closed it. */
    default void onEnd(FollowEndedException why) {}
}
