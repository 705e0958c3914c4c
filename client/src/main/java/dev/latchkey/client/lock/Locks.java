package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.link.Loop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The locks of one client. Applications call {@link dev.latchkey.client.Latchkey#lock} instead. Thread-safe. */
public final class Locks {

    private final AsyncClerk reader;
    private final AsyncClerk clerk;
    private final Loop loop;
    private final RandomGenerator chance;
    private final Executor completion;
    private final OpenLocks open = new OpenLocks();

    /**
     * The futures of both Clerks may complete on any thread.
     *
     * @param reader the Clerk that looks at locks and breaks holds
     * @param clerk the Clerk that acquires and releases; its calls must be allowed while the client is closing
     * @param loop the event loop on which the locks run
     * @param chance the source of ids and delays; must be strong enough that no two acquisitions draw the same id
     * @param completion the executor on which the futures of {@link Lock#async} complete
     */
    public Locks(AsyncClerk reader, AsyncClerk clerk, Loop loop, RandomGenerator chance, Executor completion) {
        this.reader = reader;
        this.clerk = clerk;
        this.loop = loop;
        this.chance = chance;
        this.completion = completion;
    }

    /**
     * Returns a handle to the lock {@code name}.
     *
     * @throws IllegalArgumentException if the name is empty or longer than {@value Lock#NAME_BYTES_MAX} bytes
     */
    public Lock lock(String name) {
        return new Lock(reader, LockContext.of(name, clerk, open, loop, chance, completion));
    }

    /**
     * Refuses new acquisitions, abandons and undoes those in progress, and releases every lock that is held. The future
     * completes on the loop when nothing more is to be done, whatever the outcomes. Called on the loop.
     */
    public CompletableFuture<Void> close() {
        return open.close();
    }
}
