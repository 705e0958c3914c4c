package dev.latchkey.client.follow;

import dev.latchkey.client.link.Loop;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A follow whose updates the caller takes one by one:
 *
 * <pre>{@code
 * try (Follow follow = latchkey.follow("config/").open()) {
 *     while (true) {
 *         for (KeyEvent event : follow.next().events()) {
 *             System.out.println(event.kind() + " " + event.key());
 *         }
 *     }
 * }
 * }</pre>
 *
 * Updates wait in a queue that is bounded in bytes. Thread-safe; each update is returned once.
 */
public final class Follow extends FollowHandle {

    private final UpdateQueue queue;
    private final Loop loop;

    Follow(QueuedFollow follow) {
        super(follow);
        this.queue = follow.queue();
        this.loop = follow.loop();
    }

    /**
     * Returns the next update, and blocks until there is one.
     *
     * @throws FollowEndedException if the follow has ended and all updates before its end were returned
     * @throws InterruptedException if the thread is interrupted; no update is lost
     * @throws IllegalStateException on the client's event loop, which must not block
     */
    public FollowUpdate next() throws InterruptedException {
        requireOutsideLoop();
        while (true) {
            FollowUpdate update = pollOrThrow();
            if (update != null) {
                return update;
            }
            queue.await();
        }
    }

    /** {@link #next()} that returns empty if there is no update within {@code max}. */
    public Optional<FollowUpdate> next(Duration max) throws InterruptedException {
        requireOutsideLoop();
        FollowUpdate update = pollOrThrow();
        if (update == null) {
            queue.await(max);
            update = pollOrThrow();
        }
        return Optional.ofNullable(update);
    }

    /**
     * Returns the next update if there is one, without blocking.
     *
     * @throws FollowEndedException like {@link #next()}
     */
    public Optional<FollowUpdate> poll() {
        return Optional.ofNullable(pollOrThrow());
    }

    private @Nullable FollowUpdate pollOrThrow() {
        FollowUpdate update = queue.poll();
        FollowEndedException end = update == null ? queue.ended() : null;
        if (end != null) {
            throw end.here();
        }
        return update;
    }

    private void requireOutsideLoop() {
        if (loop.isInside()) {
            throw new IllegalStateException("cannot block on the client's event loop: use poll() or a listener there");
        }
    }
}
