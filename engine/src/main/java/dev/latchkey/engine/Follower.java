package dev.latchkey.engine;

import java.util.concurrent.Executor;

/** The party that reads events of an {@link Engine} as they happen. */
public interface Follower {

    /** Runs tasks on the thread of this follower; the same object for all followers of one thread. */
    Executor home();

    /**
     * The store may have reached a greater revision. Called on the thread of {@link #home}, once for any number of commands. It may
     * neither block nor throw: the same thread notifies other followers.
     */
    void advanced();
}
