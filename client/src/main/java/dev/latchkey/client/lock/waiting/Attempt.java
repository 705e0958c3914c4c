package dev.latchkey.client.lock.waiting;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An attempt to acquire a lock, as steps on the event loop. It can be abandoned, and then undoes its effects. */
public interface Attempt<H> {

    /** Starts the attempt. Any thread may call this. */
    void start();

    /**
     * The hold; empty if another client held the lock until the timeout, or if the attempt was abandoned. Completes on the event loop
     * when the attempt has been undone or is granted.
     */
    CompletableFuture<Optional<H>> result();

    /** Abandons the attempt and undoes its effects. Any thread may call this. */
    void giveUp();

    /** Abandons the attempt because the client is closing, which its caller learns from an exception. Called on the loop. */
    void endForClose();
}
