package dev.latchkey.client.follow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The updates between the event loop and the consumer of one follow: at most a number of bytes, or one update that is larger. Never blocks
 * the event loop. Thread-safe.
 */
final class UpdateQueue {

    private record Queued(FollowUpdate update, long bytes) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Queued> updates = new ArrayDeque<>();
    private final long bytesMax;
    private final Runnable whenRoom;
    private long bytes;

    /** Whether an update was not accepted, so that room is worth a notification. */
    private boolean refused;

    private @Nullable FollowEndedException end;

    /** @param whenRoom called after an update was not accepted, once half of the queue is empty; on the thread of the consumer */
    UpdateQueue(long bytesMax, Runnable whenRoom) {
        this.bytesMax = bytesMax;
        this.whenRoom = whenRoom;
    }

    /** Adds an update; returns false if there is no room for it. */
    boolean offer(FollowUpdate update, long size) {
        lock.lock();
        try {
            if (end != null) {
                return true; // why: nobody takes it any more
            }
            refused = !updates.isEmpty() && bytes + size > bytesMax;
            if (!refused) {
                updates.addLast(new Queued(update, size));
                bytes += size;
                changed.signal();
            }
            return !refused;
        } finally {
            lock.unlock();
        }
    }

    /** No update will be added. The first reason counts. */
    void end(FollowEndedException why) {
        lock.lock();
        try {
            end = end == null ? why : end;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops all updates and ends the queue. */
    void close(FollowEndedException why) {
        lock.lock();
        try {
            updates.clear();
            bytes = 0;
            end = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Why the queue has ended, once all updates were taken; null before. */
    @Nullable
    FollowEndedException ended() {
        lock.lock();
        try {
            return updates.isEmpty() ? end : null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next update; null if there is none. */
    @Nullable
    FollowUpdate poll() {
        Queued taken;
        boolean hasRoom;
        lock.lock();
        try {
            taken = updates.pollFirst();
            hasRoom = taken != null && roomAfter(taken);
        } finally {
            lock.unlock();
        }
        if (hasRoom) {
            whenRoom.run();
        }
        return taken == null ? null : taken.update();
    }

    private boolean roomAfter(Queued taken) {
        bytes -= taken.bytes();
        boolean isNews = refused && bytes <= bytesMax / 2;
        refused &= !isNews;
        return isNews;
    }

    /** Waits until there is an update, or the queue has ended. */
    void await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (updates.isEmpty() && end == null) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is an update, the queue has ended, or {@code max} has passed. */
    void await(Duration max) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = max.toNanos();
            while (updates.isEmpty() && end == null && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
